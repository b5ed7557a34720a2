"""Writes testdata/datasets/parquet: Parquet files as the Hugging Face hub serves them, and as others write them.

  pip install pyarrow==25.0.1
  python parquet_files.py OUT

Picture i is a PPM of two pixels with the six values 6 i, 6 i + 1 … mod 256; its label is i mod 3, its path "p<i>.ppm".
"""
import json
import pathlib
import sys

import pyarrow
import pyarrow.parquet

OUT = pathlib.Path(sys.argv[1])
NAMES = ["cat", "dog", "zebra"]


def picture(i):
    return b"P6 2 1 255\n" + bytes((6 * i + k) % 256 for k in range(6))


def image(rows, bytes_of=picture, path_of="p{}.ppm".format):
    struct = pyarrow.struct([("bytes", pyarrow.binary()), ("path", pyarrow.string())])
    return pyarrow.array([{"bytes": bytes_of(i), "path": path_of(i)} for i in rows], struct)


def labels(rows, kind=None):
    return pyarrow.array([i % 3 for i in rows], kind or pyarrow.int64())


def hub(columns, features):
    table = pyarrow.table(columns)
    return table.replace_schema_metadata({"huggingface": json.dumps({"info": {"features": features}})})


def write(name, table, **options):
    pyarrow.parquet.write_table(table, OUT / (name + ".parquet"), **options)


OUT.mkdir(parents=True, exist_ok=True)
FEATURES = {"image": {"_type": "Image"}, "label": {"names": NAMES, "_type": "ClassLabel"}}

# Two parts of a split: row groups of four, and a column beside them that is a list of structs.
for part, rows in enumerate([range(0, 10), range(10, 15)]):
    boxes = pyarrow.array([[{"x": 1.0, "y": 2.0}] * (i % 3) for i in rows])
    table = hub({"boxes": boxes, "image": image(rows), "label": labels(rows)}, FEATURES)
    write(f"train-{part:05d}-of-00002", table, row_group_size=4)
write("test-00000-of-00001", hub({"image": image([0]), "label": labels([0])}, FEATURES))

# One row group of many pages, in every way of packing.
rows = range(40)
table = hub({"image": image(rows), "label": labels(rows)}, FEATURES)
pages = {"data_page_size": 1, "write_batch_size": 3}
for codec in ["none", "snappy", "gzip", "zstd"]:
    write("pages-" + codec, table, compression=codec, **pages)
write("pages-v2", table, compression="snappy", data_page_version="2.0", write_page_index=True, use_dictionary=False,
      write_page_checksum=True, **pages)
# A page of 60 KiB, most of it copies for Snappy.
write("large", hub({"image": image([0, 1], lambda i: b"P6 100 200 255\n" + bytes([9 * i, 1, 2]) * 20000)}, FEATURES))

# Not the hub's: bytes without a struct, in the encodings of the format's second version.
write("plain", pyarrow.table({"name": pyarrow.array([f"n{i}" for i in rows]), "label": labels(rows, pyarrow.int32()),
                              "image": pyarrow.array([picture(i) for i in rows])}),
      use_dictionary=False, compression="gzip",
      column_encoding={"label": "DELTA_BINARY_PACKED", "image": "DELTA_LENGTH_BYTE_ARRAY", "name": "DELTA_BYTE_ARRAY"})

# As CIFAR-100 has it, with a picture whose bytes are elsewhere.
two = {"img": {"_type": "Image"}, "fine_label": {"names": NAMES, "_type": "ClassLabel"},
       "coarse_label": {"names": ["x"], "_type": "ClassLabel"}}
write("fine", hub({"img": image(range(3), lambda i: None if i == 1 else picture(i), lambda i: None if i == 2 else "a"),
                   "fine_label": labels(range(3)), "coarse_label": pyarrow.array([0, 0, 0])}, two))
write("text", pyarrow.table({"text": pyarrow.array(["a", "b"])}))
write("null-label", hub({"image": image([0]), "label": pyarrow.array([None], pyarrow.int64())}, FEATURES))
