package vtp.loader.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepoIdTest {

    @ParameterizedTest
    @CsvSource({
        "MiniMaxAI/VTP-Small-f16d64, MiniMaxAI, VTP-Small-f16d64, main",
        "MiniMaxAI/VTP-Small-f16d64@main, MiniMaxAI, VTP-Small-f16d64, main",
        "a/b@v1.0, a, b, v1.0",
        "a_b/c.d-e@refs/pr/1, a_b, c.d-e, refs/pr/1",
        "a/b@0123456789abcdef0123456789abcdef01234567, a, b, 0123456789abcdef0123456789abcdef01234567"
    })
    void readsAnId(String text, String owner, String name, String revision) throws HubException {
        assertThat(RepoId.parse(text)).isEqualTo(new RepoId(owner, name, revision));
    }

    @Test
    void writesWhatItReads() throws HubException {
        for (String text : new String[] {"a/b", "a/b@v1", "a/b@refs/pr/1"}) {
            assertThat(RepoId.parse(text)).hasToString(text);
        }
        assertThat(RepoId.parse("a/b@v1").repository()).isEqualTo("a/b");
        assertThat(RepoId.parse("a/b@v1").folderName()).isEqualTo("models--a--b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "/",
                "a/",
                "/b",
                "a/b/c",
                "a b/c",
                "a/b@",
                "a/b@v@w",
                "../b",
                "a/..",
                "a/../b",
                "a/b..c",
                "./b",
                "a/.b",
                "-a/b",
                "a/b-",
                "a--b/c",
                "a/b--c",
                "a/b.git",
                "a/b.GIT",
                "a\\b/c",
                "a/b\\..\\c",
                "C:/b",
                "a/b:c",
                "a/b\n",
                "a/b\u0000",
                "é/b",
                "a/b@..",
                "a/b@../../x",
                "a/b@x/../y",
                "a/b@/etc",
                "a/b@x/",
                "a/b@x//y",
                "a/b@.hidden",
                "a/b@x/.y",
                "a/b@x.",
                "a/b@x\\y",
                "a/b@C:x",
                "a/b@x y",
                "a/b@%2e%2e",
                "a/b@\u0000"
            })
    void refusesWhatIsNone(String text) {
        assertThatExceptionOfType(HubException.class)
                .isThrownBy(() -> RepoId.parse(text))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(HubException.Kind.UNSAFE_NAME))
                .satisfies(e -> assertThat(e.getMessage()).contains("org/name").doesNotContainPattern("\\p{Cntrl}"));
    }

    @Test
    void refusesLongNames() throws HubException {
        assertThat(RepoId.parse("a".repeat(96) + "/b").owner()).hasSize(96);
        assertThatExceptionOfType(HubException.class).isThrownBy(() -> RepoId.parse("a".repeat(97) + "/b"));
        assertThatExceptionOfType(HubException.class).isThrownBy(() -> RepoId.parse("a/b@" + "c".repeat(201)));
    }

    @Test
    void cannotBeMadeOfUnsafeParts() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RepoId("..", "b", "main"));
        assertThatIllegalArgumentException().isThrownBy(() -> new RepoId("a", "b", "../x"));
    }

    @Test
    void isReadFromItsFolder() {
        assertThat(RepoId.ofFolderName("models--a--b")).isEqualTo(new RepoId("a", "b", "main"));
        assertThat(RepoId.ofFolderName("models--gpt2")).isNull();
        assertThat(RepoId.ofFolderName("datasets--a--b")).isNull();
        assertThat(RepoId.ofFolderName("models--a--b--c")).isNull();
        assertThat(RepoId.ofFolderName(".locks")).isNull();
    }
}
