"""PBM, PGM and PPM, plain and raw, of every largest value; WBMP."""
import numpy as np
from bits import noise, packed

H, W = 5, 7


def head(kind, *numbers):
    return b"P%d\n%s\n" % (kind, b" ".join(b"%d" % n for n in numbers))


def text(values, between=b" "):
    return b"\n".join(between.join(b"%d" % v for v in row) for row in values) + b"\n"


def cases(case):
    for largest in (1, 3, 15, 100, 254, 255, 256, 257, 1000, 4095, 65534, 65535):
        for channels in (1, 3):
            values = noise(largest + 1, H, W * channels)
            raw = values.astype(np.uint8 if largest < 256 else ">u2").tobytes()
            case(f"raw{channels}_{largest}.ppm", head(4 + (channels + 1) // 2, W, H, largest) + raw)
            case(f"plain{channels}_{largest}.ppm", head(1 + (channels + 1) // 2, W, H, largest) + text(values))
    case("above.pgm", head(5, W, H, 100) + noise(256, H, W).astype(np.uint8).tobytes())
    case("above_16.pgm", head(5, W, H, 300) + noise(65536, H, W).astype(">u2").tobytes())
    bits = noise(2, H, W)
    case("raw.pbm", head(4, W, H) + b"".join(packed(row, 1) for row in bits))
    case("plain.pbm", head(1, W, H) + text(bits))
    case("plain_dense.pbm", head(1, W, H) + text(bits, b""))
    case("comments.pbm", b"P1 # a\n#b\n%d # c\n%d\n# d\n" % (W, H) + text(bits).replace(b"\n", b"# e\n"))
    pixels = noise(256, H, W * 3).astype(np.uint8).tobytes()
    case("comments.ppm", b"P6 # a\r#b\n%d #c\n%d\n255\n" % (W, H) + pixels)
    case("returns.ppm", b"P6\r%d\t%d\r255\r" % (W, H) + pixels)
    case("trailing.ppm", head(6, W, H, 255) + pixels + b"more")
    case("no_line_end.pgm", b"P2 2 2 255 1 2 3 4")
    for name, file in {"raw.ppm": head(6, W, H, 255) + pixels[:-1], "plain.ppm": head(3, W, H, 255) + b"1 2 3"}.items():
        case("cut_" + name, file, refused="truncated PNM file")
    case("too_large.ppm", head(2, 1, 1, 9) + b"10", refused="the value 10 is above the largest, 9")
    case("zero.pgm", head(5, 1, 1, 0) + b"a", refused="its largest value is 0")
    case("large.pgm", head(5, 1, 1, 65536) + b"abcd", refused="its largest value is 65536")
    case("letters.pgm", head(5, 1, 1, 255).replace(b"255", b"abc"), refused="a number was needed")
    case("two.pbm", head(1, 2, 2) + b"0 1 2 1", refused='"2" stands where')
    case("empty.pgm", head(5, 0, 3, 255), refused="nothing to read")
    case("map.pam", b"P7\nWIDTH 1\nHEIGHT 1\n", refused="a PAM picture")
    case("map.pfm", b"Pf\n1 1\n-1.0\nabcd", refused="a PFM picture")
    for width in (7, 8, 9, 130):
        bits = noise(2, H, width)
        size = bytes([0x80 | width >> 7, width & 127] if width > 127 else [width]) + bytes([H])
        grey = np.repeat(bits[..., None] * 255, 3, 2).astype(np.uint8)
        file = b"\0\0" + size + b"".join(packed(row, 1) for row in bits)
        case(f"wireless{width}.wbmp", file, grey)
        case(f"wireless{width}_long.wbmp", file + b"\0", refused="not a picture")
