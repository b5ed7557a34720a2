"""Measures vtp-nano-dit: the share of its pictures that vtp-nano's zero-shot classifier sees as what was asked for.

  VTP_REFERENCE=/path/to/VTP python measure_nano_dit.py NANO NANO_DIT [--each 10] [--points 25] [--cfg 3] [--sheet PNG]

Every picture is decoded by vtp-nano, rounded to 8 bits as the reference does, and classified among all 48 labels by
the prompts "a {colour} {shape}". Noise is seeded; float32; one thread. The sheet has the first picture of each label.
"""
import argparse
import json
import pathlib

import torch
from PIL import Image
from safetensors.torch import load_file

import lightning_dit
import train_nano_dit


def network(folder):
    config = json.loads((folder / "config.json").read_text())
    model = lightning_dit.LightningDiT(**{k: config[k] for k in train_nano_dit.CONFIG}).eval()
    model.load_state_dict({k: v.float() for k, v in load_file(folder / "model.safetensors").items()})
    return model


def velocity(model, x, t, y, scale=1.0, channels=64):
    """Guided in the first channels, if scale is above 1: v of no label + scale · (v of the label − v of no label)."""
    times = torch.full((len(x),), float(t))
    if scale <= 1:
        return model(x, times, y)
    none = torch.full_like(y, model.y_embedder.embedding_table.num_embeddings - 1)
    with_label, without = model(x.repeat(2, 1, 1, 1), times.repeat(2), torch.cat([y, none])).chunk(2)
    with_label[:, :channels] = without[:, :channels] + scale * (with_label[:, :channels] - without[:, :channels])
    return with_label


def euler(model, x, y, points, **guidance):
    """From noise at t = 0 to latents at t = 1, normalised: points − 1 equal steps."""
    grid = torch.linspace(0, 1, points)
    for t, after in zip(grid[:-1], grid[1:]):
        x = x + (after - t) * velocity(model, x, t, y, **guidance)
    return x


@torch.no_grad()
def measure(args):
    tokenizer, model = train_nano_dit.Tokenizer(args.nano), network(args.out)
    stats = load_file(args.out / "latents_stats.safetensors")
    g = torch.Generator().manual_seed(args.seed)
    labels, right, sheet = torch.arange(48), torch.zeros(48), None
    for _ in range(args.each):
        x = euler(model, torch.randn(48, 64, 16, 16, generator=g), labels, args.points, scale=args.cfg,
                  channels=args.channels)
        pictures = tokenizer.decode(x * stats["std"] + stats["mean"])
        right += tokenizer.seen(pictures) == labels
        sheet = pictures if sheet is None else sheet
    poor = {tokenizer.names[i]: int(right[i]) for i in right.argsort()[:8].tolist()}
    print(f"points {args.points} cfg {args.cfg} of {args.channels} channels: {int(right.sum())} of {48 * args.each} "
          f"({100 * right.mean() / args.each:.1f} %) as asked; poorest of {args.each}: {poor}", flush=True)
    if args.sheet:
        rows = sheet.unflatten(0, (8, 6)).permute(0, 3, 1, 4, 2).reshape(8 * 256, 6 * 256, 3)
        Image.fromarray(rows.numpy()).save(args.sheet)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("nano", type=pathlib.Path)
    parser.add_argument("out", metavar="NANO_DIT", type=pathlib.Path)
    parser.add_argument("--each", type=int, default=10, help="pictures a label")
    parser.add_argument("--points", type=int, default=train_nano_dit.SAMPLE["num_sampling_steps"])
    parser.add_argument("--cfg", type=float, default=train_nano_dit.SAMPLE["cfg_scale"])
    parser.add_argument("--channels", type=int, default=64, help="how many guidance is for")
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--sheet", type=pathlib.Path)
    torch.set_num_threads(1)
    measure(parser.parse_args())


if __name__ == "__main__":
    main()
