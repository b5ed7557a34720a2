package vtp.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("any-width")
class RgbTest {
    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_3BYTE_BGR,
                BufferedImage.TYPE_INT_RGB,
                BufferedImage.TYPE_INT_BGR,
                BufferedImage.TYPE_INT_ARGB,
                BufferedImage.TYPE_4BYTE_ABGR,
                BufferedImage.TYPE_INT_ARGB_PRE,
                BufferedImage.TYPE_4BYTE_ABGR_PRE
            })
    void takesEveryUsualType(int type) {
        Rgb picture = Goldens.drawn(7, 11);
        BufferedImage image = new BufferedImage(11, 7, type);
        for (int y = 0; y < 7; y++) {
            for (int x = 0; x < 11; x++) {
                image.setRGB(x, y, 0xff000000 | picture.toImage().getRGB(x, y));
            }
        }
        assertThat(Rgb.of(image)).isEqualTo(picture);
    }

    @Test
    void whatIsPastedMustFit() {
        Rgb picture = Goldens.drawn(2, 3);
        Rgb sheet = Rgb.black(4, 5);
        sheet.paste(picture, 2, 2);
        assertThat(sheet.crop(2, 2, 2, 3)).isEqualTo(picture);
        for (int[] place : new int[][] {{3, 2}, {2, 3}, {-1, 0}, {0, -1}}) {
            assertThatThrownBy(() -> sheet.paste(picture, place[0], place[1]))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void takesAPartOfAnImage() {
        Rgb picture = Goldens.drawn(20, 30);
        for (int type : new int[] {BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_INT_RGB}) {
            BufferedImage image = new BufferedImage(30, 20, type);
            image.getGraphics().drawImage(picture.toImage(), 0, 0, null);
            assertThat(Rgb.of(image.getSubimage(4, 3, 9, 8))).isEqualTo(picture.crop(3, 4, 8, 9));
        }
    }

    /** Java takes grey for linear light: its own conversion would make 50 into 120. */
    @Test
    void greyStaysAsItIs() {
        BufferedImage grey = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setSample(0, 0, 0, 50);
        grey.getRaster().setSample(1, 0, 0, 200);
        assertThat(Rgb.of(grey)).isEqualTo(new Rgb(1, 2, new byte[] {50, 50, 50, (byte) 200, (byte) 200, (byte) 200}));
    }

    @Test
    void deepGreyIsClippedAsInPillow() {
        BufferedImage grey = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        grey.getRaster().setSample(0, 0, 0, 50);
        grey.getRaster().setSample(1, 0, 0, 300);
        assertThat(Rgb.of(grey)).isEqualTo(new Rgb(1, 2, new byte[] {50, 50, 50, -1, -1, -1}));
    }

    @Test
    void alphaIsDroppedNotComposited() {
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0x01020304);
        assertThat(Rgb.of(image)).isEqualTo(new Rgb(1, 1, new byte[] {2, 3, 4}));
    }

    @Test
    void narrowChannelsAreSpread() {
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_565_RGB);
        image.getRaster().setPixel(0, 0, new int[] {31, 32, 7});
        assertThat(Rgb.of(image)).isEqualTo(new Rgb(1, 1, new byte[] {-1, (byte) (32 * 255 / 63), 7 * 255 / 31}));
    }

    @Test
    void refusesAWrongLength() {
        assertThatThrownBy(() -> new Rgb(2, 3, new byte[17]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs 18 bytes");
        assertThatThrownBy(() -> new Rgb(0, 3, new byte[0])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void allEightOrientations() {
        Rgb f = new Rgb(2, 2, new byte[] {1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4});
        List<String> turned = List.of("1234", "2143", "4321", "3412", "1324", "3142", "4231", "2413");
        for (int orientation = 1; orientation <= 8; orientation++) {
            byte[] data = ExifOrientation.upright(f, orientation).data();
            assertThat("" + data[0] + data[3] + data[6] + data[9]).isEqualTo(turned.get(orientation - 1));
        }
    }
}
