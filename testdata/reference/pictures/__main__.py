"""Writes pictures.bin and pictures.tsv in ../../goldens: small picture files, and what Pillow reads in them.

  pip install pillow numpy         (Pillow 12.3)
  python pictures

The first holds the files, one after the other. A row of the second has a file's name and length, then the height and
width of Image.open(file).convert("RGB") and the first 16 digits of the SHA-256 of its bytes, and, where they are
others, those after ImageOps.exif_transpose; or, for a file that is to be refused, the words that the message must have.
"""
import hashlib
import io
import pathlib
import warnings

import numpy as np
from PIL import Image, ImageOps

import bmp
import gif
import jpeg
import notes
import png
import pnm
import tiff

warnings.simplefilter("ignore")
GOLDENS = pathlib.Path(__file__).parents[2] / "goldens"
files, lines = {}, []


def told(pixels):
    return f"{pixels.shape[0]}\t{pixels.shape[1]}\t{hashlib.sha256(pixels.tobytes()).hexdigest()[:16]}"


def case(name, file, pixels=None, refused=None):
    """A file; the pixels that are right where Pillow's are not or there are none; the words of a refusal."""
    assert name not in files, name
    files[name] = file
    if refused:
        lines.append(f"{name}\t{len(file)}\trefused\t{refused}")
        return
    stored = upright = pixels
    if pixels is None:
        image = Image.open(io.BytesIO(file))
        stored = np.array(image.convert("RGB"))
        upright = np.array(ImageOps.exif_transpose(image).convert("RGB"))
    turned = "" if told(stored) == told(upright) else "\t" + told(upright)
    lines.append(f"{name}\t{len(file)}\t{told(stored)}{turned}")


for part in (bmp, gif, jpeg, notes, pnm, tiff, png):
    part.cases(case)
(GOLDENS / "pictures.bin").write_bytes(b"".join(files.values()))
(GOLDENS / "pictures.tsv").write_text("\n".join(lines) + "\n")
print(len(files), "files")
