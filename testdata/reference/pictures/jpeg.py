"""JPEG: every sampling that libjpeg takes, colours told by markers and names, tables, ends and scans that lack."""
import itertools

import numpy as np
from bits import random, saved
from jpeg_encoder import encode
from PIL import Image

SIZE = (18, 19)
ODD = ((1, 1), (2, 2), (1, 9), (9, 1), (17, 2), (3, 18))
GREY, COLOUR = [(1, 1)], {"444": [(1, 1)] * 3, "420": [(2, 2), (1, 1), (1, 1)], "440": [(1, 2), (1, 1), (1, 1)]}
JFIF = b"\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"


def plane(number, width, height):
    y, x = np.mgrid[0:height, 0:width]
    wave = (np.sin(x / 5 + y / 9), np.sin(y / 2.3), np.cos(x / 3.1 + y / 2), np.cos(y / 4))[number]
    return np.clip(128 + 80 * wave + random.randint(-9, 10, (height, width)), 0, 255)


def adobe(transform):
    return b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0" + bytes([transform])


def label(sampling):
    return "_".join(f"{h}{v}" for h, v in sampling)


def cases(case):
    samplings = {tuple([s, (1, 1), (1, 1)]) for s in itertools.product((1, 2, 3, 4), repeat=2)}
    samplings |= set(itertools.product(itertools.product((1, 2), repeat=2), repeat=3))
    samplings |= {((1, 4), (1, 2), (1, 1)), ((4, 1), (2, 1), (1, 1)), ((1, 4), (1, 2), (1, 2))}
    for sampling in sorted(samplings):
        if sum(h * v for h, v in sampling) <= 10:
            case(f"{label(sampling)}.jpg", encode(plane, sampling, SIZE))
    for size in ODD:
        for sampling in ([(1, 2), (1, 1), (1, 1)], [(2, 2), (2, 1), (1, 2)]):
            case(f"{label(sampling)}_{size[0]}x{size[1]}.jpg", encode(plane, sampling, size))
    for sampling in ([(3, 1), (2, 1), (1, 1)], [(1, 3), (1, 2), (1, 1)]):
        case(f"{label(sampling)}.jpg", encode(plane, sampling, SIZE), refused="Fractional sampling")
    for sampling in ((1, 1), (1, 2), (2, 1), (2, 2), (4, 4)):
        case(f"grey{sampling[0]}{sampling[1]}.jpg", encode(plane, [sampling], SIZE))
    case("apart.jpg", encode(plane, COLOUR["440"], SIZE, together=False))
    case("apart_turned.jpg", encode(plane, [(2, 4), (1, 2), (1, 1)], SIZE, together=False))
    colours(case)
    ends(case)
    scans(case)


def colours(case):
    for transform in (None, 0, 1, 2):
        head = b"" if transform is None else adobe(transform)
        for names in ((1, 2, 3), (0, 1, 2), b"RGB", b"rgb", (1, 34, 35)):
            file = encode(plane, COLOUR["444"], (8, 8), names, head)
            case(f"names{names[0]}_{names[1]}_adobe{transform}.jpg", file)
        case(f"jfif_adobe{transform}.jpg", encode(plane, COLOUR["444"], (8, 8), b"RGB", JFIF + head))
        for sampling in ([(1, 1)] * 4, [(2, 2), (1, 1), (1, 1), (2, 2)], [(1, 2), (1, 1), (1, 1), (1, 2)]):
            for names in ((1, 2, 3, 4), b"CMYK"):
                file = encode(plane, sampling, SIZE, names, head)
                case(f"inks{names[0]}_{label(sampling)}_adobe{transform}.jpg", file)


def ends(case):
    after = {"zeros": bytes(64), "html": b"\r\n--boundary--\r\n", "restart": b"\xff\xd0and more"}
    for name, sampling in {"grey": GREY, **COLOUR}.items():
        case(f"no_tables_{name}.jpg", encode(plane, sampling, SIZE, tables=False))
        avi = b"\xff\xe0\0\x10AVI1\0" + bytes(9)
        case(f"motion_{name}.jpg", encode(plane, sampling, SIZE, tables=False, head=avi, restart=2))
        case(f"restarts_{name}.jpg", encode(plane, sampling, SIZE, restart=1))
        case(f"trailing_{name}.jpg", encode(plane, sampling, SIZE) + b"more" * 20)
        for what, tail in after.items():
            case(f"no_end_{what}_{name}.jpg", encode(plane, sampling, SIZE, end=tail))
        for what, tail, cut in (("none", b"", 0), ("cut", bytes(9), 60)):
            file = encode(plane, sampling, SIZE, end=tail, cut=cut)
            case(f"no_end_{what}_{name}.jpg", file, refused="truncated JPEG file")
    apart = encode(plane, COLOUR["420"], SIZE, end=bytes(64), together=False)
    case("no_end_apart.jpg", apart, refused="truncated JPEG file")


def scans(case):
    pixels = np.stack([plane(c, 24, 24) for c in range(3)], 2).astype(np.uint8)
    for name, subsampling in (("444", 0), ("420", 2)):
        file = saved(Image.fromarray(pixels), "JPEG", progressive=True, subsampling=subsampling, quality=60)
        case(f"progressive_{name}.jpg", file)
        starts = [i for i in range(len(file)) if file[i : i + 2] == b"\xff\xda"]
        for number, start in enumerate(starts[1:], 1):
            case(f"scans{number}_{name}.jpg", file[:start] + b"\xff\xd9", refused="incomplete progressive JPEG")
        case(f"progressive_no_end_{name}.jpg", file[:-2] + bytes(64), refused="truncated JPEG file")
