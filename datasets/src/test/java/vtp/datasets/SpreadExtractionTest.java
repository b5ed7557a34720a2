package vtp.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.engine.image.PictureReader;
import vtp.loader.Dtype;

/** Shards made apart, and joined, are those of an extraction in one go. */
class SpreadExtractionTest {
    private static final int COUNT = 27;
    private static final ExtractionPlan PLAN = MeanColours.plan(Dtype.BF16, 10, 0, 1);

    @TempDir
    private Path folder;

    private Path pictures;
    private Path meanwhile;

    @BeforeEach
    void writePictures() throws IOException {
        pictures = folder.resolve("pictures");
        meanwhile = Files.createDirectory(folder.resolve("meanwhile"));
        List<Path> files = Trees.classes(pictures, COUNT);
        Files.writeString(files.get(4), "no picture");
    }

    private SpreadExtraction spread(ExtractionPlan plan) {
        return new SpreadExtraction(new ClassFolder(pictures, false), plan, meanwhile, "out");
    }

    /** Makes one shard in a folder of its own, and puts its files beside the manifest. */
    private Path shard(SpreadExtraction.Begun begun, int shard) throws IOException, InterruptedException {
        Path own = Files.createDirectory(folder.resolve("shard" + shard));
        Path lines = folder.resolve("lines" + shard);
        try (Dataset.Cursor cursor = begun.pictures().open();
                Pipeline pipeline = new Pipeline(new PictureReader(), new MeanColours(), PLAN.dtype(), 2);
                SingleShard single = new SingleShard(own, PLAN, shard, MeanColours.TENSORS)) {
            pipeline.start(cursor, 0, 1, (long) shard * PLAN.shardSize());
            Outcome outcome = pipeline.next();
            for (int i = 0; i < PLAN.shardSize() && outcome != null; i++) {
                single.add(outcome);
                outcome = pipeline.next();
            }
            for (String file : single.write(lines)) {
                assertThat(Files.size(own.resolve(file)))
                        .isEqualTo(SingleShard.files(lines).get(file));
                Files.createDirectories(meanwhile.resolve(file).getParent());
                Files.move(own.resolve(file), meanwhile.resolve(file));
            }
        }
        return lines;
    }

    @Test
    void shardsMadeApartAreThoseOfOneExtraction() throws Exception {
        Path whole = folder.resolve("whole");
        new Extraction(new ClassFolder(pictures, false), new MeanColours(), PLAN, whole)
                .run(new ExtractionListener() {});
        SpreadExtraction.Begun begun = spread(PLAN).begin();
        List<Path> lines = new ArrayList<>();
        for (int shard = begun.shards() - 1; shard >= 0; shard--) {
            lines.add(0, shard(begun, shard));
        }
        assertThat(spread(PLAN).begin().shards()).isEqualTo(lines.size());
        assertThat(spread(PLAN).finish(lines)).isEqualTo(new Extraction.Summary(COUNT, 1, 0));
        assertThat(Trees.contents(meanwhile)).isEqualTo(Trees.contents(whole));
    }

    @Test
    void anotherExtractionIsRefused() throws Exception {
        spread(PLAN).begin();
        assertThatThrownBy(() -> spread(MeanColours.plan(Dtype.F32, 10, 0, 1)).begin())
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("out: was begun with other dtype");
    }

    @Test
    void aShardThatIsMissingIsNamed() throws Exception {
        SpreadExtraction.Begun begun = spread(PLAN).begin();
        Path first = shard(begun, 0);
        assertThatThrownBy(() -> spread(PLAN).finish(List.of(first))).hasMessageContaining("1 of 3 shards");
        assertThatThrownBy(() -> SingleShard.files(Files.writeString(folder.resolve("x"), "{}\n")))
                .hasMessageContaining("does not commit a shard");
    }
}
