"""GIF: blocks of every length, interlacing, ends that lack."""
import struct

import numpy as np
from bits import noise, palette

H, W = 9, 7


def compressed(indices, depth):
    """The smallest code size and the codes of LZW."""
    smallest = max(2, depth)
    clear = 1 << smallest
    size, table, bits = smallest + 1, {(i,): i for i in range(clear)}, []

    def write(code):
        bits.extend(code >> i & 1 for i in range(size))

    write(clear)
    string = ()
    for index in indices:
        longer = string + (int(index),)
        if longer in table:
            string = longer
            continue
        write(table[string])
        number = len(table) + 2
        if number < 4096:
            table[longer] = number
            size += number == 1 << size and size < 12
        string = (int(index),)
    write(table[string])
    write(clear + 1)
    bits += [0] * (-len(bits) % 8)
    return smallest, bytes(sum(bits[i + j] << j for j in range(8)) for i in range(0, len(bits), 8))


def blocks(data, lengths):
    """The data in blocks of these lengths, the last of which is repeated."""
    out, at = b"", 0
    for i in range(len(data)):
        part = data[at : at + lengths[min(i, len(lengths) - 1)]]
        out += bytes([len(part)]) + part if part else b""
        at += len(part)
    return out


def gif(indices, depth, lengths=(255,), end=b"\0;", interlaced=False, cut=0, extension=b""):
    height, width = indices.shape
    order = np.concatenate([indices[0::8], indices[4::8], indices[2::4], indices[1::2]]) if interlaced else indices
    smallest, data = compressed(order.ravel(), depth)
    screen = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80 | depth - 1, 0, 0) + palette(1 << depth)
    frame = struct.pack("<B4HBB", 0x2C, 0, 0, width, height, 0x40 * interlaced, smallest)
    return screen + extension + frame + blocks(data[: len(data) - cut], lengths) + end


def cases(case):
    for depth in (1, 2, 4, 8):
        indices = noise(1 << depth, H, W)
        first = {"255": (255,), "1": (1,), "1_1": (1, 1, 255)} | {f"{n}_255": (n, 255) for n in (1, 2, 3, 4)}
        for name, lengths in first.items():
            case(f"blocks{name}_{depth}.gif", gif(indices, depth, lengths))
        case(f"interlaced_{depth}.gif", gif(indices, depth, (1, 255), interlaced=True))
        case(f"no_end_{depth}.gif", gif(indices, depth, end=b""))
        case(f"no_trailer_{depth}.gif", gif(indices, depth, end=b"\0"))
        case(f"trailing_{depth}.gif", gif(indices, depth, end=b"\0;more"))
        case(f"short_{depth}.gif", gif(indices, depth, cut=9), refused="truncated GIF file")
    case("large_table.gif", gif(noise(256, 70, 60), 8, (1, 255)))
    for height, width in ((1, 1), (1, 2), (2, 1), (3, 1), (2, 2)):
        case(f"tiny{height}{width}.gif", gif(noise(2, height, width), 1))
        case(f"tiny{height}{width}_1.gif", gif(noise(2, height, width), 1, (1,)))
    xmp = b'!\xff\x0bXMP DataXMP<x tiff:Orientation="6"/>\1' + bytes(range(255, -1, -1)) + b"\0"
    case("xmp.gif", gif(noise(4, H, W), 2, extension=xmp))
