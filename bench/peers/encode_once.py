"""Does by the reference what "vtp encode PICTURE -m MODEL -o LATENTS.safetensors" does: a process to time from outside.

python encode_once.py PICTURE MODEL LATENTS [THREADS]"""
import pathlib
import sys

import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "testdata/reference"))
from dump_golden import import_reference, load, normalise  # noqa: E402

picture, model, out, *threads = sys.argv[1:]
if threads:
    torch.set_num_threads(int(threads[0]))
VTPConfig, VTPModel, _ = import_reference()
vtp = load(pathlib.Path(model), VTPConfig, VTPModel)
side = vtp.config.image_size
pixels = normalise(np.asarray(Image.open(picture).convert("RGB").resize((side, side), Image.BILINEAR)))
with torch.no_grad():
    save_file({"latents": vtp.get_reconstruction_latents(pixels).contiguous()}, out)
