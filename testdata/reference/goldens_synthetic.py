"""Writes ../goldens/synthetic.tsv: what the reference implementation makes of many small configurations.

  VTP_REFERENCE=/path/to/VTP python goldens_synthetic.py

A line each: the name; the keys that differ from the reference's defaults, as JSON; the number of tensors; the
parameters of trunk, decoder and all; the sha256 over "name (shape)" of all tensors, sorted by name; the sha256 over the
name and the data of all tensors of the synthetic checkpoint, sorted by name.
"""
import hashlib
import json
import pathlib

import torch

import goldens
import reference as ref

# A vocabulary this small makes the file quick to check; it changes one shape.
SMALL = dict(goldens.TINY, text_vocab_size=500)

MORE = {
    "no_bottleneck": dict(vision_feature_bottleneck=None),
    "layerscale_of_0": dict(vision_init_values=0.0, decoder_init_values=0, text_ls_init_value=0.0),
    "logit_bias_nonscalar": dict(init_logit_bias=0, nonscalar_logit_scale=True),
    "projection_null": dict(text_proj_type=None),
    "projection_mlp_bias": dict(text_proj_type="mlp", text_proj_bias=True),
    "projection_none_bias": dict(text_proj_type="none", text_proj_bias=True),
    "odd_ratios": dict(vision_mlp_ratio=2.7, text_mlp_ratio=3.3, vision_ffn_layer="mlp"),
    "integer_ratios": dict(vision_mlp_ratio=3, text_mlp_ratio=2),
    "decoder_layernormbf16_swiglu128": dict(decoder_norm_layer="layernormbf16", decoder_ffn_layer="swiglu128"),
    "bottleneck_wider_than_trunk": dict(vision_feature_bottleneck=100, vision_bottleneck_ae_only=False),
    "trunk_only": dict(train_clip=False, train_reconstruction=False),
    "heads_of_4": dict(vision_num_heads=12, decoder_num_heads=20),
    "heads_of_512": dict(vision_embed_dim=512, vision_num_heads=1),
}


def sha256(parts) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def data(tensor: torch.Tensor) -> bytes:
    return tensor.contiguous().reshape(-1).view(torch.uint8).numpy().tobytes()


def row(name: str, config: dict) -> str:
    model = ref.build(config)
    state = dict(sorted(model.state_dict().items()))
    count = lambda prefix: sum(p.numel() for n, p in model.named_parameters() if n.startswith(prefix))
    shapes = (f"{n} ({', '.join(map(str, t.shape))})\n".encode() for n, t in state.items())
    weights = (part for n, t in state.items() for part in (n.encode(), data(t)))
    return "\t".join([name, json.dumps(config, sort_keys=True), str(len(state)), str(count("trunk.")),
                      str(count("pixel_decoder.")), str(count("")), sha256(shapes), sha256(weights)])


if __name__ == "__main__":
    changes = {name: {k: v for k, v in change.items() if not k.startswith("_")}
               for name, change in goldens.VARIANTS.items()}
    rows = [row(name, {**SMALL, **change}) for name, change in {**changes, **MORE}.items()
            if change or name == "released_style"]
    out = pathlib.Path(__file__).parent.parent / "goldens" / "synthetic.tsv"
    out.write_text("\n".join(rows) + "\n")
    print(out, len(rows))
