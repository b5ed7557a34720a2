"""Writes ../goldens/text.tsv: the reference tokenizer's ids for texts that are easy to get wrong.

  pip install torch regex open_clip_torch
  VTP_REFERENCE=/path/to/VTP python goldens_text.py > ../goldens/text.tsv

The committed file was made with Python 3.11 and regex 2026.9. A line: the ids from SOT to EOT, cut at 77, blanks
between; a tab; the text, all but printable ASCII, and backslashes, as \\uXXXX (UTF-16). The reference is run as
installed without ftfy.

  … python goldens_text.py ftfy > ../goldens/text-ftfy.tsv      (ftfy 6.3.1)

The same as installed with ftfy, but only the texts whose ids differ from those without it, and those of
goldens_ftfy.py.
"""
import html.entities
import importlib.util
import os
import pathlib
import random
import string
import sys
import types
import unicodedata

import regex

import goldens_ftfy

TRICKY = [
    "", " ", "a", "!", "it's", "it’s", "IT'S", "'ſ", "''s", "don't you'll we've I'm he'd they're", "‹ſtart_of_text>",
    "<start_of_text>", "<END_OF_TEXT> a dog", "<|endoftext|>", "İstanbul", "TITLE", "ΑΣ ΣΑΣ", "ẞ straße", "\u212a",
    "2024", "12.5%", "²½Ⅷ①", "٣٤٥", "สวัสดีชาวโลก", "नमस्ते दुनिया", "e\u0301 é", "👨‍👩‍👧‍👦", "👍🏽 ok", "a\u200bb",
    "a\u180eb", "a\u00a0b\u2007c\u202fd", "a\u0085b\u001cc", "a\u0000b", "&amp;amp;amp;lt;",
    "&notit; &ampamp &lt;b&gt;", "&#128; &#0; &#xD800;", "ﬁne ＦＵＬＬ", "sÃ³ “hi”", "\ufeffbom",
    "\u001b[31mred\u001b[0m", "日本語のテキスト", "中文字符", "Ünïcödé", "snake_case_name", "C++ & C#", "...!!!???", "a,b;c:d",
    "http://example.com/a?b=c", "tab\tnewline\nend", "x" * 300, "word " * 100, "supercalifragilisticexpialidocious",
    "a photo of a cat", "a diagram", "a dog", "person", "ａｂｃ", "ǅ ǈ", "ŉ", "ﬃ", "𝒜𝓑", "🏳️‍🌈", "−5°C", "1/2 ½",
    "naïve café", "Mr. O'Neill's", "rock'n'roll", "’s", "'S 'T", "'ll'LL", "--", "—", "#hashtag @user", "$1,000.00",
    "[x] {y} (z)", "\\", "\"quoted\"", "`code`", "~", "^_^", "<3", ">:(", "a  b   c",
]

# Pieces that change one another's meaning when they meet: white space of all kinds, contractions, special tokens,
# references, characters with unusual cases, marks, numbers that are no digits, scripts, emoji.
PIECES = [
   
    *" \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2007\u200a\u2028\u2029\u202f\u205f\u3000\u200b\u180e\ufeff",
    *"\x00\x7f",
    "'s", "'S", "'ſ", "'t", "'re", "'Ve", "'m", "'LL", "'d", "'", "''", "<start_of_text>", "<END_OF_TEXT>",
    "<ſtart_of_text>", "<ſtart_of_teXT>", "<end_of_text", "<", "<start_of_", "end_of_text>", "&lt;", "&amp;lt;", "&",
    "#", "&#39;s", "&#x27", "&nbsp;", "&NBSP", "Σ", "σ", "ς", "İ", "I", "ı", "\u212a", "\u212b", "ẞ", "ß", "ﬅ", "ﬆ",
    "ﬁ", "ŉ", "ǅ", "\u0345", "\u0301", "Ⓐ", "²", "½", "Ⅷ", "ⅷ", "٣", "७", "1", "42", "a", "B", "the", "photo", "of",
    "dog", "cat", ".", ",", "!", "?", "-", "_", "👍🏽", "👨‍👩‍👧", "🏳️‍🌈", "中", "文", "日本", "ا", "ש", "ก", "𝒜", "𐐀", "𞤀",
    "é", "É", "·", "’", "‘", "ʼ", "ˆ", "^", "\u0308", "\u20dd", ":", "&#0;", "&#128;", "&#xD800;", "&#xFFFE;",
    "&notit;", "&hearts;", "&NotEqualTilde;",
]

REFERENCES = [
    "&#;", "&#x;", "&#xg;", "&#", "&", "&&amp;", "&;", "&a", "&gt", "&GT;", "&#x", "&#X41", "&#٣;", "&#x４;",
    "&" + "a" * 40 + ";", "&amp" * 30, "&CounterClockwiseContourIntegral;", "&CounterClockwiseContourIntegral",
    "&#" + "0" * 400 + "65;", "& amp;", "&a mp;", "&amp\n;", "&<lt;", "&#38;lt;", "&#38;#38;lt;", "&#4294967361;",
    "&#x100000041;", "&#1114111;", "&#1114112;", "&#xFDCF;&#xFDD0;&#xFDEF;&#xFDF0;",
    "&#x1FFFD;&#x1FFFE;&#x1FFFF;&#x20000;", "&#xD7FF;&#xD800;&#xDFFF;&#xE000;",
]


EVERY = [chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000]


def noise(rng, pool, count, longest):
    return ["".join(rng.choice(pool) for _ in range(rng.randint(1, longest))) for _ in range(count)]


def assigned(last):
    return [chr(c) for c in range(0x20, last) if unicodedata.category(chr(c)) not in ("Cn", "Cs", "Co")]


def texts(vocabulary):
    package = pathlib.Path(importlib.util.find_spec("open_clip").submodule_search_locations[0])
    zero_shot = {}
    exec((package / "zero_shot_metadata.py").read_text(encoding="utf-8"), zero_shot)
    rng = random.Random(11)
    yield from TRICKY
    yield from (f"a photo of a {name}." for name in zero_shot["IMAGENET_CLASSNAMES"])
    yield from noise(rng, assigned(0x3000), 200, 24)
    yield from ["".join(chr(rng.randint(32, 126)) for _ in range(rng.randint(1, 60))) for _ in range(100)]

    rng = random.Random(12)
    yield from noise(rng, PIECES, 150, 16)
    yield from noise(rng, assigned(0x20000), 40, 16)
    yield from REFERENCES
    yield from (f"&#{n};&#x{n:x} " for n in range(0xA2))
    names = sorted(html.entities.html5)
    yield from (" ".join(f"&{name}" for name in names[i : i + 24]) for i in range(0, len(names), 24))
    yield from ("&" + rng.choice(names).rstrip(";") + rng.choice(("", "z9;", " ", "&", "1", "é;")) for _ in range(60))
    # Each piece about capital sigmas, whose lower case depends on both sides.
    around = ("'", "·", "\u0301", "\u0345", "ʰ", "ª", "Ⓐ", "1", "-", "\u00ad", "’", "\ufe13", "𐐀", "𝒜", "ǅ", "中")
    yield from (f"ΑΣ{p} {p}Σ Σ{p}Α Α{p}Σ" for p in around)
    # Words without a merge that spans them, and words that merge a long way.
    yield from ("".join(rng.choice(string.ascii_lowercase) for _ in range(rng.randint(30, 120))) for _ in range(20))
    yield from (c * n for c in ("a", "h", "lo", "!", ".", "-=", "中", "é") for n in (2, 3, 5, 17, 64))
    yield from ("".join(rng.choice(vocabulary) for _ in range(rng.randint(2, 6))) for _ in range(60))
    # The first and last character of each range of letters, numbers and the rest; then capitals that have a lower case
    # only in later versions of Unicode.
    classes = regex.compile(r"\p{L}+|\p{N}+|[^\p{L}\p{N}]+")
    ends = [c for run in classes.findall("".join(EVERY)) for c in (run[0], run[-1])]
    yield from ("a".join(ends[i : i + 10]) for i in range(0, len(ends), 10))
    yield "\u1c89 \ua7cb \ua7cc \ua7da \ua7dc \U00010d50 \U00010d65"
    yield from noise(rng, EVERY, 40, 12)


def main():
    path = pathlib.Path(os.environ["VTP_REFERENCE"]) / "vtp/tokenizers/text_tokenizer.py"
    spec = importlib.util.spec_from_file_location("text_tokenizer", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    package = pathlib.Path(importlib.util.find_spec("open_clip").submodule_search_locations[0])
    tokenizer = module.SimpleTokenizer(str(package / "bpe_simple_vocab_16e6.txt.gz"))
    vocabulary = [symbol.replace("</w>", "") for symbol in tokenizer.encoder if symbol.isascii()]
    without = types.SimpleNamespace(fix_text=lambda text: text)

    def row(text, ftfy):
        module.ftfy = ftfy
        ids = [tokenizer.sot_token_id, *tokenizer.encode(text), tokenizer.eot_token_id]
        if len(ids) > 77:
            ids = [*ids[:76], tokenizer.eot_token_id]
        return f"{' '.join(map(str, ids))}\t{goldens_ftfy.escaped(text)}\n"

    if sys.argv[1:] == ["ftfy"]:
        sys.stdout.writelines(row(text, goldens_ftfy.ftfy) for text in texts(vocabulary)
                              if row(text, goldens_ftfy.ftfy) != row(text, without))
        sys.stdout.writelines(row(text, goldens_ftfy.ftfy) for text in goldens_ftfy.texts())
    else:
        sys.stdout.writelines(row(text, without) for text in texts(vocabulary))


main()
