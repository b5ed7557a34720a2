package vtp.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vtp.engine.Breakdown.Row;
import vtp.engine.config.FlopCount;
import vtp.engine.files.ModelSource;
import vtp.engine.image.Pixels;

@Tag("any-width")
class BreakdownTest {

    @Test
    void aTimedModelGivesTheSameNumbersAndSaysWhereItsTimeWent() throws Exception {
        ModelSource files = TestModels.tiny();
        Pixels pixels = TestModels.pixels(1, 64, 64);
        Breakdown breakdown = new Breakdown();
        try (VtpModel plain = VtpModel.load(files, TestModels.threads(2));
                VtpModel timed = breakdown.load(files, TestModels.threads(2))) {
            assertThat(breakdown.rows()).as("what loading it took").isEmpty();
            assertThat(timed.encode(pixels).data())
                    .isEqualTo(plain.encode(pixels).data());

            List<Row> rows = breakdown.rows();
            assertThat(rows)
                    .extracting(Row::operation)
                    .containsExactly(
                            "qkv",
                            "attention",
                            "projection",
                            "feed-forward",
                            "other linear",
                            "norms",
                            "rotary",
                            "other");
            assertThat(rows).extracting(Row::calls).containsExactly(2L, 2L, 2L, 2L, 3L, 5L, 2L, 1L);
            assertThat(rows.stream().mapToDouble(Row::operations).sum())
                    .isEqualTo((double) FlopCount.encode(files.config(), 64, 64));
            assertThat(rows).allSatisfy(row -> {
                assertThat(row.seconds()).isPositive();
                assertThat(row.packing()).isBetween(0.0, 1.0);
                assertThat(row.waiting()).isBetween(0.0, 1.0);
            });

            breakdown.reset();
            assertThat(breakdown.rows()).isEmpty();
            timed.textFeatures(List.of("a dog"));
            assertThat(breakdown.rows())
                    .filteredOn(row -> row.operation().equals("attention"))
                    .extracting(Row::calls)
                    .containsExactly(2L);
        }
    }
}
