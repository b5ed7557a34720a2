"""Exports a task of the reference to an ONNX file, for peers.py."""
import contextlib
import warnings

import torch


def export(model, function, x, file):
    """Writes what a function of the model makes of inputs of x's shape."""

    class Task(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, x):
            return function(x)

    with constant_rope(model, x), torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(Task(), (x,), str(file), dynamo=True, verbose=False, external_data=True)


@contextlib.contextmanager
def constant_rope(model, x):
    """ONNX Runtime has no bfloat16 cosine: it is given the tables as float32 constants."""
    changed = []
    for tower, patch in ((model.trunk, model.config.vision_patch_size), (getattr(model, "pixel_decoder", None), 1)):
        if tower is None or x.dim() != 4:
            continue
        height, width = x.shape[2] // patch, x.shape[3] // patch
        tables = tuple(table.float() for table in tower.rope_embed(H=height, W=width))
        tower.rope_embed.forward = lambda H, W, tables=tables: tables
        changed.append(tower.rope_embed)
    try:
        yield
    finally:
        for rope in changed:
            del rope.forward
