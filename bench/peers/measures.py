"""Times Inception's features, LPIPS with VGG16 and the training of a probe in PyTorch, eager and float32, in turns with
ours.

    python measures.py [--batch 8] [--rounds 5] [--seconds 3] [--threads 2]

It starts vtp.bench.MeasureTurns of bench/target/benchmarks.jar with the flags of cli/jvm.options. It prints, for each
network, milliseconds a picture (or pair) of 256 x 256, of the clock and of all CPUs: the median over the rounds. Of a
probe it is a picture of a step: 26 linear classifiers of Small's features, 1,000 classes, 128 pictures, SGD with
momentum, as VTP's tools/test_linear_probing_hf.py trains them.
"""
import argparse
import pathlib
import statistics
import subprocess
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

ROOT = pathlib.Path(__file__).resolve().parents[2]
SIDE = 256
PAUSE_SECONDS = 0.3


class Unit(nn.Module):
    def __init__(self, i, o, kernel, **kwargs):
        super().__init__()
        self.conv = nn.Conv2d(i, o, kernel, bias=False, **kwargs)
        self.bn = nn.BatchNorm2d(o, eps=0.001)

    def forward(self, x):
        return F.relu(self.bn(self.conv(x)), inplace=True)


class Join(nn.Module):
    def __init__(self, *branches):
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches], 1)


def average():
    return nn.AvgPool2d(3, 1, 1, count_include_pad=False)


def block_a(i, pool):
    return Join(Unit(i, 64, 1), nn.Sequential(Unit(i, 48, 1), Unit(48, 64, 5, padding=2)),
                nn.Sequential(Unit(i, 64, 1), Unit(64, 96, 3, padding=1), Unit(96, 96, 3, padding=1)),
                nn.Sequential(average(), Unit(i, pool, 1)))


def block_b(i):
    return Join(Unit(i, 384, 3, stride=2),
                nn.Sequential(Unit(i, 64, 1), Unit(64, 96, 3, padding=1), Unit(96, 96, 3, stride=2)),
                nn.MaxPool2d(3, 2))


def block_c(c):
    row, column = dict(kernel=(1, 7), padding=(0, 3)), dict(kernel=(7, 1), padding=(3, 0))
    return Join(Unit(768, 192, 1), nn.Sequential(Unit(768, c, 1), Unit(c, c, **row), Unit(c, 192, **column)),
                nn.Sequential(Unit(768, c, 1), Unit(c, c, **column), Unit(c, c, **row), Unit(c, c, **column),
                              Unit(c, 192, **row)),
                nn.Sequential(average(), Unit(768, 192, 1)))


def block_d():
    return Join(nn.Sequential(Unit(768, 192, 1), Unit(192, 320, 3, stride=2)),
                nn.Sequential(Unit(768, 192, 1), Unit(192, 192, (1, 7), padding=(0, 3)),
                              Unit(192, 192, (7, 1), padding=(3, 0)), Unit(192, 192, 3, stride=2)),
                nn.MaxPool2d(3, 2))


def block_e(i, pool):
    def fork():
        return Join(Unit(384, 384, (1, 3), padding=(0, 1)), Unit(384, 384, (3, 1), padding=(1, 0)))
    return Join(Unit(i, 320, 1), nn.Sequential(Unit(i, 384, 1), fork()),
                nn.Sequential(Unit(i, 448, 1), Unit(448, 384, 3, padding=1), fork()),
                nn.Sequential(pool, Unit(i, 192, 1)))


def inception():
    return nn.Sequential(
        Unit(3, 32, 3, stride=2), Unit(32, 32, 3), Unit(32, 64, 3, padding=1), nn.MaxPool2d(3, 2),
        Unit(64, 80, 1), Unit(80, 192, 3), nn.MaxPool2d(3, 2), block_a(192, 32), block_a(256, 64), block_a(288, 64),
        block_b(288), block_c(128), block_c(160), block_c(160), block_c(192), block_d(), block_e(1280, average()),
        block_e(2048, nn.MaxPool2d(3, 1, 1)), nn.AdaptiveAvgPool2d(1)).eval()


class Lpips(nn.Module):
    GROUPS = ((3, 64, 64), (64, 128, 128), (128, 256, 256, 256), (256, 512, 512, 512), (512, 512, 512, 512))

    def __init__(self):
        super().__init__()
        self.groups = nn.ModuleList(
            nn.Sequential(*([nn.MaxPool2d(2)] if g else []),
                          *[m for i, o in zip(widths, widths[1:]) for m in (nn.Conv2d(i, o, 3, padding=1),
                                                                             nn.ReLU(inplace=True))])
            for g, widths in enumerate(self.GROUPS))
        self.heads = nn.ModuleList(nn.Conv2d(widths[-1], 1, 1, bias=False) for widths in self.GROUPS)

    def forward(self, x, y):
        total = 0
        for group, head in zip(self.groups, self.heads):
            x, y = group(x), group(y)
            unit = [v / (v.pow(2).sum(1, keepdim=True).sqrt() + 1e-10) for v in (x, y)]
            total = total + head((unit[0] - unit[1]) ** 2).mean((2, 3), keepdim=True)
        return total


class Probe:
    BATCH, CLASSES, WIDTH = 128, 1000, 384
    RATES = (1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 0.1)

    def __init__(self):
        self.inputs = {n: torch.randn(self.BATCH, (n + 1) * self.WIDTH) for n in (1, 4)}
        self.labels = torch.randint(self.CLASSES, (self.BATCH,))
        self.heads = [(n, nn.Linear((n + 1) * self.WIDTH, self.CLASSES)) for n in (1, 4) for _ in self.RATES]
        for _, head in self.heads:
            nn.init.normal_(head.weight, std=0.01)
            nn.init.zeros_(head.bias)
        self.optimizer = torch.optim.SGD(
            [{"params": head.parameters(), "lr": rate * self.BATCH / 256} for (_, head), rate
             in zip(self.heads, 2 * self.RATES)], momentum=0.9, weight_decay=0)
        self.scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(self.optimizer, 12500, eta_min=0)

    @torch.enable_grad()
    def step(self):
        losses = [F.cross_entropy(head(self.inputs[n]), self.labels) for n, head in self.heads]
        self.optimizer.zero_grad()
        sum(losses).backward()
        self.optimizer.step()
        self.scheduler.step()


def turn(function, batch, seconds):
    begin, cpu, calls = time.perf_counter(), time.process_time(), 0
    while time.perf_counter() - begin < seconds:
        function()
        calls += 1
    each = 1e3 / (calls * batch)
    return (time.perf_counter() - begin) * each, (time.process_time() - cpu) * each


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--tasks", default="inception,lpips,probe")
    parser.add_argument("--java", default="java", help="of JDK 25")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    pictures = torch.rand(args.batch, 3, SIDE, SIDE)
    network, lpips = inception(), Lpips().eval()
    probe = Probe()
    peers = {"probe": probe.step,
             "inception": lambda: network(2 * F.interpolate(pictures, (299, 299), mode="bilinear") - 1),
             "lpips": lambda: lpips(2 * pictures - 1, 1 - pictures)}
    batches = {"probe": Probe.BATCH}
    ours = subprocess.Popen(
        [args.java, "@" + str(ROOT / "cli/jvm.options"), "--add-modules", "jdk.incubator.vector", "-cp",
         str(ROOT / "bench/target/benchmarks.jar"), "vtp.bench.MeasureTurns", str(args.threads), str(args.batch),
         str(args.seconds)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def vtp(task):
        ours.stdin.write(task + "\n")
        ours.stdin.flush()
        line = ours.stdout.readline() or sys.exit("MeasureTurns ended")
        return tuple(map(float, line.split()))

    print("| network | vtp ms | vtp CPU ms | PyTorch ms | PyTorch CPU ms | ratio | CPU ratio |")
    print("|---|---|---|---|---|---|---|")
    with torch.no_grad():
        for task in args.tasks.split(","):
            peer = peers[task]
            vtp(task)
            batch = batches.get(task, args.batch)
            turn(peer, batch, 1)
            rounds = []
            for _ in range(args.rounds):
                time.sleep(PAUSE_SECONDS)
                mine = vtp(task)
                time.sleep(PAUSE_SECONDS)
                rounds.append(mine + turn(peer, batch, args.seconds))
            wall, cpu, peer_wall, peer_cpu = (statistics.median(column) for column in zip(*rounds))
            ratio = statistics.median(r[2] / r[0] for r in rounds)
            cpu_ratio = statistics.median(r[3] / r[1] for r in rounds)
            print(f"| {task} | {wall:.4g} | {cpu:.4g} | {peer_wall:.4g} | {peer_cpu:.4g} | {ratio:.2f} | "
                  f"{cpu_ratio:.2f} |", flush=True)
    ours.stdin.close()
    ours.wait()


if __name__ == "__main__":
    main()
