package vtp.cli.file;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/..", "../a", "/a", "a/", "a//b", "a\0b"})
    void whatLeadsElsewhereIsNoName(String name) {
        assertThat(ResultName.problem(name, false)).contains("cannot be named");
        assertThat(ResultName.problem(name, true)).contains("cannot be named");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\\b",
                "..\\b",
                "C:x",
                "C:",
                "CON",
                "con.png",
                "x/nul",
                "Com1.tar.gz",
                "LPT9",
                "aux .png",
                "CONIN$",
                "x.",
                "x ",
                "a?b",
                "a|b",
                "a\nb"
            })
    void windowsHasNamesOfItsOwn(String name) {
        assertThat(ResultName.problem(name, true)).contains("on Windows");
        assertThat(ResultName.problem(name, false)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b.png", ".a", "console.png", "nullable", "com10", "-x", "%41", "é/ß", "a b"})
    void otherNamesAreGood(String name) {
        assertThat(ResultName.problem(name, true)).isNull();
        assertThat(ResultName.problem(name, false)).isNull();
    }

    @Test
    void aNameHas255BytesOrOnWindowsCharacters() {
        assertThat(ResultName.problem("x".repeat(255), false)).isNull();
        assertThat(ResultName.problem("a/" + "x".repeat(256), false)).contains("256 bytes");
        assertThat(ResultName.problem("é".repeat(128), false)).contains("256 bytes");
        assertThat(ResultName.problem("é".repeat(255), true)).isNull();
        assertThat(ResultName.problem("é".repeat(256), true)).contains("256 characters");
    }
}
