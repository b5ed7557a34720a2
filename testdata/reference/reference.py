"""Builds the reference VTP model (PyTorch) from a config and named float32 weights.

Needs torch, transformers, numpy, safetensors, pillow, and a checkout of the reference implementation
(github.com/MiniMax-AI/VTP) whose root is in the environment variable VTP_REFERENCE. The model is built by its
constructor, never by from_pretrained: transformers 5 leaves the causal mask of the text tower uninitialised there.
"""
import importlib.machinery
import os
import sys
import types

import numpy as np
import torch
import transformers  # noqa: F401  before the stand-ins below: it looks for torchvision


def _stand_in(name, **members):
    """An empty module for a package that the reference imports but never uses at inference."""
    try:
        __import__(name)
    except Exception:  # also a torchvision that does not fit the torch that is installed
        module = types.ModuleType(name)
        module.__spec__ = importlib.machinery.ModuleSpec(name, None)
        module.__dict__.update(members)
        sys.modules[name] = module


_stand_in("omegaconf", DictConfig=dict, OmegaConf=object)
_stand_in("torchvision", ops=types.ModuleType("torchvision.ops"))
_stand_in("torchvision.ops")
_stand_in("torchvision.ops.misc", FrozenBatchNorm2d=type("FrozenBatchNorm2d", (), {}))

sys.path.insert(0, os.environ["VTP_REFERENCE"])
from vtp.models.vtp_hf import VTPConfig, VTPModel  # noqa: E402
from vtp.tokenizers.text_tokenizer import SimpleTokenizer  # noqa: E402

import synth  # noqa: E402

TEXT = dict(text_context_length=77, text_vocab_size=49408, text_embed_dim=768, text_num_heads=12, text_depth=12)


def released(width, depth, heads):
    """The configuration of a released checkpoint: trunk and decoder share width, depth and heads."""
    return dict(vision_embed_dim=width, vision_depth=depth, vision_num_heads=heads,
                decoder_embed_dim=width, decoder_depth=depth, decoder_num_heads=heads, **TEXT)


RELEASED = {"small": released(384, 12, 6), "base": released(768, 12, 12), "large": released(1024, 24, 16)}


def build(config: dict, weights=None) -> VTPModel:
    """A float32 VTPModel in eval mode; weights: name -> float32 array, or None for the synthetic ones."""
    model = VTPModel(VTPConfig(**config)).eval()
    state = model.state_dict()
    filled = {}
    for name, value in state.items():
        if name.endswith("periods"):
            filled[name] = value
        else:
            array = synth.tensor(name, tuple(value.shape)) if weights is None else weights[name]
            filled[name] = torch.from_numpy(np.ascontiguousarray(array, dtype=np.float32)).reshape(value.shape)
    model.load_state_dict(filled, strict=True)
    return model


def normalise(rgb: np.ndarray) -> torch.Tensor:
    """uint8 (H, W, 3) -> float32 (1, 3, H, W), as torchvision's ToTensor and Normalize compute it."""
    x = torch.from_numpy(rgb.copy()).permute(2, 0, 1).contiguous().to(torch.float32).div(255)
    mean = torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1)
    std = torch.tensor([0.229, 0.224, 0.225]).view(3, 1, 1)
    return x.sub_(mean).div_(std).unsqueeze(0)


def denormalise(x: torch.Tensor) -> np.ndarray:
    """float32 (1, 3, H, W) -> uint8 (H, W, 3), as the reference quick start writes it: clamp, scale, truncate."""
    mean = torch.tensor([-0.485 / 0.229, -0.456 / 0.224, -0.406 / 0.225]).view(3, 1, 1)
    std = torch.tensor([1 / 0.229, 1 / 0.224, 1 / 0.225]).view(3, 1, 1)
    y = x[0].clone().sub_(mean).div_(std).clamp(0, 1).permute(1, 2, 0).numpy()
    return (y * 255).astype("uint8")
