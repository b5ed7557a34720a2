package vtp.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vtp.engine.tensor.Embeddings;

class TextQueryTest {
    @Test
    void minusSignsMarkWhatIsNotWanted() {
        assertThat(TextQuery.parse("a cat")).isEqualTo(new TextQuery("a cat", List.of()));
        assertThat(TextQuery.parse("a cat -dog")).isEqualTo(new TextQuery("a cat", List.of("dog")));
        assertThat(TextQuery.parse("-dog a  cat -\"a black bird\" outside"))
                .isEqualTo(new TextQuery("a cat outside", List.of("dog", "a black bird")));
        assertThat(TextQuery.parse("a T-shirt - blue --x")).isEqualTo(new TextQuery("a T-shirt - blue --x", List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "-dog", "a cat -\"\""})
    void aTextThatAsksForNothingIsRefused(String text) {
        assertThatThrownBy(() -> TextQuery.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void halfOfWhatIsNotWantedIsTakenOff() {
        Embeddings prompts = new Embeddings(new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, 3, 3);
        TextQuery query = TextQuery.parse("a -b -c");
        assertThat(query.feature(prompts)).containsExactly(1, -0.5f, -0.5f);
        assertThatThrownBy(() -> TextQuery.parse("a").feature(prompts))
                .hasMessageContaining("3 features, but there are 1");
    }
}
