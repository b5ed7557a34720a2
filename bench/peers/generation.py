"""Times LightningDiT in PyTorch, float32, taking turns with GeneratorTurns of the bench module.

    ./mvnw -q package -pl bench -am -DskipTests
    LIGHTNINGDIT_REFERENCE=/path/to/LightningDiT python generation.py --size B --rounds 5

It prints the median seconds of a call, one picture and one label, and the ratio. The weights are random on both sides:
the time does not depend on them. PyTorch and timm are needed. README.md beside this file says why they take turns.
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import time

os.environ["TORCHDYNAMO_DISABLE"] = "1"  # the reference compiles one small function
import torch  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
JVM = ["--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"]
# A thread pool that has just worked spins for a while, and would take a core from whoever is timed next.
PAUSE_SECONDS = 0.3
NAMES = {"B": "LightningDiT-B", "L": "LightningDiT-L", "XL": "LightningDiT-XL", "P1_0B": "LightningDiT-1p0B",
         "P1_6B": "LightningDiT-1p6B"}


def reference(size, patch):
    sys.path.insert(0, os.environ["LIGHTNINGDIT_REFERENCE"])
    from models.lightningdit import LightningDiT_models
    model = LightningDiT_models[f"{NAMES[size]}/{patch}"](
        input_size=16, num_classes=1000, in_channels=64, use_qknorm=False, use_swiglu=True, use_rope=True,
        use_rmsnorm=True, wo_shift=False, learn_sigma=False).eval()
    x, t, y = torch.randn(1, 64, 16, 16), torch.tensor([0.3]), torch.tensor([207])
    return lambda: model(x, t, y)


def turn(call, seconds):
    times, end = [], time.perf_counter() + seconds
    while not times or time.perf_counter() < end:
        begin = time.perf_counter()
        call()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default="B", choices=NAMES)
    parser.add_argument("--patch", type=int, default=1)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--weights", default="F32", choices=("F32", "BF16"), help="how vtp keeps its weights")
    parser.add_argument("--seconds", type=float, default=5, help="of a turn")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--java", default="java", help="of JDK 25 or later")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    jar = ROOT / "bench/target/benchmarks.jar"
    command = [args.java, *JVM, "-cp", str(jar), "vtp.bench.GeneratorTurns", args.size, str(args.patch),
               str(args.threads), args.weights, str(args.seconds)]
    vtp = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    call = reference(args.size, args.patch)
    ours, theirs, shares = [], [], []
    with torch.no_grad():
        turn(call, min(args.seconds, 2))
        for _ in range(args.rounds):
            vtp.stdin.write("\n")
            vtp.stdin.flush()
            answer = vtp.stdout.readline().split()
            if len(answer) != 2:
                sys.exit("vtp ended: " + " ".join(command))
            ours.append(float(answer[0]))
            shares.append(float(answer[1]))
            time.sleep(PAUSE_SECONDS)
            theirs.append(turn(call, args.seconds))
            time.sleep(PAUSE_SECONDS)
    vtp.stdin.close()
    vtp.wait()
    mine, torchs = statistics.median(ours), statistics.median(theirs)
    print(f"{NAMES[args.size]}/{args.patch}, {args.threads} threads: vtp {mine:.3f} s"
          f" ({100 * statistics.median(shares):.0f} % of peak), PyTorch {torchs:.3f} s, ratio {torchs / mine:.2f}")


if __name__ == "__main__":
    main()
