"""TIFF: depths, palettes with alpha, tiles, planes, predictors, byte and bit orders, orientations, refusals."""
import io
import struct
import zlib

import numpy as np
from bits import noise, packed, random, saved
from PIL import Image

H, W = 5, 19
REVERSED = bytes(int(format(i, "08b")[::-1], 2) for i in range(256))
SIZES = {1: "B", 3: "H", 4: "I", 5: "I"}


def file_of(order, tags, chunks, tiled, big, loop):
    """A directory after the pixels; each tag is a type and values."""
    word, base = ("Q", 16) if big else ("I", 8)
    body, offsets = b"", []
    for part in chunks:
        offsets.append(base + len(body))
        body += part + bytes(len(part) % 2)
    tags |= {324 if tiled else 273: (4, offsets), 325 if tiled else 279: (4, [len(c) for c in chunks])}
    entries = b""
    for tag in sorted(tags):
        kind, values = tags[tag]
        data = bytes(values) if kind == 1 else struct.pack(f"{order}{len(values)}{SIZES[kind]}", *values)
        count = len(values) // (2 if kind == 5 else 1)
        if len(data) > struct.calcsize(word):
            data, body = struct.pack(order + word, base + len(body)), body + data + bytes(len(data) % 2)
        entries += struct.pack(f"{order}HH{word}", tag, kind, count) + data.ljust(struct.calcsize(word), b"\0")
    at = base + len(body)
    mark = {"<": b"II", ">": b"MM"}[order]
    head = mark + (struct.pack(order + "HHHQ", 43, 8, 0, at) if big else struct.pack(order + "HI", 42, at))
    count = struct.pack(order + ("Q" if big else "H"), len(tags))
    return head + body + count + entries + struct.pack(order + word, at if loop else 0)


def coded(values, order, depth, compression, predictor, fill):
    rows = values.reshape(len(values), -1)
    if depth < 8:
        data = b"".join(packed(row, depth) for row in rows)
    else:
        kind = {8: np.uint8, 16: np.uint16}[depth]
        values = values.astype(kind)
        if predictor == 2:
            values = np.concatenate([values[:, :1], (values[:, 1:] - values[:, :-1]).astype(kind)], 1)
        data = values.astype(np.dtype(kind).newbyteorder(order)).tobytes()
    data = data.translate(REVERSED) if fill == 2 else data
    return zlib.compress(data) if compression == 8 else data


def tiff(
    photometric, depth, channels=1, order="<", compression=1, predictor=1, fill=1, planar=1, tile=0, strip=H, more=None,
    big=False, loop=False, high=None,
):
    values = noise(high or 1 << depth, H, W, channels)
    tags = {256: [W], 257: [H], 258: [depth] * channels, 259: [compression], 262: [photometric], 277: [channels]}
    tags |= {284: [planar], 317: [predictor], 266: [fill]} | ({322: [tile], 323: [tile]} if tile else {278: [strip]})
    tags = {tag: (3, values) for tag, values in tags.items()} | (more or {})
    chunks = []
    for plane in [values] if planar == 1 else np.split(values, channels, 2):
        for y in range(0, H, tile or strip):
            for x in range(0, W, tile or W):
                part = plane[y : y + (tile or strip), x : x + (tile or W)]
                if tile:
                    part = np.pad(part, ((0, tile - part.shape[0]), (0, tile - part.shape[1]), (0, 0)))
                chunks.append(coded(part, order, depth, compression, predictor, fill))
    return file_of(order, tags, chunks, tile, big, loop)


def ycc(order, across, down, compression, more=None, planar=1, told=True, size=(H, W), full=False):
    """Y, Cb and Cr in units of across × down values of Y, then Cb, then Cr; or each by itself; or as full pixels."""
    height, width = size
    rows, columns = -(-height // down), -(-width // across)
    luma, cb, cr = noise(256, rows, down, columns, across), noise(256, rows, columns), noise(256, rows, columns)
    units = [np.concatenate([luma.transpose(0, 2, 1, 3).reshape(rows, columns, -1), cb[..., None], cr[..., None]], 2)]
    tags = {256: [width], 257: [height], 258: [8] * 3, 259: [compression], 262: [6], 277: [3], 278: [height]}
    if full:
        planes = [luma.reshape(rows * down, -1), *(np.kron(c, np.ones((down, across), int)) for c in (cb, cr))]
        units, across, down = [np.stack(planes, 2)[:height, :width]], 1, 1
    tags |= {284: [planar]} | ({530: [across, down]} if told else {})
    tags = {tag: (3, values) for tag, values in tags.items()} | (more or {})
    if planar == 2:
        units = [luma.reshape(rows * down, columns * across)[:height, :width], cb, cr]
    return file_of(order, tags, [coded(part, order, 8, compression, 1, 1) for part in units], False, False, False)


def yccs(case, order, label):
    limits = {"studio": (16, 235, 128, 240, 128, 240), "odd": (0, 255, 0, 255, 0, 255), "none": (9, 9, 99, 99, 7, 7)}
    for name, values in limits.items():
        more = {532: (5, [n for value in values for n in (value, 1)])}
        case(f"ycc_{name}_{label}.tif", ycc(order, 1, 1, 8, more))
    bt709 = {529: (5, [2126, 10000, 7152, 10000, 722, 10000])}
    case(f"ycc_709_{label}.tif", ycc(order, 2, 1, 8, bt709))
    for across, down in ((1, 1), (1, 2), (2, 1), (2, 2), (4, 1), (4, 2), (4, 4)):
        if (across, down) != (4, 4):  # libtiff errs in the last column of units
            case(f"ycc{across}{down}_{label}.tif", ycc(order, across, down, 8))
        case(f"ycc{across}{down}_5x7_{label}.tif", ycc(order, across, down, 8, size=(5, 7)))
    for width in (2, 4, 9, 11, 19):  # libtiff loses Cb and Cr of the last unit
        random.seed(width)
        file = ycc(order, 4, 4, 8, size=(5, width))
        random.seed(width)
        twin = ycc(order, 4, 4, 8, size=(5, width), full=True)
        case(f"ycc44_{width}_{label}.tif", file, np.array(Image.open(io.BytesIO(twin)).convert("RGB")))
    case(f"ycc_not_told_{label}.tif", ycc(order, 2, 2, 8, told=False))
    case(f"ycc_planes_{label}.tif", ycc(order, 1, 1, 8, planar=2))
    for across, down in ((1, 1), (2, 2)):  # Pillow reads them as RGB with a fourth byte
        random.seed(across)
        packed_twin = ycc(order, across, down, 8)
        random.seed(across)
        pixels = np.array(Image.open(io.BytesIO(packed_twin)).convert("RGB"))
        case(f"ycc{across}{down}_plain_{label}.tif", ycc(order, across, down, 1), pixels)


def colour_map(colours, high=65536):
    return {320: (3, list(noise(high, 3 * colours)))}


def cases(case):
    for order, label in (("<", "little"), (">", "big")):
        for depth in (1, 2, 4, 8):
            for photometric in (0, 1):
                case(f"grey{depth}_{photometric}_{label}.tif", tiff(photometric, depth, order=order))
            more = colour_map(1 << depth)
            case(f"palette{depth}_{label}.tif", tiff(3, depth, order=order, more=more))
            if depth < 8:
                case(f"bits_turned{depth}_{label}.tif", tiff(1, depth, order=order, fill=2))
        case(f"grey16_{label}.tif", tiff(1, 16, order=order, high=600))
        case(f"low_map_{label}.tif", tiff(3, 4, order=order, more=colour_map(16, 256)))
        for extra in (0, 2):
            more = colour_map(256) | {338: (3, [extra])}
            case(f"palette_alpha{extra}_{label}.tif", tiff(3, 8, 2, order, more=more))
            case(f"palette_alpha{extra}_packed_{label}.tif", tiff(3, 8, 2, order, 8, more=more))
            case(f"palette_alpha{extra}_tiles_{label}.tif", tiff(3, 8, 2, order, tile=16, more=more))
        for depth in (8, 16):
            for predictor in (1, 2):
                for tile in (0, 16):
                    name = f"rgb{depth}_{predictor}_{tile}_{label}.tif"
                    case(name, tiff(2, depth, 3, order, 8, predictor, tile=tile))
                    case("planes_" + name, tiff(2, depth, 3, order, 8, predictor, planar=2, tile=tile))
            case(f"inks{depth}_{label}.tif", tiff(5, depth, 4, order, 8, 2))
            for extra in (0, 1, 2):
                case(f"alpha{extra}_{depth}_{label}.tif", tiff(2, depth, 4, order, 8, more={338: (3, [extra])}))
        case(f"strips_{label}.tif", tiff(2, 8, 3, order, strip=2))
        case(f"loop_{label}.tif", tiff(2, 8, 3, order, loop=True))
        for value in range(10):
            case(f"turned{value}_{label}.tif", tiff(1, 1, order=order, more={274: (3, [value])}))
        case(f"turned_long_{label}.tif", tiff(1, 1, order=order, more={274: (4, [6])}))
        case(f"turned_byte_{label}.tif", tiff(1, 1, order=order, more={274: (1, [6])}))
        xmp = {700: (1, b'<x tiff:Orientation="6"/>')}
        case(f"xmp_{label}.tif", tiff(1, 1, order=order, more=xmp))
        case(f"xmp_beside_{label}.tif", tiff(1, 1, order=order, more=xmp | {274: (3, [1])}))
    case("big.tif", tiff(2, 8, 3, big=True))
    names = {34925: "LZMA", 50000: "Zstandard", 50001: "WebP", 34712: "JPEG 2000", 32809: "ThunderScan"}
    names |= {60000: "unknown"}
    for number, name in names.items():
        case(f"compression{number}.tif", tiff(1, 1, compression=number), refused=f"compression is {name} ({number})")
    for number, name in {8: "CIE L*a*b*", 32803: "a sensor's colour filters", 77: "of an unknown kind"}.items():
        case(f"colours{number}.tif", tiff(number, 8, 3), refused=f"its colours are {name} ({number})")
    image = Image.fromarray(noise(256, H, W, 3).astype(np.uint8))
    case("packbits_predictor.tif", saved(image, "TIFF", compression="packbits", tiffinfo={317: 2}))
    case("jpeg.tif", saved(image, "TIFF", compression="jpeg"))
    case("jpeg_inks.tif", saved(image.convert("CMYK"), "TIFF", compression="jpeg"))
    for compression in ("group3", "group4", "tiff_lzw"):
        case(f"{compression}.tif", saved(image.convert("1"), "TIFF", compression=compression))
    case("pages.tif", saved(image, "TIFF", compression="tiff_lzw", save_all=True, append_images=[image.rotate(180)]))
    for order, label in (("<", "little"), (">", "big")):
        yccs(case, order, label)
        refused = None if order == "<" else "white is 0, and its byte order is big-endian"
        for compression in (1, 8):
            file = tiff(0, 16, order=order, compression=compression, high=600)
            case(f"grey16_0_{compression}_{label}.tif", file, refused=refused)
    for compression in ("tiff_lzw", "packbits", "jpeg"):
        case(f"ycc_{compression}.tif", saved(image.convert("YCbCr"), "TIFF", compression=compression))
    state = random.get_state()
    for inks in (0, 2, 3, 65535):
        case(f"inks_set_{inks}.tif", tiff(5, 8, 4, more={332: (3, [inks])}))
    case("inks_set_2_big_endian.tif", tiff(5, 8, 4, order=">", compression=8, more={332: (3, [2])}))
    case("inks_number.tif", tiff(5, 8, 4, more={332: (3, [1]), 334: (3, [5])}))
    case("rgb_inks_set_2.tif", tiff(2, 8, 3, more={332: (3, [2])}))
    random.set_state(state)  # what follows is as it was
