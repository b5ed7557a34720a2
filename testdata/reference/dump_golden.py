"""Writes the stages of the reference on a picture and some prompts with your checkpoint, for "vtp verify".

1. git clone https://github.com/MiniMax-AI/VTP
2. pip install torch transformers safetensors numpy pillow       (PyTorch for CPU is enough)
3. VTP_REFERENCE=/path/to/VTP python dump_golden.py MODEL golden.safetensors
4. ./vtp verify -m MODEL golden.safetensors

MODEL is a folder with config.json and model.safetensors, or its index and shards. Options:
  --picture FILE   a picture to use, squashed to the model's image_size; default: one that is drawn
  --own-size       take it at its own size, whose sides must be multiples of the patch size
  --prompt TEXT    a prompt, repeatable; default: five that try the tokenizer
  --whole          write every stage whole; otherwise stages of over 20,000 values are sampled

The names are those of VtpModel.trace: pixels, trunk.patches, trunk.block.i, trunk.norm, last, neck, inter, inter_raw,
latents, decoder.block.i, decoded, rgb, text.block.i, clip.image, clip.text (and _raw), logits, probs; and image (uint8
H, W, 3) and ids (int64 P, L), which the model is run on. A sampled stage is <stage>.sample, 64 values at the row-major
indices i * count // 64, and <stage>.stats: mean, standard deviation, minimum and maximum in float64. All else is
float32, computed on the CPU.
"""
import argparse
import importlib.machinery
import json
import os
import pathlib
import sys
import types

import numpy as np
import torch
import transformers  # noqa: F401  before the stand-ins below: it looks for torchvision
from PIL import Image
from safetensors import safe_open
from safetensors.numpy import save_file

PROMPTS = ["a diagram", "a dog", "a photo of the small Chihuahua.", "x", "naïve café, 12.5% OFF!!"]
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
LARGEST_WHOLE = 20_000


def stand_in(name, **members):
    """Puts an empty module for a package that the reference imports but never uses here, if it is missing or broken."""
    try:
        __import__(name)
    except Exception:
        module = types.ModuleType(name)
        module.__spec__ = importlib.machinery.ModuleSpec(name, None)
        module.__dict__.update(members)
        sys.modules[name] = module


def import_reference():
    stand_in("omegaconf", DictConfig=dict, OmegaConf=object)
    stand_in("torchvision", ops=types.ModuleType("torchvision.ops"))
    stand_in("torchvision.ops")
    stand_in("torchvision.ops.misc", FrozenBatchNorm2d=type("FrozenBatchNorm2d", (), {}))
    if "VTP_REFERENCE" not in os.environ:
        sys.exit("Set VTP_REFERENCE to a checkout of github.com/MiniMax-AI/VTP.")
    sys.path.insert(0, os.environ["VTP_REFERENCE"])
    from vtp.models.vtp_hf import VTPConfig, VTPModel
    from vtp.tokenizers.text_tokenizer import SimpleTokenizer
    return VTPConfig, VTPModel, SimpleTokenizer


def weights(folder):
    """All tensors of a checkpoint, as float32."""
    index = folder / "model.safetensors.index.json"
    single = folder / "model.safetensors"
    if single.exists():
        files = [single]
    else:
        files = [folder / name for name in set(json.loads(index.read_text())["weight_map"].values())]
    tensors = {}
    for file in files:
        with safe_open(file, "pt") as opened:
            tensors.update({name: opened.get_tensor(name).float() for name in opened.keys()})
    return tensors


def load(folder, VTPConfig, VTPModel):
    """Makes the model by its constructor: transformers 5's from_pretrained leaves the text tower's causal mask unset.

    Weights become float32, but the periods of the rotary embeddings stay bfloat16, as the constructor has them."""
    config = json.loads((folder / "config.json").read_text())
    others = ("architectures", "dtype", "torch_dtype", "model_type", "auto_map")
    keep = {k: v for k, v in config.items() if k not in others}
    model = VTPModel(VTPConfig(**keep)).eval()
    state = {name: value.to(model.state_dict()[name].dtype) for name, value in weights(folder).items()}
    model.load_state_dict(state, strict=True)
    return model


def drawn(side):
    """Gradients, stripes and discs; uint8 (H, W, 3)."""
    y, x = np.mgrid[0:side, 0:side] / max(side - 1, 1)
    picture = np.stack([x, y, 0.5 + 0.5 * np.sin(12 * x + 7 * y)], -1)
    for cx, cy, radius, colour in (
            (0.3, 0.4, 0.2, (0.9, 0.2, 0.1)),
            (0.7, 0.6, 0.15, (0.1, 0.4, 0.9)),
            (0.5, 0.8, 0.1, (1, 1, 0))):
        picture[(x - cx) ** 2 + (y - cy) ** 2 < radius**2] = colour
    picture[(np.mgrid[0:side, 0:side][1] // 5) % 7 == 0] *= 0.6
    return (picture * 255).astype(np.uint8)


def normalise(rgb):
    """uint8 (H, W, 3) -> float32 (1, 3, H, W), as torchvision's ToTensor and Normalize do it."""
    x = torch.from_numpy(rgb.copy()).permute(2, 0, 1).contiguous().float().div(255)
    return x.sub_(torch.tensor(MEAN).view(3, 1, 1)).div_(torch.tensor(STD).view(3, 1, 1)).unsqueeze(0)


def denormalise(x):
    """float32 (1, 3, H, W) -> uint8 (H, W, 3), as the reference writes files: clamped, scaled, truncated."""
    mean = torch.tensor([-m / s for m, s in zip(MEAN, STD)]).view(3, 1, 1)
    std = torch.tensor([1 / s for s in STD]).view(3, 1, 1)
    return (x[0].clone().sub_(mean).div_(std).clamp(0, 1).permute(1, 2, 0).numpy() * 255).astype("uint8")


def stages(model, rgb, ids):
    config, pixels = model.config, normalise(rgb)
    out = {"image": rgb, "pixels": pixels}
    hooks = []

    def keep(module, name, shape=lambda value: value):
        def hook(_module, _inputs, result):
            out[name] = shape(result[0] if isinstance(result, list) else result).clone()

        hooks.append(module.register_forward_hook(hook))

    def keep_blocks(blocks, tower):
        for i, block in enumerate(blocks):
            keep(block, f"{tower}.block.{i}")

    def drop_hooks():
        while hooks:
            hooks.pop().remove()

    keep(model.trunk.patch_embed, "trunk.patches", lambda value: value.flatten(1, 2))
    keep_blocks(model.trunk.blocks, "trunk")
    keep(model.trunk.norm, "trunk.norm")
    last = model.get_last_layer_feature(pixels)
    drop_hooks()
    out["last.cls"], out["last.patch"] = last["cls_token"], last["patch_tokens"]
    neck = model.get_last_layer_feature(pixels, use_bottleneck=True)
    out["neck.cls"], out["neck.patch"] = neck["cls_token"], neck["patch_tokens"]
    for prefix, norm in (("inter", True), ("inter_raw", False)):
        layers = model.get_intermediate_layers_feature(
            pixels, n=min(2, config.vision_depth), return_class_token=True, norm=norm)
        for k, (patch, cls) in enumerate(layers):
            out[f"{prefix}.{k}.patch"], out[f"{prefix}.{k}.cls"] = patch, cls
    out["latents"] = model.get_reconstruction_latents(pixels)
    if config.train_reconstruction:
        keep_blocks(model.pixel_decoder.blocks, "decoder")
        out["decoded"] = model.get_latents_decoded_images(out["latents"])
        drop_hooks()
        out["rgb"] = denormalise(out["decoded"])
    if config.train_clip:
        out["ids"] = ids
        keep_blocks(model.text_transformer.resblocks, "text")
        out["clip.text_raw"] = model.get_clip_text_feature(ids, normalize=False)
        drop_hooks()
        out["clip.image_raw"] = model.get_clip_image_feature(pixels, normalize=False)
        out["clip.image"] = model.get_clip_image_feature(pixels)
        out["clip.text"] = model.get_clip_text_feature(ids)
        out["logits"] = model.get_clip_logits(pixels, ids)[0]
        out["probs"] = (100.0 * out["clip.image"] @ out["clip.text"].T).softmax(-1)
    return {name: np.ascontiguousarray(value if isinstance(value, np.ndarray) else value.numpy())
            for name, value in out.items()}


def sampled(tensors):
    out = {}
    for name, value in tensors.items():
        if value.size <= LARGEST_WHOLE or name in ("image", "ids"):
            out[name] = value
            continue
        flat, wide = value.reshape(-1), value.reshape(-1).astype(np.float64)
        out[f"{name}.sample"] = flat[np.arange(64) * flat.size // 64].copy()
        out[f"{name}.stats"] = np.array([wide.mean(), wide.std(), wide.min(), wide.max()])
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("golden", type=pathlib.Path)
    parser.add_argument("--picture", type=pathlib.Path)
    parser.add_argument("--own-size", action="store_true")
    parser.add_argument("--prompt", action="append")
    parser.add_argument("--whole", action="store_true")
    args = parser.parse_args()

    VTPConfig, VTPModel, SimpleTokenizer = import_reference()
    torch.manual_seed(0)
    model = load(args.model, VTPConfig, VTPModel)
    side = model.config.image_size
    rgb = drawn(side)
    if args.picture:
        picture = Image.open(args.picture).convert("RGB")
        rgb = np.asarray(picture if args.own_size else picture.resize((side, side), Image.BILINEAR))
    with torch.no_grad():
        tokenizer = SimpleTokenizer(context_length=model.config.text_context_length)
        tensors = stages(model, rgb, tokenizer(args.prompt or PROMPTS))
    save_file(tensors if args.whole else sampled(tensors), args.golden)
    print(f"{args.golden}: {len(tensors)} tensors and stages of {args.model}")


if __name__ == "__main__":
    main()
