package vtp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static vtp.cli.Cli.vtp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

    @Test
    void aHostThatIsNotKnownIsSaidNotToBe() {
        vtp("serve", "--host", "nowhere.invalid").hasCode(2).hasOneLineOfError("there is no host nowhere.invalid");
    }

    @Test
    void aTokenFileThatHoldsNoTokenIsNamed() throws IOException {
        vtp("serve", "--token-file", folder).hasCode(2).hasOneLineOfError(folder + ": ");
        vtp("serve", "--token-file", folder.resolve("no.txt")).hasCode(2).hasOneLineOfError("no.txt: no such file");
        Path empty = Files.createFile(folder.resolve("empty.txt"));
        vtp("serve", "--token-file", empty).hasCode(2).hasOneLineOfError("empty.txt: there is no text in it");
        Path binary = Files.write(folder.resolve("binary.txt"), new byte[] {'a', (byte) 0xff});
        vtp("serve", "--token-file", binary).hasCode(2).hasOneLineOfError("binary.txt: is not UTF-8 text");
    }

    @Test
    void aTokenThatAllUsersCanReadIsNoted() throws IOException {
        Path token = Files.writeString(folder.resolve("token.txt"), "too short\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(vtp("serve", "--token-file", token).hasCode(2).err()).contains("chmod 600", "16 or more letters");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        vtp("serve", "--token-file", token).hasCode(2).hasOneLineOfError("16 or more letters");
    }
}
