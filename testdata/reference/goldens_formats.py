"""Writes ../goldens/formats.safetensors: tiny picture files of many kinds, and what Pillow reads in them.

  pip install pillow numpy safetensors         (Pillow 12.3)
  python goldens_formats.py

A case has the tensors NAME/file (the file's bytes), NAME/rgb (Image.open(file).convert("RGB"), (H, W, 3)) and, where
there is an EXIF orientation, NAME/upright (after ImageOps.exif_transpose).
"""
import io
import pathlib
import struct
import zlib

import numpy as np
from PIL import Image, ImageOps
from safetensors.numpy import save_file

HEIGHT, WIDTH = 9, 13
random = np.random.RandomState(1)
tensors = {}


def case(name, file):
    image = Image.open(io.BytesIO(file))
    image.load()
    tensors[name + "/file"] = np.frombuffer(file, np.uint8)
    tensors[name + "/rgb"] = np.array(image.convert("RGB"))
    if name.startswith("exif"):
        tensors[name + "/upright"] = np.array(ImageOps.exif_transpose(image).convert("RGB"))


def saved(image, format, **options):
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def noise(high, channels):
    return random.randint(0, high, (HEIGHT, WIDTH, channels))


def packed(values, depth):
    """A row of samples of 1 to 16 bits, big-endian."""
    if depth == 16:
        return values.astype(">u2").tobytes()
    bits = "".join(format(int(v), f"0{depth}b") for v in values)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))


ramp = np.add.outer(np.arange(HEIGHT) * 12, np.arange(WIDTH) * 9)
smooth = np.stack([ramp, 220 - ramp, ramp // 2 + 60], 2).astype(np.uint8)
rgb = Image.fromarray(smooth)
alpha = Image.fromarray(noise(256, 1)[..., 0].astype(np.uint8))
rgba = rgb.copy()
rgba.putalpha(alpha)

# --- PNG: every kind, plain, and interlaced with a transparent colour where the kind allows one. ---


def png(depth, kind, rows, interlaced=0, palette=b"", transparent=b"", extra=b""):
    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, depth, kind, 0, 0, interlaced)
    parts = [chunk(b"IHDR", header), *([chunk(b"gAMA", extra)] if extra else [])]
    parts += [chunk(b"PLTE", palette)] if palette else []
    parts += [chunk(b"tRNS", transparent)] if transparent else []
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def rows(values, depth):
    return b"".join(b"\0" + packed(row.reshape(-1), depth) for row in values)


def adam7(values, depth):
    passes = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]
    return b"".join(rows(values[y::dy, x::dx], depth) for y, x, dy, dx in passes if values[y::dy, x::dx].size)


def png_transparency(kind, values):
    if kind == 0:
        return struct.pack(">H", values[3, 3, 0])
    if kind == 2:
        return struct.pack(">3H", *values[3, 3])
    return b"\x40\x80" if kind == 3 else b""


for kind, label, channels, depths in (
        (0, "grey", 1, (1, 2, 4, 8, 16)),
        (2, "rgb", 3, (8, 16)),
        (3, "palette", 1, (1, 2, 4, 8)),
        (4, "grey_alpha", 2, (8, 16)),
        (6, "rgba", 4, (8, 16))):
    for depth in depths:
        values = noise(1 << depth, channels)
        palette = random.randint(0, 256, 3 << depth).astype(np.uint8).tobytes() if kind == 3 else b""
        transparent = png_transparency(kind, values)
        case(f"{label}{depth}.png", png(depth, kind, rows(values, depth), 0, palette))
        case(f"{label}{depth}_interlaced.png", png(depth, kind, adam7(values, depth), 1, palette, transparent))
case("gamma.png", png(8, 2, rows(noise(256, 3), 8), extra=struct.pack(">I", 100000)))
case("short_palette.png", png(8, 3, rows(noise(9, 1), 8), palette=bytes(range(15))))

# --- GIF: frames that are not the canvas; local, short and missing palettes. ---


def gif(canvas, left, top, shared, own, transparent=None):
    plain = saved(Image.fromarray(noise(4, 1)[..., 0].astype(np.uint8)), "GIF")
    frame = plain.index(b"\x2c" + struct.pack("<4H", 0, 0, WIDTH, HEIGHT))
    flags = plain[frame + 9]
    data = plain[frame + 10 + (3 << ((flags & 7) + 1) if flags & 0x80 else 0) :]
    size = lambda table: 0x80 | (len(table) // 3).bit_length() - 2 if table else 0
    control = b"!\xf9\x04" + struct.pack("<BHBB", 1, 0, transparent, 0) if transparent is not None else b""
    screen = struct.pack("<HHBBB", *canvas, size(shared), 2, 0)
    descriptor = struct.pack("<B4HB", 0x2C, left, top, WIDTH, HEIGHT, size(own) | flags & 0x40)
    return b"GIF89a" + screen + shared + control + descriptor + own + data


four, eight = (random.randint(0, 256, n).astype(np.uint8).tobytes() for n in (12, 24))
case("offset.gif", gif((20, 16), 3, 2, four, b""))
case("offset_transparent.gif", gif((20, 16), 3, 2, four, b"", 3))
case("local_palette.gif", gif((20, 16), 3, 2, four, eight))
case("no_palette.gif", gif((WIDTH, HEIGHT), 0, 0, b"", b""))
case("short_palette.gif", gif((WIDTH, HEIGHT), 0, 0, four[:6], b""))
case("small_canvas.gif", gif((5, 5), 3, 2, four, b""))
case("interlaced.gif", saved(rgb.quantize(40), "GIF", interlace=1))
case("animation.gif", saved(rgb.quantize(16), "GIF", save_all=True, append_images=[rgb.quantize(8)]))

# --- TIFF: deep samples in both byte orders, inks, compression. ---


def tiff(values, order, photometric, extra_samples=()):
    channels, depth = values.shape[2], values.dtype.itemsize * 8
    deep, pixels = 8, values.astype(values.dtype.newbyteorder(order)).tobytes()
    after = deep + 2 * channels
    shorts = lambda *v: struct.pack(order + f"{len(v)}H", *v)
    long = lambda v: struct.pack(order + "I", v)
    entry = lambda tag, kind, n, body: struct.pack(order + "HHI", tag, kind, n) + body.ljust(4, b"\0")
    bits = shorts(*[depth] * channels)
    entries = [
        entry(256, 3, 1, shorts(WIDTH)), entry(257, 3, 1, shorts(HEIGHT)),
        entry(258, 3, channels, bits if channels <= 2 else long(deep)), entry(259, 3, 1, shorts(1)),
        entry(262, 3, 1, shorts(photometric)), entry(273, 4, 1, long(after)),
        entry(277, 3, 1, shorts(channels)), entry(278, 3, 1, shorts(HEIGHT)), entry(279, 4, 1, long(len(pixels))),
        *([entry(338, 3, 1, shorts(*extra_samples))] if extra_samples else []),
    ]
    head = {"<": b"II*\0", ">": b"MM\0*"}[order] + long(after + len(pixels))
    return head + bits + pixels + shorts(len(entries)) + b"".join(entries) + bytes(4)


for order, label in (("<", "little"), (">", "big")):
    case(f"grey16_{label}.tiff", tiff(noise(800, 1).astype(np.uint16), order, 1))
    case(f"rgb16_{label}.tiff", tiff(noise(65536, 3).astype(np.uint16), order, 2))
case("rgba16.tiff", tiff(noise(65536, 4).astype(np.uint16), "<", 2, (2,)))
case("premultiplied.tiff", tiff(noise(256, 4).astype(np.uint8), "<", 2, (1,)))
case("cmyk16.tiff", tiff(noise(65536, 4).astype(np.uint16), "<", 5))
case("cmyk.tiff", tiff(noise(256, 4).astype(np.uint8), "<", 5))
case("white_is_zero.tiff", tiff(noise(256, 1).astype(np.uint8), "<", 0))
for compression in ("tiff_lzw", "tiff_adobe_deflate", "packbits"):
    case(f"cmyk_{compression}.tiff", saved(rgb.convert("CMYK"), "TIFF", compression=compression))
    case(f"palette_{compression}.tiff", saved(rgb.quantize(20), "TIFF", compression=compression))
case("bilevel.tiff", saved(rgb.convert("1"), "TIFF"))

# --- BMP. ---


def bmp(depth, data, palette=b"", compression=0, masks=b"", height=HEIGHT):
    offset = 54 + len(masks) + len(palette)
    header = struct.pack("<IiiHHIIiiII", 40, WIDTH, height, 1, depth, compression, len(data), 0, 0,
                         len(palette) // 4, 0)
    return b"BM" + struct.pack("<IHHI", offset + len(data), 0, 0, offset) + header + masks + palette + data


def padded(row):
    return row + bytes(-len(row) % 4)


def run_lengths(row):
    """Pairs for what repeats; three and more that do not, as they are, an even number of bytes."""
    return bytes([5, row[0], 0, 3, row[5], row[6], row[7], 0]) + b"".join(bytes([1, v]) for v in row[8:]) + b"\0\0"


indices = noise(16, 1)[..., 0]
indices[:, :5] = indices[:, :1]
colours = random.randint(0, 256, (16, 4)).astype(np.uint8).tobytes()
four_bits = b"".join(padded(packed(row, 4)) for row in indices)
deep = noise(65536, 1)[..., 0].astype("<u2")
wide = noise(256, 4).astype(np.uint8).tobytes()
case("four_bits.bmp", bmp(4, four_bits, colours))
case("top_down.bmp", bmp(4, four_bits, colours, height=-HEIGHT))
runs = b"".join(run_lengths([int(v) for v in row]) for row in indices)
case("rle8.bmp", bmp(8, runs + b"\0\1", colours + bytes(960), 1))
runs = b"".join(bytes([WIDTH, 17 * int(row[0])]) + b"\0\0" for row in indices)
case("rle4.bmp", bmp(4, runs + b"\0\1", colours, 2))
case("555.bmp", bmp(16, b"".join(padded((row & 0x7FFF).tobytes()) for row in deep)))
masks = struct.pack("<3I", 0xF800, 0x7E0, 0x1F)
case("565.bmp", bmp(16, b"".join(padded(row.tobytes()) for row in deep), b"", 3, masks))
case("32.bmp", bmp(32, wide))
case("32_masks.bmp", bmp(32, wide, b"", 3, struct.pack("<3I", 0xFF000000, 0xFF0000, 0xFF00)))

# --- JPEG: inks, colour spaces told by markers and names, sampling. ---

APP0, APP14 = 0xE0, 0xEE


def without(jpeg, markers):
    out, at = jpeg[:2], 2
    while jpeg[at + 1] != 0xDA:
        end = at + 2 + struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
        out += jpeg[at:end] if jpeg[at + 1] not in markers else b""
        at = end
    return out + jpeg[at:]


def adobe(jpeg, transform):
    return jpeg[:2] + b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0" + bytes([transform]) + jpeg[2:]


bare = without(saved(rgb, "JPEG", quality=95, subsampling=0), {APP0})
inks = without(saved(rgb.convert("CMYK"), "JPEG", quality=95), {APP0, APP14})
case("no_jfif.jpg", bare)
case("inks.jpg", inks)
for transform in (0, 1, 2):
    case(f"adobe{transform}.jpg", adobe(bare, transform))
    case(f"inks_adobe{transform}.jpg", adobe(inks, transform))
case("rgb.jpg", saved(rgb, "JPEG", keep_rgb=True))
case("inks_progressive.jpg", saved(rgb.convert("CMYK"), "JPEG", progressive=True))
case("subsampled.jpg", saved(rgb, "JPEG", subsampling=2))
case("restarts.jpg", saved(rgb, "JPEG", restart_marker_blocks=1))
case("broken_profile.jpg", saved(rgb, "JPEG", icc_profile=b"no profile" * 9))

# --- WebP. ---

case("alpha_lossless.webp", saved(rgba, "WEBP", lossless=True, exact=True))
case("alpha_lossy.webp", saved(rgba.resize((60, 40), Image.BICUBIC), "WEBP", quality=90))
case("lossy.webp", saved(rgb.resize((60, 40), Image.BICUBIC), "WEBP", quality=75))
clear = Image.new("RGBA", (20, 16))
clear.paste(rgba, (4, 2))
case("animation.webp", saved(clear, "WEBP", lossless=True, save_all=True, append_images=[clear.rotate(180)],
                             minimize_size=True))

# --- EXIF orientations. ---

for orientation in range(1, 9):
    exif = Image.Exif()
    exif[0x112] = orientation
    case(f"exif{orientation}.png", saved(rgb, "PNG", exif=exif))
    case(f"exif{orientation}.jpg", saved(rgb, "JPEG", exif=exif, quality=95, subsampling=0))
    case(f"exif{orientation}.webp", saved(rgb, "WEBP", exif=exif, lossless=True))
    case(f"exif{orientation}.tiff", saved(rgb, "TIFF", tiffinfo={0x112: orientation}))

save_file(tensors, pathlib.Path(__file__).parents[1] / "goldens" / "formats.safetensors")
print(len([n for n in tensors if n.endswith("/file")]), "files")
