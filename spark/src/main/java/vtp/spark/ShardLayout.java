package vtp.spark;

import java.util.Locale;
import vtp.datasets.SpreadExtraction;

/**
 * Where things lie in the folder of an extraction to shards that has not ended, beside what {@code vtp extract} writes:
 *
 * <pre>
 * .spark/manifest.jsonl            the beginning of the manifest: what the extraction is
 * .spark/parts/00003/00017         what tasks have computed of the pictures of shard 3
 * .spark/shards/00003              the lines of the manifest that commit shard 3, whose files are in their places
 * .spark/unfinished/               what is being written
 * </pre>
 */
final class ShardLayout {
    static final String WORK = ".spark";
    static final String COMMITTED = WORK + "/shards";
    static final String PARTS = WORK + "/parts";
    static final String MANIFEST = SpreadExtraction.MANIFEST;
    static final String PICTURES = SpreadExtraction.PICTURES;
    static final String STATISTICS = SpreadExtraction.STATISTICS;
    static final String BEGUN = WORK + "/" + MANIFEST;

    private ShardLayout() {}

    static String committed(int shard) {
        return COMMITTED + "/" + digits(shard);
    }

    static String parts(int shard) {
        return PARTS + "/" + digits(shard);
    }

    static String part(int shard, int part) {
        return parts(shard) + "/" + digits(part);
    }

    private static String digits(int number) {
        return String.format(Locale.ROOT, "%05d", number);
    }
}
