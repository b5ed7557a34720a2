"""Trains vtp-nano-dit, a tiny LightningDiT that draws vtp-nano's 48 coloured shapes, and measures it.

  export VTP_REFERENCE=/path/to/VTP
  python train_nano_dit.py encode NANO WORK     WORK/latents.safetensors: latents and labels; WORK/stats.safetensors
  python train_nano_dit.py train WORK [options] WORK/checkpoint.pt, every 100 steps; goes on from it; stops if there is
                                                a file WORK/stop
  python train_nano_dit.py export WORK OUT      OUT: bfloat16 EMA weights, configuration, labels, statistics

NANO is the folder of vtp-nano. The pictures are `train_nano`'s shapes at 256², large, central and nearly upright, on
flat and graded grounds of muted colours, and only those that vtp-nano classifies as drawn after it has encoded and
decoded them: what a generator should learn to draw is a shape that can be told from its ground. Flow matching as in
LightningDiT: x_t = t · data + (1 − t) · noise, velocity target, logit-normal times (VTP-L's −0.75, 1), labels dropped
at 0.1, latents normalised by channel. Muon for the matrices of the blocks, AdamW for the rest, since the time of two
busy cores is what is short. One thread; everything seeded.
"""
import argparse
import copy
import json
import os
import pathlib
import time

import torch
from safetensors.torch import load_file, save_file

import lightning_dit

CONFIG = dict(input_size=16, patch_size=2, in_chans=64, hidden_size=280, depth=3, num_heads=7, num_classes=48)
BATCH, RATE, WARMUP, DROPOUT, DECAY_EMA = 64, 2e-3, 50, 0.1, 0.995
LABEL_RATE, LABEL_SPREAD = 3, 0.3
TIME_MEAN, TIME_SPREAD = -0.75, 1.0
SAMPLE = dict(sampling_method="euler", num_sampling_steps=25, timestep_shift=0.0, cfg_scale=3.0, cfg_channels="all")


def drawn(nano, labels, g):
    """The labels' shapes, large and near the middle, on muted flat or graded grounds: (B, 3, 256, 256).

    `train_nano.labelled` draws them smaller too (radius from 0.22), further out (0.35 to 0.65), turned by up to 0.45,
    and on grounds of any colour and on noise.
    """
    x, y = nano.grid(256)
    b = len(labels)
    rand = lambda *s: torch.rand(*s, generator=g)
    graded = (rand(b, 1, 1, 1) < 0.5).float()
    tilt = 0.5 * graded * ((rand(b, 3, 1, 1) - 0.5) * x + (rand(b, 3, 1, 1) - 0.5) * y)
    pictures = (0.2 + 0.3 * rand(b, 1, 1, 1) + 0.3 * rand(b, 3, 1, 1) + tilt).clamp(0, 1)
    for i, label in enumerate(labels):
        colour, shape = nano.CLASSES[label]
        radius, turn = 0.34 + 0.1 * rand(1, 1, 1, 1), (rand(1, 1, 1, 1) - 0.5) * 0.4
        mask = nano.inside(shape, x, y, 0.44 + 0.12 * rand(1, 1, 1, 1), 0.44 + 0.12 * rand(1, 1, 1, 1), radius, turn)
        shade = 0.05 * torch.randn(1, 3, 1, 1, generator=g)
        fill = (torch.tensor(nano.COLOURS[colour]).view(1, 3, 1, 1) + shade).clamp(0, 1)
        pictures[i:i + 1] = torch.where(mask, fill, pictures[i:i + 1])
    return pictures


class Tokenizer:
    """vtp-nano by the reference: pictures to latents and back, and the label that it sees in a picture."""

    def __init__(self, folder):
        import goldens_nano
        self.nano, self.model = goldens_nano.nano, goldens_nano.load(folder)
        self.names = [f"a {colour} {shape}" for colour, shape in self.nano.CLASSES]
        tokenizer = goldens_nano.ref.SimpleTokenizer(context_length=77)
        with torch.no_grad():
            self.text = self.model.get_clip_text_feature(tokenizer(self.names))

    def encode(self, pictures):
        pixels = (pictures - self.nano.MEAN) / self.nano.STD
        features = self.model.trunk(pixels, is_training=True, use_bottleneck=False)
        patches = self.model.trunk.feature_bottleneck(features["x_norm_patchtokens"])
        return self.model._patch_tokens_to_4d(patches, 256, 256).float()

    def decode(self, latents):
        """8-bit pictures, as the reference writes them: clamped, scaled, truncated. (B, 3, 256, 256)"""
        pixels = self.model.get_latents_decoded_images(latents).float() * self.nano.STD + self.nano.MEAN
        return (pixels.clamp(0, 1) * 255).to(torch.uint8)

    def seen(self, pictures):
        pixels = (pictures.float() / 255 - self.nano.MEAN) / self.nano.STD
        return (self.model.get_clip_image_feature(pixels).float() @ self.text.T).argmax(1)


@torch.no_grad()
def encode(args):
    tokenizer = Tokenizer(args.nano)
    g = torch.Generator().manual_seed(1)
    latents, labels, tried, start = [], [], 0, time.time()
    order = list(range(len(tokenizer.names)))
    while sum(map(len, labels)) < args.pictures:
        with torch.autocast("cpu", torch.bfloat16):
            found = tokenizer.encode(drawn(tokenizer.nano, order, g))
            right = tokenizer.seen(tokenizer.decode(found)) == torch.tensor(order)
        latents.append(found[right])
        labels.append(torch.tensor(order)[right])
        tried += len(order)
        if len(labels) % 20 == 0:
            kept = sum(map(len, labels))
            print(f"{time.time() - start:5.0f}s drawn {tried} kept {kept}", flush=True)
    latents, labels = torch.cat(latents), torch.cat(labels)
    wide = latents.double()
    std, mean = torch.std_mean(wide, (0, 2, 3), keepdim=True)
    args.work.mkdir(parents=True, exist_ok=True)
    save_file(dict(latents=latents.contiguous(), labels=labels), args.work / "latents.safetensors")
    save_file(dict(mean=mean.float(), std=std.float()), args.work / "stats.safetensors")
    print(f"drawn {tried}, kept {len(labels)}")


@torch.no_grad()
def begin_with_the_noise(model):
    """Lets the untrained network return about −noise: right in most directions of a patch, where data are small.

    The embedding is a turn into directions that the position table does not use; the last layer turns back.
    """
    width, size = model.x_embedder.proj.weight.shape[0], model.x_embedder.proj.weight[0].numel()
    basis, values, _ = torch.linalg.svd(model.pos_embed[0].double().T)
    used = int((values > 1e-6 * values[0]).sum())
    turn = basis[:, used:used + size].float()
    if turn.shape != (width, size):
        raise SystemExit(f"width {width} leaves {width - used} directions free, {size} are needed")
    model.x_embedder.proj.weight.copy_((2 * turn).view_as(model.x_embedder.proj.weight))
    inputs = turn.T.view(model.channels, model.patch ** 2, width).transpose(0, 1)  # outputs: place first, then channel
    model.final_layer.linear.weight.copy_(-(size / width) ** 0.5 * inputs.reshape(size, width))


@torch.no_grad()
def begin_with_parts(model):
    """Lets labels that share a colour or a shape begin alike, and the time and the label weigh about the same."""
    import train_nano
    colours, shapes, width = len(train_nano.COLOURS), len(train_nano.SHAPES), model.pos_embed.shape[-1]
    parts = torch.randn(colours, 1, width) + torch.randn(1, shapes, width)
    table = model.y_embedder.embedding_table.weight
    table.copy_(torch.cat([LABEL_SPREAD * parts.flatten(0, 1), torch.zeros(1, width)]))
    for layer in (0, 2):
        torch.nn.init.xavier_uniform_(model.t_embedder.mlp[layer].weight)


def optimisers(model):
    matrices = [p for n, p in model.named_parameters() if (".attn." in n or ".mlp.w" in n) and p.ndim == 2]
    taken = set(map(id, matrices))
    labels = model.y_embedder.embedding_table.weight  # small against the embedded time, and each seldom in a batch
    rest = [p for p in model.parameters() if p.requires_grad and p is not labels and id(p) not in taken]
    groups = [dict(params=rest, times=1), dict(params=[labels], times=LABEL_RATE)]
    return [torch.optim.Muon(matrices, lr=RATE, weight_decay=0.0, adjust_lr_fn="match_rms_adamw"),
            torch.optim.AdamW(groups, lr=RATE, betas=(0.9, 0.95), weight_decay=0.0)]


def average(model, workers):
    """Replaces each worker's gradients by their mean."""
    if workers == 1:
        return
    grads = [p.grad for p in model.parameters() if p.grad is not None]
    flat = torch.nn.utils.parameters_to_vector(grads)
    torch.distributed.all_reduce(flat)
    torch.nn.utils.vector_to_parameters(flat / workers, grads)


def asked_to_stop(folder):
    """Whether a file `stop` is in the folder: all workers get the same answer."""
    asked = torch.tensor([float((folder / "stop").exists())])
    torch.distributed.all_reduce(asked)
    return bool(asked > 0)


def save(path, **state):
    torch.save(state, path.with_suffix(".part"))
    path.with_suffix(".part").replace(path)


def train(args):
    """Runs processes of one thread: each takes its part of every batch, and all keep the same weights."""
    meeting = args.work.resolve() / "meeting"
    meeting.unlink(missing_ok=True)
    torch.multiprocessing.spawn(work, (args, f"file://{meeting}"), nprocs=args.workers)


def work(rank, args, meeting):
    torch.set_num_threads(1)
    os.environ["GLOO_SOCKET_IFNAME"] = "lo"
    torch.distributed.init_process_group("gloo", init_method=meeting, rank=rank, world_size=args.workers)
    data, stats = load_file(args.work / "latents.safetensors"), load_file(args.work / "stats.safetensors")
    latents, labels = (data["latents"] - stats["mean"]) / stats["std"], data["labels"]
    torch.manual_seed(0)
    g = torch.Generator().manual_seed(2)
    model = lightning_dit.LightningDiT(**CONFIG)
    begin_with_the_noise(model)
    begin_with_parts(model)
    ema, first, path = copy.deepcopy(model), 0, args.work / "checkpoint.pt"
    optims = optimisers(model)
    if path.exists():
        state = torch.load(path)
        model.load_state_dict(state["model"])
        ema.load_state_dict(state["ema"])
        for optim, saved in zip(optims, state["opt"]):
            optim.load_state_dict(saved)
        g.set_state(state["generator"])
        first = state["steps"]
    mine = slice(rank * BATCH // args.workers, (rank + 1) * BATCH // args.workers)
    start, told = time.time(), torch.zeros(2, 4)
    for step in range(first, args.steps):
        rate = RATE * min(1, (step + 1) / WARMUP) * min(1, (args.steps - step) / args.decay)
        pick = torch.randint(len(latents), (BATCH,), generator=g)
        y = torch.where(torch.rand(BATCH, generator=g) < DROPOUT, CONFIG["num_classes"], labels[pick])[mine]
        t = torch.sigmoid(TIME_MEAN + TIME_SPREAD * torch.randn(BATCH, generator=g))[mine]
        noise = torch.randn((BATCH, *latents.shape[1:]), generator=g)[mine]
        x, u = latents[pick[mine]], t.view(-1, 1, 1, 1)
        with torch.autocast("cpu", torch.bfloat16):
            v = model(u * x + (1 - u) * noise, t, y)
        each = ((v.float() - (x - noise)) ** 2).mean((1, 2, 3))
        each.mean().backward()
        average(model, args.workers)
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optim in optims:
            for group in optim.param_groups:
                group["lr"] = rate * group.get("times", 1)
            optim.step()
            optim.zero_grad(set_to_none=True)
        keep = min(DECAY_EMA, (step + 1) / (step + 10))
        with torch.no_grad():
            for e, p in zip(ema.parameters(), model.parameters()):
                e.lerp_(p, 1 - keep)
        quarter = (4 * t).long().clamp(max=3)
        told[0].index_add_(0, quarter, each.detach())
        told[1].index_add_(0, quarter, torch.ones_like(t))
        if rank == 0 and (step + 1) % 25 == 0:
            total, count = told.sum(1).tolist()
            print(f"{time.time() - start:6.0f}s step {step + 1} rate {rate:.1e} loss {total / count:.4f} by quarter "
                  f"of t {[round(v, 3) for v in (told[0] / told[1]).tolist()]}", flush=True)
            told.zero_()
        stop = (step + 1) % 50 == 0 and asked_to_stop(args.work)
        if rank == 0 and ((step + 1) % 100 == 0 or step + 1 == args.steps or stop):
            save(path, model=model.state_dict(), ema=ema.state_dict(), opt=[o.state_dict() for o in optims],
                 generator=g.get_state(), steps=step + 1)
        if stop:
            break


def export(args):
    state = torch.load(args.work / "checkpoint.pt")
    args.out.mkdir(parents=True, exist_ok=True)
    exact = ("pos_embed", "feat_rope.freqs_cos", "feat_rope.freqs_sin")
    weights = {k: (v if k in exact else v.bfloat16()).contiguous() for k, v in state["ema"].items()}
    save_file(weights, args.out / "model.safetensors", metadata={"format": "pt"})
    stats = load_file(args.work / "stats.safetensors")
    save_file(stats, args.out / "latents_stats.safetensors")
    torch.save(dict(stats), args.out / "latents_stats.pt")
    config = dict(architectures=["LightningDiT"], model_type="lightningdit", dtype="bfloat16", **CONFIG,
                  learn_sigma=False, use_qknorm=False, use_rmsnorm=True, use_rope=True, use_swiglu=True,
                  wo_shift=False, latent_norm=True, latent_multiplier=1.0, tokenizer="vtp-nano", sample=SAMPLE)
    (args.out / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    import train_nano
    names = [f"a {colour} {shape}\n" for colour, shape in train_nano.CLASSES]
    (args.out / "labels.txt").write_text("".join(names))
    print(f"exported step {state['steps']}")


def main():
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(required=True)
    names = (("encode", encode, "nano work"), ("train", train, "work"), ("export", export, "work out"))
    for name, run, folders in names:
        command = commands.add_parser(name)
        command.set_defaults(run=run)
        for folder in folders.split():
            command.add_argument(folder, type=pathlib.Path)
        if name == "encode":
            command.add_argument("--pictures", type=int, default=4800, help="how many at least")
        if name == "train":
            command.add_argument("--steps", type=int, required=True, help="in all, with those of the checkpoint")
            command.add_argument("--decay", type=int, default=1, help="the last steps, in which the rate falls to 0")
            command.add_argument("--workers", type=int, default=2, help="processes of one thread")
    args = parser.parse_args()
    torch.set_num_threads(1)  # two threads that wait for each other on busy cores are slower than one
    args.run(args)


if __name__ == "__main__":
    main()
