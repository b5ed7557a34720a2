"""Times the reference in PyTorch and in ONNX Runtime, taking turns with "vtp bench" on the same weights.

    VTP_REFERENCE=/path/to/VTP python peers.py MODEL... --onnx FOLDER

It prints one table. README.md beside this file says what is needed and what the columns mean; --help lists the options.
"""
import argparse
import contextlib
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import torch

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "testdata/reference"))
from dump_golden import import_reference, load  # noqa: E402
from onnx_export import export  # noqa: E402

NAMES = ROOT / "engine/src/main/resources/vtp/engine/text/imagenet-names.txt"
PICTURE = ROOT / "testdata/nano/pictures/landscape.png"
IMAGE_TASKS, TASKS = ("encode", "decode", "clip"), ("encode", "decode", "clip", "text")
PEERS = {"ort": "ONNX Runtime", "eager": "PyTorch", "bf16": "PyTorch bf16", "compile": "torch.compile"}
# A thread pool that has just worked spins for a while, and would take a core from whoever is timed next.
PAUSE_SECONDS = 0.3
# How far from PyTorch an exported network may be: features are normalised, and latents and pixels of order 1.
EXPORT_TOLERANCE = 0.2


def prompts(count):
    """The same as those of "vtp bench --prompts COUNT"."""
    names = NAMES.read_text(encoding="utf-8").splitlines()
    spread = count < len(names)
    picks = (i * len(names) // count if spread else i % len(names) for i in range(count))
    return [f"a photo of a {names[i]}." for i in picks]


class Vtp:
    """"vtp bench", which times a task for each line that it reads."""

    def __init__(self, args, model, side, threads, batch, weights="f32", tasks=TASKS):
        command = [args.vtp, "bench", "-m", str(model), "--stdin", "--json", "--threads", str(threads),
                   "--batch", str(batch), "--size", str(side), "--prompts", str(args.prompts), "--weights", weights,
                   "--seconds", str(args.seconds), "--warmup", str(args.warmup), "--tasks", ",".join(tasks)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def time(self, task):
        """Median seconds a picture or prompt, and how much of the FMA peak that is."""
        self.process.stdin.write(task + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit("vtp bench ended: " + " ".join(self.process.args))
        answer = json.loads(line)
        if "error" in answer:
            sys.exit(f"vtp bench: {answer}")
        return 1 / answer["per_second"], answer["of_peak"]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Torch:
    """The reference in PyTorch: as it is, with bfloat16 autocast, or compiled."""

    def __init__(self, args, kind, functions, inputs):
        self.args, self.kind, self.inputs, self.warm = args, kind, inputs, set()
        self.functions = {task: torch.compile(f) for task, f in functions.items()} if kind == "compile" else functions

    def time(self, task):
        function, x = self.functions[task], self.inputs[task]
        context = torch.autocast("cpu", dtype=torch.bfloat16) if self.kind == "bf16" else contextlib.nullcontext()
        with torch.no_grad(), context:
            return timed(self.args, self.warm, task, lambda: function(x)) / len(x), None

    def close(self):
        pass


class OnnxRuntime:
    """The reference, exported once for each shape of input; sessions are opened when first used."""

    def __init__(self, args, model_path, model, functions, inputs):
        self.args, self.path, self.model, self.functions, self.inputs = args, model_path, model, functions, inputs
        self.sessions, self.warm = {}, set()

    def time(self, task):
        x = self.inputs[task]
        if task not in self.sessions:
            self.sessions[task] = self.open(task, x)
        session = self.sessions[task]
        feed = {session.get_inputs()[0].name: x.numpy()}
        return timed(self.args, self.warm, task, lambda: session.run(None, feed)) / len(x), None

    def open(self, task, x):
        import onnxruntime
        weights = max(self.path.glob("*.safetensors"), key=lambda file: file.stat().st_size).stat()
        version = f"{self.path.resolve().name}-{weights.st_size}-{weights.st_mtime_ns}"
        shape = "x".join(map(str, x.shape))
        folder = self.args.onnx / version / f"{task}-{shape}"
        file = folder / "network.onnx"
        if not (folder / "complete").exists():
            folder.mkdir(parents=True, exist_ok=True)
            print(f"exporting {task} {shape} to {file}", file=sys.stderr)
            export(self.model, self.functions[task], x, file)
            (folder / "complete").touch()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.args.threads
        session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
        result, = session.run(None, {session.get_inputs()[0].name: x.numpy()})
        with torch.no_grad():
            error = (torch.from_numpy(result) - self.functions[task](x)).abs().max()
        if not error < EXPORT_TOLERANCE:
            sys.exit(f"{file}: differs from PyTorch by {error}; remove it to export it again")
        return session

    def close(self):
        self.sessions.clear()


def timed(args, warm, task, call):
    """Median seconds of a call, over --seconds; the first time after some calls to warm up."""
    if task not in warm:
        warm.add(task)
        end = time.perf_counter() + min(args.warmup, 2)
        call()
        while time.perf_counter() < end:
            call()
    times, end = [], time.perf_counter() + args.seconds
    while not times or time.perf_counter() < end:
        begin = time.perf_counter()
        call()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def take_turns(args, task, timers):
    """Median seconds a picture or prompt of each, over rounds in which each has a turn."""
    seconds, peaks = {name: [] for name in timers}, []
    for name, timer in timers.items():
        timer.time(task)  # not counted: it warms up
    for _ in range(args.rounds):
        for name, timer in timers.items():
            time.sleep(PAUSE_SECONDS)
            each, of_peak = timer.time(task)
            seconds[name].append(each)
            if name == "vtp":
                peaks.append(of_peak)
    return {name: statistics.median(values) for name, values in seconds.items()}, statistics.median(peaks)


def row(*cells):
    print("| " + " | ".join(cells) + " |", flush=True)


def compare(args, path):
    VTPConfig, VTPModel, SimpleTokenizer = import_reference()
    model = load(path, VTPConfig, VTPModel)
    config = model.config
    side = args.size or config.image_size
    torch.manual_seed(0)
    pixels = torch.randn(args.batch, 3, side, side)
    with torch.no_grad():
        latents = model.get_reconstruction_latents(pixels)
    ids = SimpleTokenizer(context_length=config.text_context_length)(prompts(args.peer_prompts))
    inputs = {"encode": pixels, "decode": latents, "clip": pixels, "text": ids}
    functions = {"encode": model.get_reconstruction_latents, "decode": model.get_latents_decoded_images,
                 "clip": model.get_clip_image_feature, "text": model.get_clip_text_feature}
    timers = {"vtp": Vtp(args, path, side, args.threads, args.batch, args.weights, args.tasks)}
    for peer in args.peers:
        timers[peer] = (OnnxRuntime(args, path, model, functions, inputs) if peer == "ort"
                        else Torch(args, peer, functions, inputs))
    alone = {}  # ours in other ways, compared with ours
    image_tasks = [task for task in args.tasks if task in IMAGE_TASKS]
    if args.scaling and args.threads > 1:
        alone["1 thread"] = Vtp(args, path, side, 1, args.batch, args.weights, args.tasks)
    if args.scaling and image_tasks:
        alone["batch 8"] = Vtp(args, path, side, args.threads, 8, args.weights, image_tasks)
    name = path.resolve().name
    for task in args.tasks:
        here = timers | {key: timer for key, timer in alone.items() if key != "batch 8" or task in IMAGE_TASKS}
        seconds, of_peak = take_turns(args, task, here)
        cells = [f"{name} {task}", milliseconds(seconds["vtp"]), f"{100 * of_peak:.0f} %"]
        for peer in args.peers:
            cells += [milliseconds(seconds[peer]), f"{seconds[peer] / seconds['vtp']:.2f}"]
        if args.scaling:
            cells += [f"{seconds[key] / seconds['vtp']:.2f}" if key in seconds else ""
                      for key in ("1 thread", "batch 8")]
        row(*cells)
    for timer in (timers | alone).values():
        timer.close()


def milliseconds(seconds):
    return f"{1e3 * seconds:.3g}" if seconds < 0.1 else f"{1e3 * seconds:.0f}"


def cold_start(args, path):
    """Whole processes, taking turns: the files are in the system's cache by then."""
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "latents.safetensors")
        python = [sys.executable, *(["-s"] if sys.flags.no_user_site else [])]
        script = str(pathlib.Path(__file__).with_name("encode_once.py"))
        commands = {
            "vtp": [args.vtp, "encode", str(PICTURE), "-m", str(path), "-o", out, "--threads", str(args.threads)],
            "reference": [*python, script, str(PICTURE), str(path), out, str(args.threads)]}
        seconds = {name: [] for name in commands}
        for turn in range(args.rounds + 1):
            for name, command in commands.items():
                begin = time.perf_counter()
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                if turn:
                    seconds[name].append(time.perf_counter() - begin)
    ours, theirs = (statistics.median(seconds[name]) for name in ("vtp", "reference"))
    row(path.resolve().name, f"{ours:.2f}", f"{theirs:.2f}", f"{theirs / ours:.2f}")


def words(allowed):
    def parse(text):
        chosen = [word for word in text.split(",") if word]
        for word in chosen:
            if word not in allowed:
                raise argparse.ArgumentTypeError(f'"{word}" is none of {", ".join(allowed)}')
        return chosen
    return parse


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+", type=pathlib.Path, metavar="MODEL",
                        help="a folder with config.json and weights")
    parser.add_argument("--onnx", type=pathlib.Path, required=True, help="a folder to keep the exported networks in")
    parser.add_argument("--vtp", default=str(ROOT / "vtp"), help="the program; default: ./vtp of this checkout")
    parser.add_argument("--peers", type=words(PEERS), default=["ort", "eager", "bf16"],
                        help=f"of {', '.join(PEERS)}; default: ort,eager,bf16")
    parser.add_argument("--tasks", type=words(TASKS), default=list(TASKS), help=f"of {', '.join(TASKS)}; default: all")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--size", type=int, help="side of the pictures; default: the model's image_size")
    parser.add_argument("--weights", choices=("f32", "bf16"), default="f32", help="how vtp keeps weights; default: f32")
    parser.add_argument("--prompts", type=int, default=1000, help="prompts in a call of vtp; default: 1000")
    parser.add_argument("--peer-prompts", type=int, default=50, help="prompts in a call of a peer; default: 50")
    parser.add_argument("--rounds", type=int, default=5, help="turns of each; default: 5")
    parser.add_argument("--seconds", type=float, default=2, help="length of a turn, one call at least; default: 2")
    parser.add_argument("--warmup", type=float, default=3, help="seconds before the first turn; default: 3")
    parser.add_argument("--scaling", action="store_true", help="also vtp with one thread, and with batches of 8")
    parser.add_argument("--cold", action="store_true", help="time whole processes that encode one picture instead")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    if args.cold:
        row("cold start", "vtp, s", "reference, s", "ratio")
        row(*["---"] * 4)
        for path in args.models:
            cold_start(args, path)
        return
    print(f"{args.threads} threads, batch {args.batch}, {args.weights} weights; "
          "milliseconds a picture or prompt; ratios: a peer's time over vtp's\n")
    header = ["", "vtp", "of peak"] + [cell for peer in args.peers for cell in (PEERS[peer], "ratio")]
    header += ["1 thread, ratio", "batch 8, ratio"] if args.scaling else []
    row(*header)
    row(*["---"] * len(header))
    for path in args.models:
        compare(args, path)


if __name__ == "__main__":
    main()
