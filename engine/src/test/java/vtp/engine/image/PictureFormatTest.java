package vtp.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("any-width")
class PictureFormatTest {
    private static byte[] bytes(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    static Stream<Arguments> starts() {
        return Stream.of(
                Arguments.of("\0\0\0\30ftypheic", PictureFormat.HEIC),
                Arguments.of("\0\0\0\30ftyphevc", PictureFormat.HEIC),
                Arguments.of("\0\0\0\30ftypmif1\0\0\0\0heic", PictureFormat.HEIC),
                Arguments.of("\0\0\0\30ftypavif", PictureFormat.AVIF),
                Arguments.of("\0\0\0\34ftypmif1\0\0\0\0mif1avif", PictureFormat.AVIF),
                Arguments.of("\0\0\0\14jP  \r\n", PictureFormat.JPEG_2000),
                Arguments.of("\377\117\377\121", PictureFormat.JPEG_2000),
                Arguments.of("\0\0\0\14JXL \r\n", PictureFormat.JPEG_XL),
                Arguments.of("\377\n", PictureFormat.JPEG_XL),
                Arguments.of("II\274\1", PictureFormat.JPEG_XR),
                Arguments.of("\0\0\1\0\1\0", PictureFormat.ICO),
                Arguments.of("\0\0\2\0\1\0", PictureFormat.CUR),
                Arguments.of("icns\0\0", PictureFormat.ICNS),
                Arguments.of("8BPS\0\1", PictureFormat.PSD),
                Arguments.of("gimp xcf file", PictureFormat.XCF),
                Arguments.of("<svg xmlns=", PictureFormat.SVG),
                Arguments.of("<?xml version='1.0'?><!-- a --><svg>", PictureFormat.SVG),
                Arguments.of("\357\273\277\n<svg>", PictureFormat.SVG),
                Arguments.of("%PDF-1.7", PictureFormat.PDF),
                Arguments.of("%!PS-Adobe", PictureFormat.EPS),
                Arguments.of("v/1\1", PictureFormat.EXR),
                Arguments.of("#?RADIANCE", PictureFormat.HDR),
                Arguments.of("DDS |", PictureFormat.DDS),
                Arguments.of("qoif", PictureFormat.QOI),
                Arguments.of("P7\nWIDTH", PictureFormat.PAM),
                Arguments.of("Pf\n1 1", PictureFormat.PFM),
                Arguments.of("BPG\373", PictureFormat.BPG),
                Arguments.of("II*\0\20\0\0\0CR", PictureFormat.RAW),
                Arguments.of("\0\0\0\30ftypcrx ", PictureFormat.RAW),
                Arguments.of("FUJIFILMCCD-RAW", PictureFormat.RAW),
                Arguments.of("SIMPLE  =", PictureFormat.FITS));
    }

    @ParameterizedTest
    @MethodSource("starts")
    void knowsOtherPicturesByTheirFirstBytes(String start, PictureFormat format) {
        byte[] head = bytes(start);
        assertThat(PictureFormat.of(head)).isEqualTo(format);
        assertThat(format.isRead()).isFalse();
        assertThatThrownBy(() -> new PictureReader().read(head, "a"))
                .isInstanceOf(PictureException.class)
                .hasMessageMatching("a: is an? " + format + " picture, which vtp does not read: .*");
    }

    @Test
    void knowsDicomByWhatFollowsItsPreamble() {
        byte[] file = new byte[200];
        System.arraycopy(bytes("DICM"), 0, file, 128, 4);
        assertThat(PictureFormat.of(file)).isEqualTo(PictureFormat.DICOM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"P6", "P5x", "<html><svg>", "<!doctype html><svg>", "BPG", "P8 1 1", "\0\0\0\0\0\0"})
    void takesNothingElseForAPicture(String start) {
        assertThat(PictureFormat.of(bytes(start))).isNull();
    }

    @Test
    void goesByTheEndingOfAName() {
        assertThat(PictureFormat.ofName(Path.of("a", "b.JPeG"))).isEqualTo(PictureFormat.JPEG);
        assertThat(PictureFormat.ofName(Path.of("b.heic"))).isEqualTo(PictureFormat.HEIC);
        assertThat(PictureFormat.ofName(Path.of("b.jp2"))).hasToString("JPEG 2000");
        assertThat(PictureFormat.ofName(Path.of("a.png.txt"))).isNull();
        assertThat(PictureFormat.ofName(Path.of("png"))).isNull();
        assertThat(PictureFormat.ofName(Path.of("a.heic", "b"))).isNull();
    }

    @Test
    void anEndingBelongsToOneFormat() {
        Set<String> seen = new HashSet<>();
        for (PictureFormat format : PictureFormat.values()) {
            assertThat(format.extensions()).isNotEmpty().allMatch(seen::add).allMatch(e -> e.matches("[a-z0-9]+"));
        }
    }

    @ParameterizedTest
    @EnumSource(PictureFormat.class)
    void theReadersEndingsAreThoseOfTheFormatsRead(PictureFormat format) {
        assertThat(PictureReader.EXTENSIONS.containsAll(format.extensions())).isEqualTo(format.isRead());
        assertThat(Arrays.asList("PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP", "PNM", "WBMP")
                        .contains(format.name()))
                .isEqualTo(format.isRead());
    }
}
