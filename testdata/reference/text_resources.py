"""Writes the resources of vtp.engine.text from the Python packages they come from.

  pip install open_clip_torch ftfy    (3.3.0, of which nothing is imported; 6.3.1, with Python 3.11)
  python text_resources.py ../../engine/src/main/resources/vtp/engine/text

clip-merges.u16         CLIP's 48,894 byte-pair merges in order of rank, each as the ids of its two halves (big-endian
                        u16). Merge r makes id 512 + r; ids 0 to 255 are the bytes in CLIP's order, 256 to 511 the same
                        ending a word.
html5-entities.txt      CPython's html.entities.html5: name (with its semicolon, if any), blank, code points in
                        hexadecimal.
imagenet-names.txt      the 1,000 ImageNet class names that OpenAI curated for CLIP, in order of class.
mojibake.txt            the tables of ftfy, code points in hexadecimal: "set NAME MEMBERS"; "rule SET SET …", characters
                        in a row that show mojibake, each of a union of members, names and classes; "encoding NAME
                        MEMBERS", what bytes 80 to FF stand for.
openai-templates.txt    OpenAI's 80 ImageNet prompt templates, {} for the name.
"""
import gzip
import html.entities
import importlib.util
import pathlib
import re
import struct
import sys

import ftfy.badness
import ftfy.chardata

MERGES = 49152 - 256 - 2
LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
parser = re._parser  # CPython's own, from Python 3.11 on


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


def code_points(items):
    """The code points of a parsed set of characters, and the names of its classes."""
    found, classes = set(), []
    for op, value in items:
        if op is parser.LITERAL:
            found.add(value)
        elif op is parser.RANGE:
            found.update(range(value[0], value[1] + 1))
        elif op is parser.CATEGORY:
            classes.append({parser.CATEGORY_SPACE: "space", parser.CATEGORY_WORD: "word"}[value])
        else:
            raise ValueError(op)
    return found, classes


def members(points):
    """Code points as ranges; their order, which encodings need, is kept."""
    ranges = []
    for point in points:
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return [f"{first:X}" if first == last else f"{first:X}-{last:X}" for first, last in ranges]


def position(op, value, sets):
    if op is parser.AT:
        return "start"
    if op is parser.ANY:
        return "not-line-feed"
    if op is parser.IN and value[0] == (parser.NEGATE, None):
        assert code_points(value[1:])[0] == set(map(ord, LATIN)), value
        return "not-latin"
    rest, names = code_points([(op, value)] if op is parser.LITERAL else value)
    for name, points in sets.items():
        if points <= rest:
            names.append(name)
            rest -= points
    return "+".join(names + members(sorted(rest)))


def rules(sets):
    """One line for each alternative of ftfy's expression; two where it has an optional position."""
    [(_, (_, alternatives))] = parser.parse(ftfy.badness.BADNESS_RE.pattern, ftfy.badness.BADNESS_RE.flags)
    for alternative in alternatives:
        variants = [[]]
        for op, value in alternative:
            if op is parser.MAX_REPEAT:
                least, most, [(op, value)] = value
                assert (least, most) == (0, 1)
                variants += [v + [position(op, value, sets)] for v in variants]
            else:
                variants = [v + [position(op, value, sets)] for v in variants]
        yield from ("rule " + " ".join(variant) for variant in variants)


def mojibake():
    texts = {**ftfy.badness.MOJIBAKE_CATEGORIES, **ftfy.chardata.UTF8_CLUES}
    parsed = {name: code_points(parser.parse(f"[{text}]")[0][1])[0] for name, text in texts.items()}
    yield from (f"set {name} {' '.join(members(sorted(points)))}" for name, points in parsed.items())
    yield from rules({name: parsed[name] for name in ftfy.badness.MOJIBAKE_CATEGORIES})
    for encoding in ftfy.chardata.CHARMAP_ENCODINGS:
        yield f"encoding {encoding} {' '.join(members(map(ord, bytes(range(0x80, 0x100)).decode(encoding))))}"


def main(out):
    package = pathlib.Path(importlib.util.find_spec("open_clip").submodule_search_locations[0])
    (out / "clip-merges.u16").write_bytes(b"".join(merges(package / "bpe_simple_vocab_16e6.txt.gz")))

    zero_shot = {}
    exec((package / "zero_shot_metadata.py").read_text(encoding="utf-8"), zero_shot)
    lines = {
        "imagenet-names.txt": zero_shot["IMAGENET_CLASSNAMES"],
        "openai-templates.txt": [template("{}") for template in zero_shot["OPENAI_IMAGENET_TEMPLATES"]],
        "html5-entities.txt": [f"{name} {' '.join(f'{ord(c):X}' for c in text)}"
                               for name, text in sorted(html.entities.html5.items())],
        "mojibake.txt": mojibake(),
    }
    for name, content in lines.items():
        (out / name).write_text("".join(line + "\n" for line in content), encoding="utf-8")


main(pathlib.Path(sys.argv[1]))
