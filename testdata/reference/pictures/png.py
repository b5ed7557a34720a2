"""PNG: every kind of colour and depth, plain and interlaced; pixels in pieces; what lacks, is doubled or is damaged."""
import struct
import zlib

from bits import noise, packed, palette
from notes import chunk

H, W = 5, 7
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
PASSES = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
END = chunk(b"IEND", b"")


def rows(values, depth, filtered=0):
    kind = ">u2" if depth == 16 else "u1"
    lines = [packed(row, depth) if depth < 8 else row.ravel().astype(kind).tobytes() for row in values]
    return b"".join(bytes([filtered]) + line for line in lines)


def interlaced(values, depth):
    parts = [values[y::down, x::across] for x, y, across, down in PASSES]
    return b"".join(rows(part, depth) for part in parts if part.size)


def png(colours, depth, data, size=(H, W), before=(), method=0, end=END):
    """A file; data is one chunk of compressed pixels, or several chunks of any kind."""
    head = struct.pack(">IIBBBBB", size[1], size[0], depth, colours, 0, 0, method)
    body = chunk(b"IDAT", data) if isinstance(data, bytes) else b"".join(data)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(before) + body + end


def cases(case):
    for colours, depths in DEPTHS.items():
        for depth in depths:
            before = [chunk(b"PLTE", palette(1 << depth))] if colours == 3 else []
            high = 600 if (colours, depth) == (0, 16) else 1 << depth
            for size in ((H, W), (1, 1), (3, 2), (1, 5), (7, 1)):
                values = noise(high, *size, CHANNELS[colours])
                name = f"kind{colours}_{depth}_{size[0]}x{size[1]}"
                case(name + ".png", png(colours, depth, zlib.compress(rows(values, depth)), size, before))
                data = zlib.compress(interlaced(values, depth))
                case(name + "_interlaced.png", png(colours, depth, data, size, before, 1))
            whole(case, colours, depth, before, noise(high, H, W, CHANNELS[colours]))
    twice = [chunk(b"PLTE", palette(16)), chunk(b"PLTE", palette(16))]
    case("palette_twice.png", png(3, 4, zlib.compress(rows(noise(16, H, W), 4)), before=twice))
    case("palette_long.png", png(3, 4, zlib.compress(rows(noise(16, H, W), 4)), before=[chunk(b"PLTE", palette(256))]))
    case("palette_short.png", png(3, 4, zlib.compress(rows(noise(16, H, W), 4)), before=[chunk(b"PLTE", palette(9))]))


def whole(case, colours, depth, before, values):
    """Files with all their pixels, and some without."""
    name = f"kind{colours}_{depth}"
    plain = rows(values, depth)
    data = zlib.compress(plain)
    ends = {"none": b"", "cut": END[:7], "wrong": END[:-1] + b"!", "more": END + b"more"}
    for what, end in ends.items():
        case(f"{name}_end_{what}.png", png(colours, depth, data, before=before, end=end))
    case(f"{name}_no_checksum.png", png(colours, depth, data, before=before, end=b"")[:-2])
    pieces = [chunk(b"IDAT", part) for part in (b"", data[:1], data[1:9], b"", data[9:], b"")]
    case(f"{name}_pieces.png", png(colours, depth, pieces, before=before))
    case(f"{name}_rows_more.png", png(colours, depth, zlib.compress(plain + plain), before=before))
    case(f"{name}_data_more.png", png(colours, depth, data + b"more", before=before))
    profile = [chunk(b"iCCP", b"name\0\0bad"), chunk(b"gAMA", bytes(4)), chunk(b"sRGB", b"\0"), *before]
    case(f"{name}_profile.png", png(colours, depth, data, before=profile))
    short = zlib.compress(plain[: len(plain) // 2])
    case(f"{name}_short.png", png(colours, depth, short, before=before), refused="ends before the picture does")
    cut = png(colours, depth, data[:-7], before=before, end=b"")
    case(f"{name}_cut.png", cut, refused="ends before the picture does")
    filters = zlib.compress(rows(values, depth, 9))
    case(f"{name}_filter.png", png(colours, depth, filters, before=before), refused="damaged PNG file")
