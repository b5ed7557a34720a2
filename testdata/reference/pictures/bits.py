"""What the writers of files share."""
import io

import numpy as np

random = np.random.RandomState(17)


def packed(values, depth):
    """A row of samples of 1 to 15 bits, the highest bit first, filled up to a byte."""
    bits = "".join(format(int(v), f"0{depth}b") for v in np.ravel(values))
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))


def saved(image, format, **options):
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def noise(high, *shape):
    return random.randint(0, high, shape)


def palette(colours, step=3):
    return noise(256, colours, step).astype(np.uint8).tobytes()
