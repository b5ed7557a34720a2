"""Writes ../goldens/webp.safetensors: WebP files, and the SHA-256 of what Pillow reads in them.

  pip install pillow numpy safetensors         (Pillow 12.3, with libwebp 1.6)
  python goldens_webp.py

A case has the tensors NAME/file (the file's bytes), NAME/size (height, width) and NAME/sha256 (of
Image.open(file).convert("RGB").tobytes()).

Pictures that Pillow saves show what encoders do. The "stream" cases show what they never do, and decoders must: a frame
header with chosen settings, followed by random bits. Any bits are macroblocks to an arithmetic decoder, distributed as
its probabilities say, so that all modes, tokens and strengths occur.
"""
import hashlib
import io
import pathlib
import random
import struct

import numpy as np
from PIL import Image
from safetensors.numpy import save_file


class BoolEncoder:
    """The encoder of RFC 6386, section 7.3, for bits of even probability, with an unlimited register."""

    def __init__(self):
        self.low, self.range, self.shifts = 0, 255, 0

    def bits(self, value, width):
        for i in reversed(range(width)):
            split = 1 + ((self.range - 1) * 128 >> 8)
            if value >> i & 1:
                self.low += split
                self.range -= split
            else:
                self.range = split
            while self.range < 128:
                self.low, self.range, self.shifts = self.low << 1, self.range << 1, self.shifts + 1

    def signed(self, value, width):
        self.bits(abs(value), width)
        self.bits(value < 0, 1)

    def optional(self, value, width):
        self.bits(value != 0, 1)
        if value:
            self.signed(value, width)

    def bytes(self):
        pad = -self.shifts % 8
        return (self.low << pad).to_bytes((8 + self.shifts + pad) // 8, "big")


def riff(name, payload):
    chunk = name + struct.pack("<I", len(payload)) + payload + bytes(len(payload) % 2)
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


def stream(seed, width, height, quantizer=20, deltas=(0,) * 5, segments=None, mapped=False, absolute=True, simple=False,
           level=20, sharpness=0, level_deltas=None, partitions=1, profile=0, token_bytes=120):
    """A frame of the given header and random macroblocks; segments: four quantizers and four filter levels."""
    rng = random.Random(seed)
    macroblocks = ((width + 15) // 16) * ((height + 15) // 16)
    out = BoolEncoder()
    out.bits(0, 2)
    out.bits(segments is not None, 1)
    if segments is not None:
        out.bits(mapped, 1)
        out.bits(1, 1)
        out.bits(absolute, 1)
        for value, bits in zip(segments, [7] * 4 + [6] * 4):
            out.optional(value, bits)
        for _ in range(3 if mapped else 0):
            out.bits(1, 1)
            out.bits(rng.randrange(60, 200), 8)
    out.bits(simple, 1)
    out.bits(level, 6)
    out.bits(sharpness, 3)
    out.bits(level_deltas is not None, 1)
    if level_deltas is not None:
        out.bits(1, 1)
        for value in level_deltas:
            out.optional(value, 6)
    out.bits(partitions.bit_length() - 1, 2)
    out.bits(quantizer, 7)
    for value in deltas:
        out.optional(value, 4)
    out.bits(0, 1)
    out.bits(rng.getrandbits(600 + 100 * macroblocks), 600 + 100 * macroblocks)
    first = out.bytes()
    # An encoder's number is below the range, 255 at first: none begins with the byte 255.
    tokens = [b"\x55" + rng.randbytes(token_bytes * macroblocks // partitions + 200) for _ in range(partitions)]
    tag = profile << 1 | 1 << 4 | len(first) << 5
    head = struct.pack("<I", tag)[:3] + b"\x9d\x01\x2a" + struct.pack("<HH", width, height)
    return riff(b"VP8 ", head + first + b"".join(struct.pack("<I", len(t))[:3] for t in tokens[:-1]) + b"".join(tokens))


def settings(rng):
    """Settings of every kind, at random."""
    segments = [rng.randrange(0, 100) for _ in range(4)] + [rng.randrange(0, 64) for _ in range(4)]
    chosen = dict(quantizer=rng.choice([0, 5, 20, 40, 70, 127]), simple=rng.random() < 0.4,
                  level=rng.choice([0, 1, 8, 14, 15, 39, 40, 63]), sharpness=rng.randrange(8),
                  partitions=rng.choice([1, 2, 4, 8]), profile=rng.randrange(4))
    if rng.random() < 0.5:
        chosen["deltas"] = [rng.randrange(-15, 16) for _ in range(5)]
    if rng.random() < 0.7:
        chosen["absolute"] = rng.random() < 0.5
        chosen["mapped"] = rng.random() < 0.8
        if not chosen["absolute"]:
            segments = [v - (50 if i < 4 else 32) for i, v in enumerate(segments)]
        chosen["segments"] = segments
    if rng.random() < 0.5:
        chosen["level_deltas"] = [rng.randrange(-20, 21) for _ in range(8)]
    return chosen


def saved(image, **options):
    out = io.BytesIO()
    image.save(out, "WEBP", **options)
    return out.getvalue()


def drawing(height, width):
    """Ramps, a disc, stripes and a corner of noise: smooth, sharp and rough parts."""
    rng = np.random.RandomState(1)
    y, x = np.mgrid[0:height, 0:width]
    picture = np.stack([x * 255 // width, y * 255 // height, 255 - (x + y) * 255 // (width + height)], 2)
    picture[(x - width / 3) ** 2 + (y - height / 2) ** 2 < (height / 4) ** 2] = 230, 60, 30
    picture[(x > width * 3 / 4) & (x // 2 % 2 == 0)] = 20, 20, 90
    corner = (x > width / 2) & (y > height * 2 / 3)
    picture[corner] = rng.randint(0, 256, (corner.sum(), 3))
    return Image.fromarray(picture.astype(np.uint8))


def main():
    tensors = {}

    def case(name, file):
        image = Image.open(io.BytesIO(file)).convert("RGB")
        tensors[name + "/file"] = np.frombuffer(file, np.uint8)
        tensors[name + "/size"] = np.array([image.height, image.width], np.int32)
        tensors[name + "/sha256"] = np.frombuffer(hashlib.sha256(image.tobytes()).digest(), np.uint8)

    for quality in (0, 20, 75, 100):
        for method in (0, 4, 6):
            case(f"saved_q{quality}_m{method}", saved(drawing(83, 61), quality=quality, method=method))
    for height, width in ((1, 1), (1, 2), (2, 1), (3, 3), (1, 40), (40, 1), (16, 16), (17, 15), (15, 17), (32, 33)):
        case(f"saved_{height}x{width}", saved(drawing(height, width), quality=50))
    transparent = drawing(40, 50)
    transparent.putalpha(transparent.getchannel("G"))
    case("saved_alpha", saved(transparent, quality=60))
    case("saved_alpha_exact", saved(transparent, quality=60, exact=True))
    parts = [drawing(40, 50), drawing(40, 50).transpose(Image.ROTATE_180)]
    case("saved_animation", saved(parts[0], quality=60, save_all=True, append_images=parts[1:], minimize_size=True))
    clear = Image.new("RGBA", (50, 40))
    clear.paste(drawing(20, 16), (20, 8))
    case("saved_animation_offset", saved(clear, quality=60, save_all=True, append_images=parts[1:], minimize_size=True))
    for method in (0, 2, 4, 6):
        case(f"lossless_m{method}", saved(drawing(83, 61), lossless=True, method=method))
        case(f"lossless_fast_m{method}", saved(drawing(40, 61), lossless=True, method=method, quality=0))
    for height, width in ((1, 1), (1, 40), (40, 1), (17, 15)):
        case(f"lossless_{height}x{width}", saved(drawing(height, width), lossless=True))
    case("lossless_grey", saved(drawing(60, 70).convert("L").convert("RGB"), lossless=True))
    case("lossless_alpha", saved(transparent, lossless=True))
    case("lossless_alpha_exact", saved(transparent, lossless=True, exact=True))
    case("lossless_animation", saved(clear, lossless=True, save_all=True, append_images=parts[1:], minimize_size=True))
    rng = np.random.RandomState(2)
    for colours in (1, 2, 3, 4, 5, 16, 17, 200, 256):
        # Up to 256 colours are a palette; libwebp leaves transparent black out of it, if it is there.
        palette = rng.randint(0, 256, (colours, 4)).astype(np.uint8)
        palette[:, 3], palette[0] = 255, 0
        pixels = palette[rng.randint(0, colours, (20, 4))[np.arange(60) // 3][:, np.arange(45) % 4]]
        case(f"lossless_palette_{colours}", saved(Image.fromarray(pixels).convert("RGB"), lossless=True))
        case(f"lossless_palette_{colours}_transparent", saved(Image.fromarray(pixels), lossless=True))
    for seed in range(28):
        rng = random.Random(seed)
        case(f"stream_{seed:02}", stream(seed, rng.randrange(1, 75), rng.randrange(1, 75), **settings(rng)))

    save_file(tensors, pathlib.Path(__file__).parents[1] / "goldens" / "webp.safetensors")
    print(len([n for n in tensors if n.endswith("/file")]), "files")


if __name__ == "__main__":
    main()
