package vtp.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.datasets.FlatFolder;
import vtp.engine.Models;
import vtp.engine.VtpModel;
import vtp.engine.config.LoadOptions;
import vtp.engine.files.ModelSource;

/** Compiles and runs what docs/search.md shows of Java: its code blocks are the regions marked below, word for word. */
class DocumentationTest {
    private static final Pattern BLOCK = Pattern.compile("(?s)```java\n(.*?)```");
    private static final Pattern REGION = Pattern.compile("(?s)\n *// docs\n(.*?)\n *// end\n");

    @Test
    void itRuns(@TempDir Path temporary) throws Exception {
        Path pictures = Path.of("../testdata/nano/pictures");
        Path folder = temporary.resolve("index");
        List<Path> found = new ArrayList<>();

        // docs
        ModelSource files = Models.find("vtp-nano"); // or "small", once "vtp pull small" has been run; or a folder
        IndexSettings settings = IndexSettings.of(files);
        LoadOptions oneThread = LoadOptions.defaults().withThreads(1); // a call, as many pictures are encoded at once
        try (VtpModel model = VtpModel.load(files, oneThread);
                PictureIndex index = PictureIndex.open(folder, settings)) {
            IndexUpdate update = new IndexUpdate(index, new FlatFolder(pictures, false), model);
            update.removeGoneBelow(List.of(pictures)).run(new IndexListener() {});
        }
        // end

        // docs
        try (VtpModel model = Models.load("vtp-nano");
                ImageSearcher searcher = ImageSearcher.open(folder)) {
            float[] feature = TextQuery.parse("a star -red").feature(model);
            for (Hit hit : searcher.search(IndexedFeature.CLIP, feature, 5)) {
                found.add(hit.picture().content().file());
            }
            IndexedPicture first = searcher.at(found.get(0)).orElseThrow();
            float[] look = searcher.feature(first, IndexedFeature.CLS).orElseThrow();
            List<Hit> alike = searcher.search(IndexedFeature.CLS, look, 3); // itself first
            searcher.refresh(); // sees what was committed meanwhile
            // end
            assertThat(alike).hasSize(3).first().extracting(Hit::picture).isEqualTo(first);
        }
        assertThat(found).hasSize(5);
    }

    @Test
    void theDocumentShowsIt() throws IOException {
        List<String> blocks = matches(BLOCK, "../docs/search.md");
        List<String> regions = matches(REGION, "src/test/java/vtp/search/DocumentationTest.java");
        assertThat(blocks).hasSize(2);
        assertThat(blocks.get(0)).isEqualTo(regions.get(0));
        assertThat(blocks.get(1)).isEqualTo(regions.get(1) + "\n}");
    }

    private static List<String> matches(Pattern pattern, String file) throws IOException {
        return pattern.matcher(Files.readString(Path.of(file)))
                .results()
                .map(match -> match.group(1).stripIndent().stripTrailing())
                .toList();
    }
}
