package vtp.server.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import vtp.engine.image.Rgb;
import vtp.engine.image.Rounding;
import vtp.engine.tensor.Latents;
import vtp.generation.Sampler;
import vtp.generation.SamplingListener;
import vtp.generation.VelocityField;
import vtp.generation.config.DitConfig;
import vtp.generation.config.SamplingConfig;
import vtp.server.batch.Operation;
import vtp.server.batch.Ticket;
import vtp.server.config.ServedGenerator;
import vtp.server.http.Refusal;

/**
 * A generator behind the model's lane. Each call of the network waits its turn, and shares a batch with those of other
 * pictures, wherever they are on their way: so a long sampling holds up nobody, and ends at the next step when its
 * client leaves.
 */
final class BatchedGenerator {
    private final ServedGenerator served;
    private final BatchedModel model;
    private final Operation<State, Latents> velocity;

    /**
     * The state of a sampling between noise and latents.
     *
     * @param x (B, C, h, w)
     * @param labels (B)
     */
    @SuppressWarnings("ArrayRecordComponent") // computed, never compared
    private record State(Latents x, float time, int[] labels) {}

    /** Is told how a picture emerges. */
    interface Progress {
        /**
         * A step has been taken.
         *
         * @param step from 1
         * @param state normalised latents, to be asked for during the call
         */
        void step(int step, int steps, PictureSoFar state) throws Refusal, InterruptedException;
    }

    /** Decodes the picture as far as it has come. */
    interface PictureSoFar {
        Rgb decoded() throws Refusal, InterruptedException;
    }

    /** Carries what a request is refused with through a sampler, which knows no such thing. */
    private static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1;

        Ended(Exception cause) {
            super(cause);
        }
    }

    /** @param batch states that go through the network together at most */
    BatchedGenerator(ServedGenerator served, BatchedModel model, int batch) {
        this.served = served;
        this.model = model;
        this.velocity = new Kind<>("generate", batch, state -> state.x.batch(), state -> "", this::velocities);
    }

    ServedGenerator served() {
        return served;
    }

    /** Draws a picture of a class, beginning with noise (1, C, h, w). */
    Rgb draw(Latents noise, int label, SamplingConfig sampling, Ticket ticket, Progress progress)
            throws Refusal, InterruptedException {
        SamplingListener listener = (step, steps, state) -> {
            try {
                progress.step(step, steps, () -> decoded(state.get(), ticket));
            } catch (Refusal | InterruptedException e) {
                throw new Ended(e);
            }
        };
        Latents latents;
        try {
            latents = new Sampler(new Behind(ticket), sampling).sample(noise, new int[] {label}, listener);
        } catch (Ended e) {
            if (e.getCause() instanceof Refusal refusal) {
                throw refusal;
            }
            throw (InterruptedException) new InterruptedException().initCause(e);
        }
        return decoded(latents, ticket);
    }

    private Rgb decoded(Latents normalised, Ticket ticket) throws Refusal, InterruptedException {
        return model.decode(List.of(served.scale().apply(normalised)), ticket)
                .get(0)
                .toRgb(0, Rounding.TRUNC);
    }

    /** The generator as a sampling sees it: each call waits its turn. */
    private final class Behind implements VelocityField {
        private final Ticket ticket;

        Behind(Ticket ticket) {
            this.ticket = ticket;
        }

        @Override
        public String name() {
            return served.generator().name();
        }

        @Override
        public DitConfig config() {
            return served.generator().config();
        }

        @Override
        public Latents velocity(Latents x, float time, int[] labels) {
            try {
                return model.compute(velocity, List.of(new State(x, time, labels)), ticket)
                        .get(0);
            } catch (Refusal | InterruptedException e) {
                throw new Ended(e);
            }
        }
    }

    private List<Latents> velocities(List<State> states) {
        Latents x = Latents.stack(states.stream().map(State::x).toList());
        float[] times = new float[x.batch()];
        int[] labels = new int[x.batch()];
        int at = 0;
        for (State state : states) {
            Arrays.fill(times, at, at + state.labels.length, state.time);
            System.arraycopy(state.labels, 0, labels, at, state.labels.length);
            at += state.labels.length;
        }
        float[] v = served.generator().velocity(x, times, labels).data();
        List<Latents> each = new ArrayList<>();
        int from = 0;
        for (State state : states) {
            int to = from + state.x.data().length;
            each.add(new Latents(
                    Arrays.copyOfRange(v, from, to),
                    state.x.batch(),
                    state.x.channels(),
                    state.x.height(),
                    state.x.width()));
            from = to;
        }
        return each;
    }
}
