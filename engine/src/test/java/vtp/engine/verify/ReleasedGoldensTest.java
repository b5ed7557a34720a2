package vtp.engine.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.engine.TestModels;
import vtp.engine.VtpModel;
import vtp.engine.config.VtpConfig;
import vtp.engine.files.SyntheticCheckpoint;

/**
 * The released sizes, of made-up weights, against the reference. Large takes a minute and 6 GB:
 * {@code vtp synth large -o DIR}, then {@code vtp verify -m DIR testdata/goldens/released/large/golden.safetensors}.
 */
class ReleasedGoldensTest {
    @TempDir
    Path folder;

    @Test
    void small() throws IOException {
        check("small");
    }

    @Test
    @Tag("any-width")
    void base() throws IOException {
        check("base");
    }

    private void check(String size) throws IOException {
        Path golden = TestModels.GOLDENS.resolve("released").resolve(size);
        byte[] json = Files.readAllBytes(golden.resolve("config.json"));
        SyntheticCheckpoint.write(VtpConfig.parse(json, size), json, folder, written -> {});
        try (VtpModel model = VtpModel.load(folder, TestModels.threads(2))) {
            assertThat(TestModels.golden(golden).compare(model))
                    .hasSizeGreaterThan(50)
                    .allMatch(StageError::within);
        }
    }
}
