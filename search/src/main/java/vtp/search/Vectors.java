package vtp.search;

import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene104.Lucene104HnswScalarQuantizedVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.MergeScheduler;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues.ScalarEncoding;

/** How features are written: as float32 in a graph (HNSW), or with a copy of 7 bits that the graph is searched by. */
final class Vectors {
    /** Neighbours of a node. */
    private static final int NEIGHBOURS = 16;
    /** Candidates that a node's neighbours are chosen from. */
    private static final int CANDIDATES = 100;
    /**
     * A segment gets no graph as long as finding so many pictures in it is as fast without one: at 400, up to 3,200
     * pictures. Small segments are merged later, and making their graphs would be the costly part.
     */
    private static final int WORTH_A_GRAPH = 400;

    private static final int MERGE_WORKERS = 1;
    /** Half of Lucene's number: each segment's graph is searched by itself, so a search takes half the time, too. */
    private static final double SEGMENTS_PER_TIER = 4;

    /** Written out as a segment when so many megabytes are in memory. */
    private static final double BUFFER_MEGABYTES = 128;

    private Vectors() {}

    /** @param merges what merges segments */
    static IndexWriterConfig configuration(boolean quantized, MergeScheduler merges) {
        KnnVectorsFormat format = quantized
                ? new Lucene104HnswScalarQuantizedVectorsFormat(
                        ScalarEncoding.SEVEN_BIT, NEIGHBOURS, CANDIDATES, MERGE_WORKERS, null, WORTH_A_GRAPH)
                : new Lucene99HnswVectorsFormat(NEIGHBOURS, CANDIDATES, MERGE_WORKERS, null, WORTH_A_GRAPH);
        IndexWriterConfig configuration = new IndexWriterConfig();
        configuration.setMergePolicy(new TieredMergePolicy().setSegmentsPerTier(SEGMENTS_PER_TIER));
        configuration.setMergeScheduler(merges);
        configuration.setRAMBufferSizeMB(BUFFER_MEGABYTES);
        configuration.setCodec(new Lucene104Codec() {
            @Override
            public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                return format;
            }
        });
        return configuration;
    }
}
