"""Writes the resources of vtp.engine.text from the Python packages they come from.

  pip install open_clip_torch    (3.3.0; its merges and names are read as files, nothing of it is imported)
  python text_resources.py ../../engine/src/main/resources/vtp/engine/text

clip-merges.u16         CLIP's 48,894 byte-pair merges in order of rank, each as the ids of its two halves (big-endian u16).
                        Merge r makes id 512 + r; ids 0 to 255 are the bytes in CLIP's order, 256 to 511 the same ending a word.
html5-entities.txt      CPython's html.entities.html5: name (with its semicolon, if any), blank, code points in hexadecimal.
imagenet-names.txt      the 1,000 ImageNet class names that OpenAI curated for CLIP, in order of class.
openai-templates.txt    OpenAI's 80 ImageNet prompt templates, {} for the name.
"""
import gzip
import html.entities
import importlib.util
import pathlib
import struct
import sys

MERGES = 49152 - 256 - 2


def byte_alphabet():
    printable = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = [b for b in range(256) if b not in printable]
    return [chr(b) for b in printable] + [chr(256 + n) for n in range(len(others))]


def merges(table):
    lines = gzip.decompress(table.read_bytes()).decode("utf-8").split("\n")[1 : MERGES + 1]
    letters = byte_alphabet()
    ids = {symbol: i for i, symbol in enumerate(letters + [letter + "</w>" for letter in letters])}
    for line in lines:
        left, right = line.split(" ")
        yield struct.pack(">HH", ids[left], ids[right])
        ids[left + right] = len(ids)
    assert len(ids) == 512 + MERGES, "two merges make the same symbol"


def main(out):
    package = pathlib.Path(importlib.util.find_spec("open_clip").submodule_search_locations[0])
    (out / "clip-merges.u16").write_bytes(b"".join(merges(package / "bpe_simple_vocab_16e6.txt.gz")))

    zero_shot = {}
    exec((package / "zero_shot_metadata.py").read_text(encoding="utf-8"), zero_shot)
    lines = {
        "imagenet-names.txt": zero_shot["IMAGENET_CLASSNAMES"],
        "openai-templates.txt": [template("{}") for template in zero_shot["OPENAI_IMAGENET_TEMPLATES"]],
        "html5-entities.txt": [f"{name} {' '.join(f'{ord(c):X}' for c in text)}" for name, text in sorted(html.entities.html5.items())],
    }
    for name, content in lines.items():
        (out / name).write_text("".join(line + "\n" for line in content), encoding="utf-8")


main(pathlib.Path(sys.argv[1]))
