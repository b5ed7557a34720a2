"""Writes testdata/loader: what Python's own libraries write, for the loader's tests to read and to reproduce.

    pip install numpy safetensors
    python testdata/reference/loader_files.py
"""

from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

OUT = Path(__file__).resolve().parent.parent / "loader"
OUT.mkdir(exist_ok=True)

save_file(
    {
        'quote " slash / back \\ tab \t bell \x07 é 😀': np.arange(6, dtype=np.float32).reshape(2, 3) / 4,
        "scalar": np.array(-1.5, dtype=np.float64),
        "empty": np.zeros((0, 3), dtype=np.float16),
        "bytes": np.arange(5, dtype=np.uint8),
        "truth": np.array([True, False, True]),
        "long": np.array([-(2**63), 2**63 - 1], dtype=np.int64),
    },
    OUT / "python.safetensors",
    metadata={"format": "np\n"},
)

rng = np.random.default_rng(7)
np.save(OUT / "f4.npy", rng.standard_normal((1, 4, 3, 2)).astype(np.float32))
np.save(OUT / "f2.npy", rng.standard_normal(5).astype(np.float16))
np.save(OUT / "i8.npy", np.array(2**40 + 1))
np.save(OUT / "u1.npy", np.arange(12, dtype=np.uint8).reshape(3, 4))
np.save(OUT / "empty.npy", np.zeros((3, 0), dtype=np.float32))
np.save(OUT / "f8.npy", np.ones(2))
np.save(OUT / "big-endian.npy", np.ones(2, dtype=">f4"))
np.save(OUT / "fortran.npy", np.asfortranarray(np.ones((2, 3), dtype=np.float32)))
np.save(OUT / "fields.npy", np.zeros(2, dtype=[("a", "<f4"), ("b", "<i8")]))
np.save(OUT / "pickle.npy", np.array([None, 1], dtype=object))
with open(OUT / "v2.npy", "wb") as file:
    np.lib.format.write_array(file, np.arange(3, dtype=np.float32), version=(2, 0))
