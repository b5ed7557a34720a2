"""Writes what the reference's LightningDiT gives with vtp-nano-dit's weights, in float32.

  LIGHTNINGDIT_REFERENCE=/path/to/LightningDiT python goldens_nano_dit.py NANO_DIT OUT      needs timm and einops

OUT/golden.safetensors, where a tensor "X.sample" holds element (k · 2654435761) mod count of X for k = 0 … n − 1:
  noise               BF16 (2, 64, 16, 16): seeded, normal
  labels              I64 (2)
  output/T.sample     the network's velocity for (noise, t = T, labels), T = 0 and 0.5
  euler.sample        normalised latents at t = 1 after 25 points of Euler, 24 equal steps, without guidance
  guided.sample       likewise with guidance 3 of all channels
  latents.sample      euler · std + mean
and X.rms of each. The script ends in an error if `lightning_dit.py`, which the weights were trained with, differs.
"""
import importlib.machinery
import json
import os
import pathlib
import sys
import types

os.environ["TORCHDYNAMO_DISABLE"] = "1"  # @torch.compile in the reference

import numpy as np  # noqa: E402
import torch  # noqa: E402
from safetensors.torch import load_file, save_file  # noqa: E402

_ops = torch.library.Library("torchvision", "DEF")  # torchvision's own, where its compiled part does not load
for _op in ("nms", "qnms"):
    try:
        _ops.define(_op + "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    except RuntimeError:
        pass


def stand_in(name, **members):
    """An empty module for a package that the reference imports but does not use here."""
    module = types.ModuleType(name)
    module.__spec__ = importlib.machinery.ModuleSpec(name, None)
    module.__dict__.update(members)
    sys.modules[name] = module


for _name in ("fairscale", "fairscale.nn", "fairscale.nn.model_parallel", "fairscale.nn.model_parallel.initialize"):
    stand_in(_name)
stand_in("fairscale.nn.model_parallel.layers", ColumnParallelLinear=None, ParallelEmbedding=None,
         RowParallelLinear=None)
sys.path.insert(0, os.environ["LIGHTNINGDIT_REFERENCE"])
from models.lightningdit import LightningDiT  # noqa: E402

import measure_nano_dit as nano_dit  # noqa: E402

LABELS = torch.tensor([23, 0])  # a yellow star, a red circle


def reference(config, weights):
    model = LightningDiT(input_size=config["input_size"], patch_size=config["patch_size"],
                         in_channels=config["in_chans"], hidden_size=config["hidden_size"], depth=config["depth"],
                         num_heads=config["num_heads"], num_classes=config["num_classes"],
                         **{k: config[k] for k in ("learn_sigma", "use_qknorm", "use_rmsnorm", "use_rope",
                                                   "use_swiglu", "wo_shift")}).eval()
    model.load_state_dict({k: v.float() for k, v in weights.items()}, strict=True)
    return model


def sampled(name, value, count):
    at = torch.from_numpy((np.arange(min(count, value.numel()), dtype=np.uint64) * np.uint64(2654435761)
                           % np.uint64(value.numel())).astype(np.int64))
    return {f"{name}.sample": value.flatten()[at].contiguous(), f"{name}.rms": value.double().square().mean().sqrt()
            .float().reshape(1)}


@torch.no_grad()
def main(folder, out):
    torch.set_num_threads(1)
    model = reference(json.loads((folder / "config.json").read_text()), load_file(folder / "model.safetensors"))
    stats = load_file(folder / "latents_stats.safetensors")
    noise = torch.randn(2, 64, 16, 16, generator=torch.Generator().manual_seed(7)).bfloat16()
    x, tensors = noise.float(), {"noise": noise, "labels": LABELS}
    for t in (0.0, 0.5):
        output = model(x, torch.full((2,), t), LABELS)
        ours = nano_dit.network(folder)(x, torch.full((2,), t), LABELS)
        if float((output - ours).abs().max()) > 1e-4:
            raise SystemExit(f"lightning_dit.py differs by {float((output - ours).abs().max())} at t = {t}")
        tensors |= sampled(f"output/{t:g}", output, 4096)
    end = nano_dit.euler(model, x, LABELS, 25)
    tensors |= sampled("euler", end, 8192) | sampled("latents", end * stats["std"] + stats["mean"], 4096)
    tensors |= sampled("guided", nano_dit.euler(model, x, LABELS, 25, scale=3.0), 4096)
    out.mkdir(parents=True, exist_ok=True)
    save_file(tensors, out / "golden.safetensors", metadata=dict(points="25", guidance="3", cfg_channels="64"))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
