"""BMP: every header, depth and lie about lengths; masks; run lengths."""
import struct

import numpy as np
from bits import noise, packed, palette

H, W = 5, 7
LENGTHS = (0, 1, 99999999, 0xFFFFFFFF)


def padded(row):
    return row + bytes(-len(row) % 4)


def rows(depth, width=W):
    if depth <= 8:
        return b"".join(padded(packed(row, depth)) for row in noise(1 << depth, H, width))
    return b"".join(padded(row.astype(np.uint8).tobytes()) for row in noise(256, H, width * depth // 8))


def bmp(
    depth, data, colours=b"", compression=0, masks=b"", header=40, height=H, width=W, file=None, pixels=None, at=None
):
    """A file; file and pixels are the lengths that it claims, at is where it claims the pixels to be."""
    if header == 12:
        info = struct.pack("<IHHHH", 12, width, height, 1, depth)
    else:
        claimed = len(data) if pixels is None else pixels & 0xFFFFFFFF
        info = struct.pack("<IiiHHII", header, width, height, 1, depth, compression, claimed)
        info += struct.pack("<iiII", 2835, 2835, len(colours) // 4, 0)
        info += (masks + bytes(header))[: header - 40] if header > 40 else masks
    begin = 14 + len(info) + len(colours)
    head = struct.pack("<IHHI", begin + len(data) if file is None else file, 0, 0, begin if at is None else at)
    return b"BM" + head + info + colours + data


def runs(indices, depth, literal):
    """Runs of three and more as pairs of a count and a value, the others literally, as many at a time as told."""
    out = b""
    for row in indices:
        x = 0
        while x < len(row):
            n = 1
            while x + n < len(row) and row[x + n] == row[x]:
                n += 1
            if n < 3 and len(row) - x >= literal:
                some = row[x : x + literal]
                body = packed(some, 4) if depth == 4 else bytes(int(v) for v in some)
                out += bytes([0, literal]) + body + bytes(len(body) % 2)
                x += literal
            else:
                out += bytes([n, row[x] * (17 if depth == 4 else 1)])
                x += n
        out += b"\0\0"
    return out


def looked_up(indices, colours):
    table = np.frombuffer(colours, np.uint8).reshape(-1, 4)
    return np.ascontiguousarray(table[indices[::-1]][..., 2::-1])


def cases(case):
    for depth in (1, 4, 8, 16, 24, 32):
        for header in (12, 40, 52, 56, 64, 108, 124):
            colours = palette(1 << depth, 3 if header == 12 else 4) if depth <= 4 else b""
            if depth == 8:
                colours = palette(20, 4) if header != 12 else palette(256, 3)
            data = rows(depth) if depth != 8 else small()
            case(f"header{header}_{depth}.bmp", bmp(depth, data, colours, header=header))
        colours = palette(min(1 << depth, 20), 4) if depth <= 8 else b""
        data = rows(depth) if depth != 8 else small()
        for length in LENGTHS:
            case(f"file{length}_{depth}.bmp", bmp(depth, data, colours, file=length))
            case(f"pixels{length}_{depth}.bmp", bmp(depth, data, colours, pixels=length))
        case(f"nowhere_{depth}.bmp", bmp(depth, data, colours, at=0))
        case(f"trailing_{depth}.bmp", bmp(depth, data, colours) + b"more")
        case(f"top_down_{depth}.bmp", bmp(depth, data, colours, height=-H))
        case(f"cut_{depth}.bmp", bmp(depth, data, colours)[:-5], refused="truncated BMP file")
    case("over_palette.bmp", bmp(4, rows(4), palette(16, 4), at=54))
    case("short_palette.bmp", bmp(8, rows(8), palette(17, 4)))
    case("grey_palette.bmp", bmp(8, rows(8), np.repeat(np.arange(256), 4).astype(np.uint8).tobytes()))
    masks(case)
    run_lengths(case)
    case("jpeg_inside.bmp", bmp(0, b"jpeg", compression=4), refused="unsupported BMP file: compression 4")
    case("huffman.bmp", bmp(1, rows(1), palette(2, 4), 3, header=64), refused="unsupported BMP file: compression 3")
    case("nothing.bmp", bmp(24, b"", width=0), refused="nothing to read")


def small():
    """Rows of 8 bits that a palette of 20 colours is enough for."""
    return b"".join(padded(bytes(int(v) for v in row)) for row in noise(20, H, W))


def masks(case):
    kinds = {
        "565": (16, 0xF800, 0x7E0, 0x1F, 0),
        "555": (16, 0x7C00, 0x3E0, 0x1F, 0),
        "bgr": (24, 0xFF0000, 0xFF00, 0xFF, 0),
        "bgrx": (32, 0xFF0000, 0xFF00, 0xFF, 0),
        "xbgr": (32, 0xFF000000, 0xFF0000, 0xFF00, 0),
        "bgxr": (32, 0xFF000000, 0xFF00, 0xFF, 0),
        "zero": (32, 0, 0, 0, 0),
    }
    for header in (40, 52, 56, 64, 108, 124):
        for name, (depth, *values) in kinds.items():
            if header != 64:
                file = bmp(depth, rows(depth), b"", 3, struct.pack("<3I", *values[:3]), header)
                case(f"masks{header}_{name}.bmp", file)
    values = noise(1 << 12, H, W)
    data = b"".join(padded(row.astype("<u2").tobytes()) for row in values)
    nibbles = np.stack([values >> 8 & 15, values >> 4 & 15, values & 15], 2)[::-1] * 17
    case("masks_444.bmp", bmp(16, data, b"", 3, struct.pack("<3I", 0xF00, 0xF0, 0xF)), nibbles.astype(np.uint8))


def run_lengths(case):
    for depth, compression in ((8, 1), (4, 2)):
        colours = palette(16, 4)
        indices = noise(16, H, W)
        indices[:, :3] = indices[:, :1]
        data = runs(indices, depth, 4)
        ended = data + b"\0\1"
        ends = {"end": data[:-2] + b"\0\1", "row_end": ended, "none": data, "bare": data[:-2], "more": ended + b"zz"}
        for name, body in ends.items():
            for length in (None, 0, 1, len(body) // 2, 10**6, -1):
                case(f"rle{depth}_{name}_{length}.bmp", bmp(depth, body, colours, compression, pixels=length))
        case(f"rle{depth}_cut.bmp", bmp(depth, data[:-9], colours, compression), refused="truncated BMP file")
        odd = runs(indices, depth, 3) + b"\0\1"
        case(f"rle{depth}_odd.bmp", bmp(depth, odd, colours, compression), looked_up(indices, colours))
        moved = np.zeros((H, W), int)
        moved[0, :2] = 5
        moved[2, 4:7] = 6
        file = b"\2" + bytes([5 * (17 if depth == 4 else 1)]) + b"\0\2\2\2\3" + bytes([6 * (17 if depth == 4 else 1)])
        case(f"rle{depth}_move.bmp", bmp(depth, file + b"\0\1", colours, compression), looked_up(moved, colours))
