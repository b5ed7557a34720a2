package vtp.loader.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import vtp.loader.hub.HubException.Kind;

/** Links that lie in the cache where a pull is going to write: nothing is written to where they lead. */
@DisabledOnOs(OS.WINDOWS)
class PlantedLinksTest extends PullFixture {

    private static final String ETAG = "git" + Bytes.sha256(CONFIG).substring(0, 37);

    @TempDir
    Path elsewhere;

    private Path victim;

    @BeforeEach
    void writeVictim() throws IOException {
        victim = Files.writeString(elsewhere.resolve("victim"), "untouched");
    }

    private void plant(String where, Path target) throws IOException {
        Path link = home.resolve("hub").resolve(where);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, target);
    }

    private HubException failure() {
        HubException e = catchThrowableOfType(HubException.class, this::pull);
        assertThat(e).isNotNull();
        assertThat(e.kind()).isEqualTo(Kind.DISK);
        return e;
    }

    private void assertUntouched() {
        assertThat(elsewhere).isDirectoryContaining(victim::equals);
        assertThat(elsewhere.toFile().list()).hasSize(1);
        assertThat(victim).hasContent("untouched");
    }

    @Test
    void aPartialFileIsNoLink() throws Exception {
        plant("models--MiniMaxAI--VTP-Test/blobs/" + WEIGHTS_SHA256 + ".incomplete", victim);
        failure();
        assertUntouched();
    }

    @Test
    void aLinkInPlaceOfABlobIsReplaced() throws Exception {
        plant("models--MiniMaxAI--VTP-Test/blobs/" + WEIGHTS_SHA256, victim);
        assertWhole(pull());
        assertThat(blob(WEIGHTS_SHA256)).isRegularFile();
        assertThat(Files.isSymbolicLink(blob(WEIGHTS_SHA256))).isFalse();
        assertUntouched();
    }

    @Test
    void aLockIsNoLink() throws Exception {
        plant(".locks/models--MiniMaxAI--VTP-Test/" + ETAG + ".lock", elsewhere.resolve("made"));
        failure();
        assertUntouched();
    }

    /** Nor a pipe, which would be waited for until somebody reads it. */
    @Test
    void aLockOrAPartialFileIsNoPipe() throws Exception {
        Path lock = home.resolve("hub/.locks/models--MiniMaxAI--VTP-Test/" + ETAG + ".lock");
        for (Path pipe : List.of(incomplete(), lock)) {
            Files.createDirectories(pipe.getParent());
            assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                    .isZero();
            failure();
            Files.delete(pipe);
        }
        assertWhole(pull());
    }

    @Test
    void aSnapshotIsNoLink() throws Exception {
        plant("models--MiniMaxAI--VTP-Test/snapshots/" + FakeHub.COMMIT, elsewhere);
        assertThat(failure()).hasMessageContaining("is a link, and files are not written to where it leads; remove it");
        assertUntouched();
    }

    @Test
    void linksInASnapshotAndARefAreReplaced() throws Exception {
        plant("models--MiniMaxAI--VTP-Test/snapshots/" + FakeHub.COMMIT + "/config.json", victim);
        plant("models--MiniMaxAI--VTP-Test/refs/main", victim);
        assertWhole(pull());
        assertThat(repository().resolve("refs/main")).hasContent(FakeHub.COMMIT);
        assertUntouched();
    }

    @Test
    void aLinkInPlaceOfTheStagingFolderIsRemovedAlone() throws Exception {
        for (Path target : new Path[] {elsewhere, elsewhere.resolve("absent")}) {
            Files.deleteIfExists(repository().resolve("refs/main"));
            plant("models--MiniMaxAI--VTP-Test/.staging", target);
            assertWhole(pull());
            assertThat(Files.exists(repository().resolve(".staging"), LinkOption.NOFOLLOW_LINKS))
                    .isFalse();
            assertUntouched();
        }
    }
}
