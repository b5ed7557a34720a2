package vtp.server.api;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import vtp.engine.VtpModel;
import vtp.engine.image.Orientation;
import vtp.engine.image.PictureException;
import vtp.engine.image.PictureReader;
import vtp.engine.image.Preparation;
import vtp.engine.image.Rgb;
import vtp.server.batch.Ticket;
import vtp.server.config.Limits;
import vtp.server.http.Refusal;

/** Reads and prepares the pictures of requests, as many at a time as there are cores: decoded ones are large. */
final class Pictures {
    private final VtpModel model;
    private final Limits limits;
    private final PictureReader reader;
    private final Semaphore turns = new Semaphore(Runtime.getRuntime().availableProcessors());

    Pictures(VtpModel model, Limits limits) {
        this.model = model;
        this.limits = limits;
        this.reader = new PictureReader(Orientation.EXIF, limits.pixels());
    }

    /** How pictures are prepared. */
    record Plan(Preparation preparation, int size) {}

    /** The plan that options ask for. */
    Plan plan(Options options, Preparation usual) throws Refusal {
        Preparation preparation = options.choice("prepare", Preparation.class, usual);
        int largest = (int) Math.sqrt((double) limits.preparedPixels());
        int size = options.number(
                "size", model.config().imageSize(), model.config().patchSize(), largest);
        return new Plan(preparation, size);
    }

    /**
     * Reads and prepares pictures.
     *
     * @return as many, all of one size
     * @throws Refusal if there are none or too many, or they cannot be prepared so
     * @throws PictureException if one cannot be read
     */
    List<Rgb> prepared(List<byte[]> files, Plan plan, Ticket ticket)
            throws Refusal, PictureException, InterruptedException {
        if (files.isEmpty() || files.size() > limits.pictures()) {
            throw Refusal.badRequest(
                    files.isEmpty() ? "no_picture" : "too_many_pictures",
                    "there are " + files.size() + " pictures; 1 to " + limits.pictures() + " are taken");
        }
        List<Rgb> pictures = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            String name = files.size() == 1 ? "the picture" : "picture " + i;
            if (!turns.tryAcquire(Math.max(0, ticket.remainingNanos()), TimeUnit.NANOSECONDS)) {
                throw Refusal.overloaded("deadline", "too many pictures at a time: try again later");
            }
            try {
                pictures.add(prepared(reader.read(files.get(i), name), plan));
            } finally {
                turns.release();
            }
        }
        return pictures;
    }

    private Rgb prepared(Rgb picture, Plan plan) throws Refusal {
        Rgb result;
        try {
            result = plan.preparation()
                    .apply(picture, plan.size(), model.config().patchSize());
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest("bad_parameter", String.valueOf(e.getMessage()));
        }
        if ((long) result.height() * result.width() > limits.preparedPixels()) {
            throw new Refusal(
                    413,
                    "picture_too_large",
                    "the model would get " + result.width() + " x " + result.height() + " pixels, more than "
                            + limits.preparedPixels() + ": leave out prepare=none, or shrink the picture");
        }
        return result;
    }
}
