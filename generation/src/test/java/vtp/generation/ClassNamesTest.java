package vtp.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClassNamesTest {
    private static final ClassNames NAMED =
            new ClassNames(6, List.of("a cat", "a dog", "a crane", "a crane", "a red panda", "7"));

    private static void refuses(ClassNames classes, String label, String message) {
        assertThatThrownBy(() -> classes.number(label))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void aClassIsMeantByItsNumberOrItsName() {
        assertThat(NAMED.number("5")).isEqualTo(5);
        assertThat(NAMED.number("a red panda")).isEqualTo(4);
        assertThat(NAMED.name(1)).isEqualTo("a dog");
        ClassNames numbered = new ClassNames(1000, List.of());
        assertThat(numbered.number("999")).isEqualTo(999);
        assertThat(numbered.name(999)).isEqualTo("999");
    }

    @Test
    void whatMeansNoClassOrSeveralIsRefused() {
        refuses(NAMED, "6", "6: the generator has 6 classes, which are numbered from 0");
        refuses(NAMED, "a dag", "\"a dag\" is none of the 6 classes; did you mean \"a dog\"?");
        refuses(
                NAMED,
                "an aeroplane",
                "\"an aeroplane\" is none of the 6 classes; the first are a cat, a dog, a crane, a crane");
        refuses(NAMED, "a crane", "\"a crane\" is the name of the classes 2 and 3; give the number");
        refuses(
                new ClassNames(2, List.of()),
                "a dog",
                "\"a dog\": nobody says what the generator's classes are called; give a number from 0 to 1");
        assertThatThrownBy(() -> new ClassNames(3, List.of("a"))).hasMessage("1 names for 3 classes");
    }
}
