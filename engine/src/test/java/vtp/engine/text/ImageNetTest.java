package vtp.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-width")
class ImageNetTest {
    @Test
    void hasTheNamesInOrderOfClass() {
        assertThat(ImageNet.names())
                .hasSize(1000)
                .startsWith("tench", "goldfish", "great white shark")
                .endsWith("bolete", "corn cob", "toilet paper")
                .doesNotContain("");
        assertThat(ImageNet.names().get(281)).isEqualTo("tabby cat");
    }

    @Test
    void hasOpenAisTemplates() {
        assertThat(ImageNet.templates())
                .hasSize(80)
                .startsWith("a bad photo of a {}.")
                .endsWith("a tattoo of the {}.")
                .allSatisfy(template -> assertThat(template.split("\\{}", -1)).hasSize(2));
        assertThat(new HashSet<>(ImageNet.templates())).hasSize(80);
    }
}
