package vtp.cli;

import static vtp.cli.Cli.vtp;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server that cannot begin says, before it reads a model's weights. */
class ServeOptionsTest {
    private static final String OTHER_MODEL = "../testdata/nano";

    @TempDir
    Path folder;

    @Test
    void theOptionsOfAGeneratorNeedOne() {
        vtp("serve", "-m", OTHER_MODEL, "--stats", folder.resolve("latents_stats.pt"))
                .hasCode(2)
                .hasOneLineOfError("--config, --stats and --label-names are of a generator; name it with --generator");
    }

    @Test
    void aGeneratorThatIsNotThereIsNamed() {
        vtp("serve", "-m", OTHER_MODEL, "--generator", folder.resolve("no.pt"))
                .hasCode(3)
                .hasOneLineOfError("no.pt: does not exist");
        vtp("serve", "-q", "--steps", 1, "--port", 0)
                .hasCode(2)
                .hasOneLineOfError("number of points is 1, must be from 2");
    }
}
