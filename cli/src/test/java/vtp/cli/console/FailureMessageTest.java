package vtp.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureMessageTest {

    /** What the JVM says of each shortage, and what helps: a larger heap would take from what lies beside it. */
    @ParameterizedTest
    @CsvSource({
        "Java heap space, VTP_JAVA_OPTS=-Xmx8g",
        "GC overhead limit exceeded, VTP_JAVA_OPTS=-Xmx8g",
        "Unable to allocate 69206000 bytes, no memory for another 69206000 bytes; end other programs",
        "unable to create native thread: possibly out of memory or process/resource limits reached, ulimit -u"
    })
    void saysWhatThereIsTooLittleOf(String message, String advice) {
        OutOfMemoryError failure = new OutOfMemoryError(message);
        assertThat(FailureMessage.of(failure)).contains(advice);
        assertThat(FailureMessage.ofInput(failure)).isEqualTo(FailureMessage.of(failure));
    }

    @Test
    void shortageOfTheSystemIsNotMendedByALargerHeap() {
        assertThat(FailureMessage.of(new OutOfMemoryError("Unable to allocate 5 bytes")))
                .doesNotContain("-Xmx");
    }
}
