"""Writes ../goldens/ftfy.tsv: what ftfy makes of texts that are easy to get wrong.

  pip install ftfy      (6.3.1, with Python 3.11)
  python goldens_ftfy.py > ../goldens/ftfy.tsv

A line: what ftfy.fix_text gives; a tab; the text. Both with all but printable ASCII, and backslashes, as \\uXXXX
(UTF-16).
"""
import random
import struct
import sys

import ftfy
import ftfy.bad_codecs
import ftfy.chardata

PLAIN = [
    "", " ", "a dog", "a\nb\n", "tab\tand\fform feed", "naïve café", "¿Qué? ¡Sí!", "Ærøskøbing", "Привет мир",
    "Γειά σου", "日本語", "한국어", "नमस्ते", "Ünïcödé", "voilà le travail", "90° É", "£5 and €10", "½ ² ³", "(╯°□°)╯︵ ┻━┻",
    "😀 👨‍👩‍👧 🏳️‍🌈",
]

QUOTES = [
    "a dog’s toy", "“hi”", "‘a’ ‛b‛ ‚c‚ „d„ ‟e‟ ʼf", "«g» ‹h›", "It’s “q’s”", "’", "—’–…",
]

CHARACTERS = [
    "ﬁne ﬂuﬃest ﬀ ﬄ ﬅ ﬆ", "Ĳ ĳ ŉ Ǳ ǲ ǳ Ǆ ǅ ǆ Ǉ ǈ ǉ Ǌ ǋ ǌ", "æ œ ß", "ＬＯＵＤ　ＮＯＩＳＥＳ", "Ｕﾀｰﾝ ﾃﾚﾋﾞ ﾊﾟ", "ﾡﾢￂￇ ￠￡￢￣￤￥￦ ￨￭￮",
    "｟｠､｡", "a\r\nb\rc\u2028d\u2029e\x85f", "\r\n\r\n", "a\x00b\x07c\x0bd\x1fe\x7ff",
    "\ufeffbom\ufffc\ufff9\u206a\u200d\u200e\u202a", "a\x80b\x81c\x91d\x92e\x9ff", "é\x93x\x94", "\x1b[31mred\x1b[0m",
    "\x1b[1;2;3H\x1b[m\x1b[\x1b[1\x1b[é\x1b]0m", "\x1b[٣m", "\x1b\x1b[0m[0m",
    "e\u0301 a\u030a \u212b \u1100\u1161\u11a8", "\u0344 \u0958 \ufb1d \u2adc", "e\U0001e08f\u0301\u0897\u0316",
    "\U000105d2\u0307", "\ue000\U0010fffd\ufffd",
]

ENTITIES = [
    "&amp;", "&lt;b&gt;", "<b> &amp;", "<b>\n&amp;", "&amp;\n<b>\n&amp;", "&amp;lt;&amp;", "&amp;amp;amp;lt;", "&amp",
    "this&not that", "&notit;", "P&EACUTE;REZ &NTILDE; &nTILDE; &Ntilde;", "BUNDESSTRA&SZLIG;E",
    "&HILBERTSPACE; &HilbertSpace; &Jscr;", "&CounterClockwiseContourIntegral;", "&NotEqualTilde; &fjlig; &FJLIG;",
    "&#65;&#x41;&#X41;&#x41", "&#59;&#x3b;", "&#128;&#146;&#150;", "&#0;&#xD800;&#x110000;&#99999999999;",
    "&#xFFFE;&#1;&#13;&#12;", "&#12ab;&#xZZ;&#;&#amp;", "&;&&amp;;", "&rsquo;&hellip;&nbsp;&shy;", "&Atilde;&copy;",
    "s&Atilde;&sup3; &acirc;&euro;&trade;", "&#195;&#169;", "&\x1b[0mamp;", "&ａｍｐ；", "&lt&semi;",
    "&SUP3; &FRAC12; &ATILDE;&SUP3;",
]

MOJIBAKE = [
    "sÃ³ “hi”", "schÃ¶n", "âœ” No problems", "â€œquotesâ€\x9d", "â€œ like this â€�", "â€™s", "l’Ã©tÃ©",
    "Ã©tÃ© Ã la mode", "Ã la carte", "voilÃ le travail", "vai Ã s seis", "Ã quele dia", "fÃ cil", "Ã\xa0",
    "Â£5 Â½ Â© Â", "a Â b", "hello, Â “x”", "Ã¢â‚¬â„¢", "Ãƒâ€šÃ‚Â£", "ÃƒÆ’Ã‚Â©", "IÃ±tÃ«rnÃ¢tiÃ´nÃ\xa0lizÃ¦tiÃ¸n",
    "ðŸ˜€ ðŸ‘\x8dðŸ\x8f½", "ðŸ’© ðŸ’?", "í\xa0½í¸\x8d", "í\xa0½í²©\n", "Ã©À\n", "Ã©À\x80", "Ã©À", "Ã©í\xa0½í°\n",
    "Ã©í\xa0½", "ÐŸÑ€Ð¸Ð²ÐµÑ‚", "РџСЂРёРІРµС‚", "вЂњxвЂќ", "Î“ÎµÎ¹Î¬", "Ξ“ΞµΞΉΞ¬", "β€™s", "ā€™s", "Å‚Ã³dÅº", "Ĺ‚ĂłdĹş",
    "ĹŻ", "åŒ—äº¬", "ã\x81\x82ã\x81„", "í•œêµ­", "Ù…Ø±Ø\xadØ¨Ø§", "à¤¨à¤®", "à²•à²¨", "‚Äôs ‚Äúx‚Äù", "√©t√©", "√± ≈°",
    "‚âà ‚Ä¶", "ΓÇÖs", "├⌐", "├⌐t├⌐", "Ã©tÃ© Привет", "Ã©\u4e2d", "Привет â€™ мир", "中文 Ã© 中文", "Ãƒƒƒ", "ÃƒƒƒÃ©", "Ã?",
    "Ã� Ã�", "â��", "â€?", "Ã©\x1a", "Ã©\ufffd\x1a", "œ ", "Œ1", "œuvre Œuvre", "É° É£", "ÃŸ ÃŸ", "×²", "Ø°Ø°",
    "ГўВЂВ™s", "ВЎВї", "\x85 \x96", "a\x81é", "\xa0Ã", "Ã ", "tÃ¬m Viá»‡t", "Bà²Ã©", "\u00e2\u20ac\u201d",
    "\u00c3\u00a9\u0301", "â€¦\nÃ©\r\nâ€™\rÂ£", "Ã©ﬁＡ’&eacute;",
]


def noise():
    """Words of many scripts, encoded once to three times as UTF-8 and read in ftfy's encodings; some with losses."""
    rng = random.Random(17)
    words = ("été à côté Łódź žluťoučký ığdır Ωμέγα Привет ещё 北京 テレビ 한국 عالم नमस्ते ไทย thế "
             "— ’s “x” € £ ½ 😀 👍🏽 a dog").split()
    for _ in range(60):
        text = " ".join(rng.choice(words) for _ in range(rng.randint(1, 4)))
        for _ in range(rng.choice((1, 1, 2, 3))):
            text = text.encode().decode(rng.choice(ftfy.chardata.CHARMAP_ENCODINGS))
        lossy = text.replace("\x81", "\ufffd")
        yield rng.choice((text, text, text.replace("\xa0", " "), lossy, "中" + text, text + "\n" + text))


def texts():
    return [*PLAIN, *QUOTES, *CHARACTERS, *ENTITIES, *MOJIBAKE, *noise()]


def escaped(text):
    units = struct.unpack(f">{len(text.encode('utf-16-be')) // 2}H", text.encode("utf-16-be"))
    return "".join(chr(u) if 0x20 <= u < 0x7F and u != 0x5C else f"\\u{u:04X}" for u in units)


if __name__ == "__main__":
    sys.stdout.writelines(f"{escaped(ftfy.fix_text(text))}\t{escaped(text)}\n" for text in texts())
