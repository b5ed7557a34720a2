package vtp.loader;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Sha256Test {
    /** The example of FIPS 180-4. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void sumsAreThoseOfTheStandard() {
        assertThat(Sha256.hex("abc".getBytes(US_ASCII))).isEqualTo(ABC);
        assertThat(HexFormat.of().formatHex(Sha256.digest().digest("abc".getBytes(US_ASCII))))
                .isEqualTo(ABC);
    }
}
