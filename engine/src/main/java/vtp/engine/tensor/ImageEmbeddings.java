package vtp.engine.tensor;

/**
 * Two features of each picture of a batch, of one pass through the trunk.
 *
 * @param clip the CLIP features, each of length 1, (B, E): what is in a picture, comparable with texts
 * @param cls the class tokens of the last block, after the final norm, (B, C): how a picture looks
 * @since 0.1.0
 */
public record ImageEmbeddings(Embeddings clip, Embeddings cls) {}
