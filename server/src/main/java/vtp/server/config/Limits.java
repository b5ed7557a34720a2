package vtp.server.config;

import java.time.Duration;

/**
 * How much a request may ask for, and how much may wait.
 *
 * @param bodyBytes the longest body; a longer one is answered with 413 as soon as its length is known
 * @param pixels the largest picture that is decoded, width · height; larger ones are refused by their header
 * @param preparedPixels the largest picture that is given to the model, width · height
 * @param pictures pictures, or latents, of one request
 * @param texts texts of one request, prompts of labels included
 * @param waiting pictures, or groups of texts, that may wait for the model; what comes then is answered with 503
 * @param batch pictures that the model computes together, if so many wait
 * @param deadline how long a request may take, from its headers to its reply; after that it is answered with 503
 * @param connections clients connected at a time; further ones wait
 * @since 0.1.0
 */
public record Limits(
        long bodyBytes,
        long pixels,
        long preparedPixels,
        int pictures,
        int texts,
        int waiting,
        int batch,
        Duration deadline,
        int connections) {

    private static final Limits USUAL =
            new Limits(32L << 20, 50_000_000, 1 << 20, 64, 2048, 128, 32, Duration.ofSeconds(60), 1024);

    /**
     * @throws IllegalArgumentException if a limit is not positive, or fewer pictures may wait than a request may have
     */
    public Limits {
        require(bodyBytes, "bodyBytes");
        if (bodyBytes > Integer.MAX_VALUE / 2) {
            throw new IllegalArgumentException("bodyBytes is " + bodyBytes + ", must be under 1 GiB");
        }
        require(pixels, "pixels");
        require(preparedPixels, "preparedPixels");
        require(pictures, "pictures");
        require(texts, "texts");
        require(batch, "batch");
        require(deadline.toMillis(), "deadline");
        require(connections, "connections");
        if (waiting < pictures) {
            throw new IllegalArgumentException(
                    "waiting is " + waiting + ", must be at least pictures, those of one request: " + pictures);
        }
    }

    private static void require(long limit, String name) {
        if (limit < 1) {
            throw new IllegalArgumentException(name + " is " + limit + ", must be positive");
        }
    }

    /**
     * 32 MiB, 50 megapixels as sent and 1 to the model, 64 pictures and 2,048 texts a request, 128 waiting, batches of
     * 32, 60 s, 1,024 connections.
     */
    public static Limits usual() {
        return USUAL;
    }

    /** The same with another longest body. */
    public Limits withBodyBytes(long bytes) {
        return new Limits(bytes, pixels, preparedPixels, pictures, texts, waiting, batch, deadline, connections);
    }

    /** The same with another largest picture. */
    public Limits withPixels(long count) {
        return new Limits(bodyBytes, count, preparedPixels, pictures, texts, waiting, batch, deadline, connections);
    }

    /** The same with other numbers of pictures: of a request, waiting, and computed together. */
    public Limits withPictures(int ofRequest, int mayWait, int together) {
        return new Limits(
                bodyBytes, pixels, preparedPixels, ofRequest, texts, mayWait, together, deadline, connections);
    }

    /** The same with another deadline. */
    public Limits withDeadline(Duration longest) {
        return new Limits(bodyBytes, pixels, preparedPixels, pictures, texts, waiting, batch, longest, connections);
    }

    /** The same with another number of clients connected at a time. */
    public Limits withConnections(int most) {
        return new Limits(bodyBytes, pixels, preparedPixels, pictures, texts, waiting, batch, deadline, most);
    }
}
