"""Orientations: in EXIF of both byte orders and every type, behind prefixes, in raw profiles, in XMP."""
import struct
import zlib

import numpy as np
from bits import noise, saved
from PIL import Image

H, W = 2, 3
PREFIX, NAMESPACE = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0"
IMAGE = Image.fromarray(noise(256, H, W, 3).astype(np.uint8))
PNG, WEBP = saved(IMAGE, "PNG"), saved(IMAGE, "WEBP", lossless=True)
JPEG = saved(Image.fromarray(np.arange(0, 180, 30).reshape(H, W).astype(np.uint8)), "JPEG", quality=50)


def entry(order, tag, kind, count, value):
    body = value if isinstance(value, bytes) else struct.pack(order + {3: "HH", 8: "HH"}.get(kind, "I"), *value)
    return struct.pack(order + "HHI", tag, kind, count) + body


def exif(order, *first, thumbnail=(), version=42):
    """A TIFF structure of two directories."""
    mark = {"<": b"II", ">": b"MM"}[order] + struct.pack(order + "HI", version, 8)
    one = struct.pack(order + "H", len(first)) + b"".join(entry(order, *e) for e in first)
    two = struct.pack(order + "H", len(thumbnail)) + b"".join(entry(order, *e) for e in thumbnail) + bytes(4)
    return mark + one + struct.pack(order + "I", len(mark + one) + 4 if thumbnail else 0) + (two if thumbnail else b"")


def turned(order, value, kind=3, count=1):
    return exif(order, (274, kind, count, (value, 0) if kind in (3, 8) else (value,)))


def jpeg(*blocks):
    return JPEG[:2] + b"".join(b"\xff\xe1" + struct.pack(">H", len(b) + 2) + b for b in blocks) + JPEG[2:]


def chunk(name, body, crc=0):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body) ^ crc)


def png(*before, after=()):
    data, end = PNG.index(b"IDAT") - 4, len(PNG) - 12
    return PNG[:data] + b"".join(before) + PNG[data:end] + b"".join(after) + PNG[end:]


def webp(block=None, xmp=None, flags=None):
    def part(name, body):
        return name + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)

    announced = (8 * (block is not None) + 4 * (xmp is not None)) if flags is None else flags
    size = struct.pack("<I", W - 1)[:3] + struct.pack("<I", H - 1)[:3]
    body = b"WEBP" + part(b"VP8X", bytes([announced, 0, 0, 0]) + size) + WEBP[12:]
    body += (b"" if block is None else part(b"EXIF", block)) + (b"" if xmp is None else part(b"XMP ", xmp))
    return b"RIFF" + struct.pack("<I", len(body)) + body


def digits(block):
    text = block.hex().encode()
    return b"\nexif\n%8d\n" % len(block) + b"\n".join(text[i : i + 72] for i in range(0, len(text), 72)) + b"\n"


def xmp(orientation, form='="%s"'):
    return b"<x:xmpmeta tiff:Orientation" + (form % orientation).encode() + b"/>"


def everywhere(case, name, block):
    case(f"{name}.exif.jpg", jpeg(PREFIX + block))
    case(f"{name}.exif.png", png(chunk(b"eXIf", block)))
    case(f"{name}.exif.webp", webp(block))


def cases(case):
    for order, label in (("<", "little"), (">", "big")):
        for value in range(10):
            everywhere(case, f"turn{value}_{label}", turned(order, value))
        for kind in (4, 8, 9, 13):
            everywhere(case, f"type{kind}_{label}", turned(order, 6, kind))
        for kind in (1, 2, 7, 99):
            block = exif(order, (274, kind, 1, b"\6\0\0\0"))
            everywhere(case, f"type{kind}_{label}", block)
        for name, of in {"6": (12, 2), "6.5": (13, 2)}.items():
            everywhere(case, f"ratio{name}_{label}", exif(order, (274, 5, 1, (26,))) + struct.pack(order + "II", *of))
        thumbnail = [(274, 3, 1, (6, 0))]
        everywhere(case, f"thumbnail_{label}", exif(order, (256, 4, 1, (5,)), thumbnail=thumbnail))
        everywhere(case, f"thumbnail_other_{label}", exif(order, (274, 3, 1, (3, 0)), thumbnail=thumbnail))
        everywhere(case, f"two_values_{label}", turned(order, 6, count=2))
        everywhere(case, f"no_value_{label}", turned(order, 6, count=0))
        everywhere(case, f"twice_{label}", exif(order, (274, 3, 1, (6, 0)), (274, 3, 1, (3, 0))))
        everywhere(case, f"cut_{label}", turned(order, 6)[:-6])
        everywhere(case, f"version_turned_{label}", exif(order, (274, 3, 1, (6, 0)), version=0x2A00))
    six, three = turned("<", 6), turned(">", 3)
    for count in (1, 2, 3):
        case(f"prefix{count}.jpg", jpeg(PREFIX * count + six))
        case(f"prefix{count}.png", png(chunk(b"eXIf", PREFIX * count + six)))
        case(f"prefix{count}.webp", webp(PREFIX * count + six))
    case("two_blocks.jpg", jpeg(PREFIX + six, PREFIX + three))
    case("split.jpg", jpeg(PREFIX + six[:12], PREFIX + six[12:]))
    case("after.png", png(after=[chunk(b"eXIf", six)]))
    case("checksum.png", png(chunk(b"eXIf", six, crc=1)), refused="the checksum of its chunk eXIf is wrong")
    case("not_announced.webp", webp(six, xmp(6), flags=0))
    raw_profiles(case, PREFIX + six, three)
    xmps(case, three)


def raw_profiles(case, block, other):
    key = b"Raw profile type exif\0"
    packed = chunk(b"zTXt", key + b"\0" + zlib.compress(digits(block)))
    case("raw_zTXt.png", png(packed))
    case("raw_tEXt.png", png(chunk(b"tEXt", key + digits(block))))
    case("raw_iTXt.png", png(chunk(b"iTXt", key + b"\0\0en\0key\0" + digits(block))))
    case("raw_iTXt_packed.png", png(chunk(b"iTXt", key + b"\1\0en\0key\0" + zlib.compress(digits(block)))))
    case("raw_after.png", png(after=[packed]))
    case("raw_no_prefix.png", png(chunk(b"tEXt", key + digits(block[6:]))))
    case("raw_beside.png", png(chunk(b"eXIf", other), packed))
    case("raw_not_packed.png", png(chunk(b"zTXt", key + b"\0no zlib")))


def xmps(case, other):
    key = b"XML:com.adobe.xmp\0"
    forms = {"attribute": '="%s"', "element": ">%s</tiff:Orientation", "single": "='%s'", "spaced": ' = "%s"'}
    texts = {name: xmp(6, form) for name, form in forms.items()}
    texts |= {"ten": xmp(10), "zero": xmp(0), "nine": xmp(9), "two": xmp(8) + xmp(3)}
    for name, text in texts.items():
        case(f"xmp_{name}.jpg", jpeg(NAMESPACE + text))
        case(f"xmp_{name}.webp", webp(None, text))
        case(f"xmp_{name}.png", png(chunk(b"iTXt", key + bytes(4) + text)))
    case("xmp_packed.png", png(chunk(b"iTXt", key + b"\1\0\0\0" + zlib.compress(xmp(6)))))
    case("xmp_text.png", png(chunk(b"tEXt", key + xmp(6))))
    case("xmp_after.png", png(after=[chunk(b"iTXt", key + bytes(4) + xmp(6))]))
    case("xmp_beside.jpg", jpeg(NAMESPACE + xmp(6), PREFIX + other))
    case("xmp_beside.png", png(chunk(b"iTXt", key + bytes(4) + xmp(6)), chunk(b"eXIf", other)))
    case("xmp_beside.webp", webp(other, xmp(6)))
    case("xmp_beside_nothing.jpg", jpeg(NAMESPACE + xmp(6), PREFIX + exif("<", (256, 4, 1, (5,)))))
    case("xmp_beside_wrong.jpg", jpeg(NAMESPACE + xmp(6), PREFIX + turned("<", 0)))
