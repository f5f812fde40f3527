#!/usr/bin/env python3
"""A checkpoint of random weights in llm.c's format: a header of 256 int32, then float32 tensors one after another."""

import argparse
import array
import random

MAGIC, INTS = 20240326, 256


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file")
    parser.add_argument("--size", default="4x256x128", help="LAYERSxWIDTHxHEADDIM")
    parser.add_argument("--vocabulary", type=int, default=16384, help="a multiple of 128")
    parser.add_argument("--context", type=int, default=512)
    parser.add_argument("--version", type=int, choices=(1, 3), default=3, help="3: with a padded vocabulary")
    a = parser.parse_args()
    if a.vocabulary % 128:
        parser.error(f"vocabulary {a.vocabulary} must be a multiple of 128, so that none of it is padding")
    layers, width, head_dim = (int(word) for word in a.size.split("x"))
    heads = width // head_dim
    header = [MAGIC, a.version, a.context, a.vocabulary, layers, heads, width]
    header += [a.vocabulary] if a.version == 3 else []
    matrices = {"wte": a.vocabulary * width, "wpe": a.context * width}
    blocks = [
        ("ones", layers * width), ("zeros", layers * width),
        ("random", layers * 3 * width * width), ("zeros", layers * 3 * width),
        ("random", layers * width * width), ("zeros", layers * width),
        ("ones", layers * width), ("zeros", layers * width),
        ("random", layers * 4 * width * width), ("zeros", layers * 4 * width),
        ("random", layers * 4 * width * width), ("zeros", layers * width),
        ("ones", width), ("zeros", width),
    ]  # fmt: skip
    numbers = random.Random(1)
    pool = array.array("f", (numbers.gauss(0, 0.02) for _ in range(1 << 18)))
    with open(a.file, "wb") as file:
        array.array("i", header + [0] * (INTS - len(header))).tofile(file)
        for kind, count in [("random", size) for size in matrices.values()] + blocks:
            if kind == "random":
                drawn(pool, count, numbers).tofile(file)
            else:
                array.array("f", [1.0 if kind == "ones" else 0.0] * count).tofile(file)


def drawn(pool, count, numbers):
    """`count` normal numbers: stretches of the pool at random places, which is quick and random enough for time."""
    values = array.array("f")
    while len(values) < count:
        begin = numbers.randrange(len(pool) - 4096)
        values.extend(pool[begin : begin + min(4096, count - len(values))])
    return values


if __name__ == "__main__":
    main()
