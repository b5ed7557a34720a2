package vtp.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FloatRoundingTest {

    @Test
    void tiesGoToEven() {
        assertThat(FloatRounding.bits(Dtype.BF16, Float.intBitsToFloat(0x3f808000)))
                .isEqualTo((short) 0x3f80);
        assertThat(FloatRounding.bits(Dtype.BF16, Float.intBitsToFloat(0x3f818000)))
                .isEqualTo((short) 0x3f82);
        assertThat(FloatRounding.bits(Dtype.BF16, Float.intBitsToFloat(0x3f808001)))
                .isEqualTo((short) 0x3f81);
        assertThat(FloatRounding.bits(Dtype.F16, 1 + 0x1p-11f)).isEqualTo((short) 0x3c00);
        assertThat(FloatRounding.bits(Dtype.F16, 1 + 3 * 0x1p-11f)).isEqualTo((short) 0x3c02);
    }

    /** No number of the type is nearer. */
    @Test
    void whatIsReadBackIsTheNearest() {
        Random random = new Random(3);
        for (int i = 0; i < 10_000; i++) {
            float value = (float) random.nextGaussian() * 100;
            assertThat(FloatRounding.rounded(Dtype.F32, value)).isEqualTo(value);
            for (Dtype half : new Dtype[] {Dtype.F16, Dtype.BF16}) {
                float rounded = FloatRounding.rounded(half, value);
                int step = half == Dtype.F16 ? 13 : 16;
                float above = Float.intBitsToFloat(Float.floatToRawIntBits(rounded) + (1 << step));
                float below = Float.intBitsToFloat(Float.floatToRawIntBits(rounded) - (1 << step));
                assertThat(Math.abs((double) rounded - value))
                        .isLessThanOrEqualTo(Math.abs((double) above - value))
                        .isLessThanOrEqualTo(Math.abs((double) below - value));
                assertThat(FloatRounding.rounded(half, rounded)).isEqualTo(rounded);
            }
        }
    }

    @Test
    void whatIsTooLargeOrNoNumberIsSaid() {
        assertThat(FloatRounding.fits(Dtype.F16, 65504)).isTrue();
        assertThat(FloatRounding.fits(Dtype.F16, -65520)).isFalse();
        assertThat(FloatRounding.fits(Dtype.BF16, Float.MAX_VALUE)).isFalse();
        assertThat(FloatRounding.fits(Dtype.BF16, Float.POSITIVE_INFINITY)).isTrue();
        assertThat(FloatRounding.fits(Dtype.F32, Float.MAX_VALUE)).isTrue();
        assertThat(FloatRounding.rounded(Dtype.BF16, Float.intBitsToFloat(0x7f800001)))
                .isNaN();
        assertThat(FloatRounding.rounded(Dtype.F16, Float.NaN)).isNaN();
        assertThat(FloatRounding.isSupported(Dtype.F64)).isFalse();
        assertThatThrownBy(() -> FloatRounding.bits(Dtype.F64, 1)).hasMessageContaining("F64");
    }
}
