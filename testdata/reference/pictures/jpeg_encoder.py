"""A JPEG encoder for any components, sampling, markers and ends (ITU T.81), with the tables of annex K."""
import io
import struct

import numpy as np
from PIL import Image

STEP = 24
ZIGZAG = sorted(range(64), key=lambda k: (k // 8 + k % 8, k // 8 if (k // 8 + k % 8) % 2 else k % 8))
ANGLES = np.outer(np.arange(8), 2 * np.arange(8) + 1) * np.pi / 16
BASIS = np.cos(ANGLES) / 2 * np.where(np.arange(8) > 0, 1, np.sqrt(0.5))[:, None]


def segment(marker, body):
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def standard_tables():
    """The body of each table's segment by its class and number: Pillow writes annex K's if not told to optimize."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG")
    file, at, tables = out.getvalue(), 2, {}
    while file[at + 1] != 0xDA:
        length = struct.unpack(">H", file[at + 2 : at + 4])[0]
        body = file[at + 4 : at + 2 + length]
        while file[at + 1] == 0xC4 and body:
            size = 17 + sum(body[1:17])
            tables[body[0]] = body[:size]
            body = body[size:]
        at += 2 + length
    return tables


TABLES = standard_tables()


def codes(table):
    code, at, out = 0, 17, {}
    for length, count in enumerate(table[1:17], 1):
        for _ in range(count):
            out[table[at]] = format(code, f"0{length}b")
            code += 1
            at += 1
        code <<= 1
    return out


CODES = {number: codes(table) for number, table in TABLES.items()}


def magnitude(value):
    size = abs(value).bit_length()
    return size, format(value if value > 0 else value + (1 << size) - 1, f"0{size}b") if size else ""


def block(samples, chroma, before):
    """The bits of a block of 8 x 8 samples, and its first coefficient."""
    flat = (BASIS @ (samples - 128.0) @ BASIS.T).ravel()
    values = [int(round(flat[k] / STEP)) for k in ZIGZAG]
    size, bits = magnitude(values[0] - before)
    out, run = CODES[chroma][size] + bits, 0
    last = max([k for k in range(64) if values[k]], default=0)
    for value in values[1 : last + 1]:
        if not value:
            run += 1
            continue
        out += CODES[16 + chroma][0xF0] * (run // 16)
        size, bits = magnitude(value)
        out += CODES[16 + chroma][run % 16 * 16 + size] + bits
        run = 0
    return out + (CODES[16 + chroma][0] if last < 63 else ""), values[0]


def flushed(bits):
    bits += "1" * (-len(bits) % 8)
    return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8)).replace(b"\xff", b"\xff\0")


def scan(planes, tables, sampling, columns, rows, restart=0):
    """The coded data of MCUs, each of which has v rows of h blocks of every component, coded by its table, 0 or 1."""
    out, bits, before, number = b"", "", [0] * len(planes), 0
    for row in range(rows):
        for column in range(columns):
            if restart and number and number % restart == 0:
                out += flushed(bits) + bytes([0xFF, 0xD0 + (number // restart - 1) % 8])
                bits, before = "", [0] * len(planes)
            number += 1
            for c, (h, v) in enumerate(sampling):
                for y in range(row * v, row * v + v):
                    for x in range(column * h, column * h + h):
                        samples = planes[c][8 * y : 8 * y + 8, 8 * x : 8 * x + 8]
                        more, before[c] = block(samples, tables[c], before[c])
                        bits += more
    return out + flushed(bits)


def encode(plane, sampling, size, names=None, head=b"", tables=True, restart=0, end=b"\xff\xd9", together=True, cut=0):
    """A picture of components that plane(number, width, height) draws; cut is how many bytes lack before its end."""
    width, height = size
    count = len(sampling)
    names = names or range(1, count + 1)
    most_h, most_v = (max(s[i] for s in sampling) if count > 1 else 1 for i in (0, 1))
    factors = sampling if count > 1 else [(1, 1)]
    columns, rows = -(-width // (8 * most_h)), -(-height // (8 * most_v))
    planes = [plane(c, columns * 8 * h, rows * 8 * v) for c, (h, v) in enumerate(factors)]
    out = b"\xff\xd8" + head + segment(0xDB, b"\0" + bytes([STEP] * 64))
    frame = struct.pack(">BHHB", 8, height, width, count)
    out += segment(0xC0, frame + b"".join(bytes([n, h * 16 + v, 0]) for n, (h, v) in zip(names, sampling)))
    out += b"".join(segment(0xC4, table) for table in TABLES.values()) if tables else b""
    out += segment(0xDD, struct.pack(">H", restart)) if restart else b""

    def header(some):
        listed = b"".join(bytes([names[c], 0x11 if c else 0]) for c in some)
        return segment(0xDA, bytes([len(some)]) + listed + b"\0\x3f\0")

    if together:
        data = scan(planes, [min(c, 1) for c in range(count)], factors, columns, rows, restart)
        return out + header(range(count)) + data[: len(data) - cut] + end
    for c, (h, v) in enumerate(sampling):
        wide, high = -(-width * h // most_h), -(-height * v // most_v)
        out += header([c]) + scan([planes[c]], [min(c, 1)], [(1, 1)], -(-wide // 8), -(-high // 8))
    return out + end
