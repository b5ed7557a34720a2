package vtp.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a rate is compared with. */
class BenchPeakTest {

    @Test
    void noRateIsOverAHundredPercentOfThePeak() {
        BenchTimer.Timing timing = new BenchTimer.Timing(3, 1, 1, 1, 100, 120);
        assertThat(timing.peakFor(90)).as("the usual case: the median").isEqualTo(100);
        assertThat(timing.peakFor(110)).as("the largest that was measured").isEqualTo(120);
        assertThat(timing.peakFor(130)).as("more than was ever measured").isEqualTo(130);
    }
}
