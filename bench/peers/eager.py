#!/usr/bin/env python3
"""Training steps in PyTorch's eager mode, measured as `isoline bench train` measures ours."""

import argparse
import json
import os
import platform
import statistics
import sys
import time
from pathlib import Path


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--arch", default="llama", help="llama, tnl, hgrn2; several with commas")
    parser.add_argument("--size", default="6x512x128", help="LAYERSxWIDTHxHEADDIM")
    parser.add_argument("--vocabulary", type=int, default=32000)
    parser.add_argument("--context", default="512", help="tokens of a sequence; several with commas")
    parser.add_argument("--sequences", type=int, help="of a step (default: as many as make 2048 tokens)")
    parser.add_argument("--dtype", choices=("fp32", "fp64"), default="fp32")
    parser.add_argument("--threads", type=int, default=1, help="1: rates by processor time; more: by wall time")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--limit", type=float, default=60, help="seconds for one measurement")
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout, the table on stderr")
    parser.add_argument("--csv", metavar="FILE", help="write the rows to a CSV file")
    parser.add_argument("--check", metavar="DIR", help="compare with a golden case, or every case below DIR, and end")
    return parser.parse_args()


def settle_threads(threads):
    """Native libraries read these when they are loaded, so before torch is; the last two halve OpenBLAS."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = str(threads)
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
        os.environ.pop(name, None)


ARGUMENTS = arguments()
settle_threads(ARGUMENTS.threads)

sys.dont_write_bytecode = True  # a record needs a clean tree

import torch  # noqa: E402

import golden  # noqa: E402
import models  # noqa: E402

TYPES = {"fp32": torch.float32, "fp64": torch.float64}
WARM = 10


def blas():
    """The BLAS library this process has loaded: Debian's default is the slow reference one."""
    try:
        maps = Path("/proc/self/maps").read_text().split()
    except OSError:
        return ["unknown"]
    loaded = {os.path.basename(word) for word in maps if "/" in word and "blas" in word.lower()}
    return sorted(name for name in loaded if "openblas" in name or "mkl" in name) or sorted(loaded) or ["built in"]


def blas_core():
    """The processor that OpenBLAS takes this one for: it decides over its kernels."""
    import ctypes

    for word in Path("/proc/self/maps").read_text().split() if Path("/proc/self/maps").exists() else []:
        if "openblas" in os.path.basename(word):
            name = ctypes.CDLL(word).openblas_get_corename
            name.restype = ctypes.c_char_p
            return name().decode()
    return "unknown"


def ceiling(clock):
    """FLOP/s of [2048,512] x [512,1536], median of 9, as `isoline bench` multiplies around each row."""
    left, right = torch.randn(2048, 512), torch.randn(512, 1536)
    spent = []
    for _ in range(10):
        begin = clock()
        left @ right
        spent.append(clock() - begin)
    return 2 * 2048 * 512 * 1536 / statistics.median(spent[1:])


def machine():
    return {
        "torch": torch.__version__,
        "blas": blas(),
        "blas_core": blas_core(),
        "parallel_info": torch.__config__.parallel_info(),
        "capability": [word for word in torch.__config__.show().splitlines() if "capability" in word],
        "python": platform.python_version(),
        "os": f"{platform.system()} {platform.release()}",
        "cpu": cpu(),
        "cores": os.cpu_count(),
        "environment": {key: os.environ[key] for key in sorted(os.environ) if key.startswith(("OMP_", "OPENBLAS_", "GLIBC_TUN", "MALLOC_"))},
    }


def cpu():
    fields = {}
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            key, _, value = line.partition(":")
            fields.setdefault(key.strip(), value.strip())
    except OSError:
        return platform.processor()
    return "{}, family {} model {}".format(*(fields.get(key, "?") for key in ("model name", "cpu family", "model")))


def optimizer_of(decoder, lr=1e-4):
    named = list(decoder.named_parameters())
    return torch.optim.AdamW(
        [
            {"params": [p for name, p in named if decays(name, p)], "weight_decay": 0.1},
            {"params": [p for name, p in named if not decays(name, p)], "weight_decay": 0.0},
        ],
        lr=lr,
        betas=(0.9, 0.95),
        eps=1e-8,
    )


def decays(name, parameter):
    return parameter.dim() == 2 and name.endswith(".weight")


optimizer_of.decays = decays


def samples(step, repeats, limit):
    """(processor, wall) seconds of steps after a warm-up of one step and up to a second; as ours."""

    def once():
        cpu, wall = time.process_time(), time.perf_counter()
        step()
        return time.process_time() - cpu, time.perf_counter() - wall

    first = once()
    spent, kept = first[1], []
    enough = 0 if repeats == 1 else min(1, limit / 60)
    while spent < enough:
        spent += once()[1]
    if first[1] > min(WARM, limit / 2):
        kept.append(first)
    while len(kept) < repeats and (not kept or spent + kept[-1][1] <= limit):
        kept.append(once())
        spent += kept[-1][1]
    return kept


def measure(arch, context):
    a = ARGUMENTS
    config = models.Config.of(arch, a.size, a.vocabulary)
    sequences = a.sequences or max(1, 2048 // context)
    torch.manual_seed(1)
    decoder = models.Decoder(config).to(TYPES[a.dtype])
    optimizer = optimizer_of(decoder)
    ids = (torch.arange(sequences * context) * 31 % a.vocabulary).view(sequences, context)
    targets = ids.roll(-1, 1)
    losses = []

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = decoder.loss(ids, targets)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(decoder.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())

    clock = time.process_time if a.threads == 1 else time.perf_counter
    before = ceiling(clock)
    kept = samples(step, a.repeats, a.limit)
    cpu_s, wall_s = (statistics.median(column) for column in zip(*kept))
    seconds = cpu_s if a.threads == 1 else wall_s
    top = (before + ceiling(clock)) / 2
    flops = models.flops_per_token(config, context)
    rate = sequences * context / seconds
    return {
        "arch": arch,
        "size": a.size,
        "vocabulary": a.vocabulary,
        "context": context,
        "sequences": sequences,
        "dtype": a.dtype,
        "tokens_per_s": rate,
        "flops_per_token": flops,
        "flops": flops * rate,
        "ceiling": top,
        "ceiling_share": flops * rate / top,
        "loss_at_start": losses[0],
        "parameters": sum(p.numel() for p in decoder.parameters()),
        "peak_bytes": peak_bytes(),
        "runs": len(kept),
        "cpu_s": cpu_s,
        "wall_s": wall_s,
    }


def peak_bytes():
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def run_checks(folder):
    cases = [folder] if (folder / "expected.json").exists() else sorted(p.parent for p in folder.glob("*/expected.json"))
    if not cases:
        sys.exit(f"{folder}: neither a golden case (expected.json) nor a folder of them")
    wrong = 0
    for case in cases:
        arch = json.loads((case / "expected.json").read_text())["flags"]["arch"]
        if arch not in models.ARCHITECTURES:
            print(f"{case.name}: {arch} is not among these models, skipped")
            continue
        for what, got, want, relative, tolerance in golden.check(case, TYPES[ARGUMENTS.dtype], optimizer_of):
            verdict = "ok" if relative <= tolerance else "WRONG"
            wrong += verdict != "ok"
            print(f"{case.name} {what}: {got:.12g}, expected {want:.12g}, relative {relative:.1e} of {tolerance:.0e} {verdict}")
    sys.exit(1 if wrong else 0)


def main():
    torch.set_num_threads(ARGUMENTS.threads)
    if ARGUMENTS.check:
        run_checks(Path(ARGUMENTS.check))
    table = sys.stderr if ARGUMENTS.json else sys.stdout
    document = {"benchmark": "eager", "clock": "cpu" if ARGUMENTS.threads == 1 else "wall", "threads": ARGUMENTS.threads, "machine": machine(), "rows": []}
    print(f"torch {torch.__version__}, BLAS {', '.join(blas())}, {ARGUMENTS.threads} threads, by {document['clock']} time", file=table)
    for arch in ARGUMENTS.arch.split(","):
        if arch not in models.ARCHITECTURES:
            sys.exit(f"arch {arch} is none of {', '.join(models.ARCHITECTURES)}")
        for context in ARGUMENTS.context.split(","):
            row = measure(arch, int(context))
            document["rows"].append(row)
            print(
                "{arch} {size} V={vocabulary} {sequences}x{context} {dtype}: {tokens_per_s:.0f} tokens/s, {gflops:.1f} GFLOP/s, {share:.0f} % of the ceiling, loss {loss_at_start:.4f} at the start,"
                " peak {mb:.0f} MB, {runs} runs, {cpu_s:.3f} cpu s, {wall_s:.3f} s".format(gflops=row["flops"] * 1e-9, share=row["ceiling_share"] * 100, mb=row["peak_bytes"] * 1e-6, **row),
                file=table,
                flush=True,
            )
    if ARGUMENTS.json:
        print(json.dumps(document, indent=2))
    if ARGUMENTS.csv:
        write_csv(document)


def write_csv(document):
    import csv

    machine = {key: " ".join(str(value).split()) for key, value in document["machine"].items()}
    with open(ARGUMENTS.csv, "w", newline="") as file:
        rows = [{**row, "threads": document["threads"], **machine} for row in document["rows"]]
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
