package vtp.engine.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("any-width")
class NameSuggestionTest {
    private static final List<String> WORDS = List.of("encode", "decode", "reconstruct", "pull", "prepare");

    @ParameterizedTest
    @CsvSource({"encod, encode", "ENCODE, encode", "dceode, decode", "recon, reconstruct", "prepair, prepare"})
    void whatWasTypedIsNearlyAWord(String typed, String word) {
        assertThat(NameSuggestion.ofTyped(typed, WORDS)).contains(word);
    }

    @Test
    void whatIsNearNoneOrNearTwoIsNotGuessed() {
        assertThat(NameSuggestion.ofTyped("xyzzy", WORDS)).isEmpty();
        assertThat(NameSuggestion.ofTyped("p", WORDS)).isEmpty();
        assertThat(NameSuggestion.ofTyped("x".repeat(10_000), WORDS)).isEmpty();
    }
}
