"""Golden cases: tiny models with known loss, gradient and AdamW steps (see the README beside them)."""

import json
import math
import re
import struct
from pathlib import Path

import numpy
import torch

import models

HUGGING_FACE = (
    ("input_layernorm", "token_norm"),
    ("post_attention_layernorm", "channel_norm"),
    ("self_attn.o_proj", "token_mixer.out_proj"),
    ("mlp.gate_proj", "channel_mixer.l1"),
    ("mlp.up_proj", "channel_mixer.l2"),
    ("mlp.down_proj", "channel_mixer.l3"),
)
NUMBERS = {"F32": "<f4", "F64": "<f8", "I64": "<i8"}


def safetensors(path):
    """Tensors by name: an 8-byte length, a JSON header with offsets, the bytes."""
    data = Path(path).read_bytes()
    (length,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        values = numpy.frombuffer(data[8 + length + begin : 8 + length + end], NUMBERS[entry["dtype"]])
        tensors[name] = torch.from_numpy(values.reshape(entry["shape"]).copy())
    return tensors


def config_of(flags):
    for key, expected in (("kv_heads", flags["heads"]), ("tied", True), ("tpe", False)):
        if flags[key] != expected:
            raise ValueError(f"{key} is {flags[key]}; these models have {expected}")
    return models.Config(
        flags["arch"], flags["layers"], flags["d"], flags["head_dim"], flags["vocab"], flags["glu_dim"], flags["gate_dim"]
    )


def load(folder, dtype):
    """The model of a case, its ids and what is expected of it."""
    folder = Path(folder)
    expected = json.loads((folder / "expected.json").read_text())
    config = config_of(expected["flags"])
    weights = safetensors(folder / "model.safetensors")
    hugging_face = any("self_attn" in name for name in weights)
    weights = {name_of(name): tensor for name, tensor in weights.items()}
    if hugging_face:
        join_projections(weights)
    elif config.arch == "llama":
        for name in [name for name in weights if name.endswith("qkv_proj.weight")]:
            weights[name] = half_split(weights[name], config)
    decoder = models.Decoder(config)
    decoder.load_state_dict({**decoder.state_dict(), **weights} if hugging_face else weights)
    return decoder.to(dtype), safetensors(folder / "io.safetensors")["input_ids"], expected


def name_of(name):
    """The name here of a tensor of a case, which has the authors' names or Hugging Face's."""
    name = name.removeprefix("model.")
    for theirs, here in HUGGING_FACE:
        name = name.replace(theirs, here)
    return "final_" + name if name.startswith("norm.") else name


def join_projections(weights):
    for q in [name for name in weights if name.endswith("q_proj.weight")]:
        parts = [weights.pop(q.replace("q_proj", part)) for part in ("q_proj", "k_proj", "v_proj")]
        weights[q.replace("self_attn.q_proj", "token_mixer.qkv_proj")] = torch.cat(parts)


def half_split(rows, config):
    """Rows of q and k from pairs (2j, 2j + 1) to pairs (j, j + head_dim / 2); rows of v as they are."""
    q, k, v = rows.chunk(3)
    order = torch.arange(config.head_dim).view(-1, 2).t().reshape(-1)
    move = lambda x: x.view(config.heads, config.head_dim, -1)[:, order].reshape(x.shape)
    return torch.cat([move(q), move(k), v])


def check(folder, dtype, optimizer_of):
    """Deviations from a case, each with its tolerance, as (what, got, expected, relative, tolerance)."""
    decoder, ids, expected = load(folder, dtype)
    recipe = expected["adamw"]
    decayed = {name_of(name) for name in recipe["decayed_tensors"]}
    decayed = {re.sub(r"self_attn.[qkv]_proj", "token_mixer.qkv_proj", name) for name in decayed}
    if decayed != {name for name, p in decoder.named_parameters() if optimizer_of.decays(name, p)}:
        raise ValueError(f"{folder}: weight decay of other tensors than these models have: {sorted(decayed)}")
    optimizer = optimizer_of(decoder, lr=recipe["lr"])
    losses = []
    for step in range(recipe["steps"] + 1):
        optimizer.zero_grad(set_to_none=True)
        loss = decoder.loss(ids[:, :-1], ids[:, 1:])
        losses.append(loss.item())
        loss.backward()
        if step == 0:
            gradient = math.sqrt(sum(p.grad.double().pow(2).sum().item() for p in decoder.parameters()))
        optimizer.step()
    exact = dtype == torch.float64
    rows = [
        ("loss", losses[0], expected["loss"], 1e-10 if exact else 1e-5),
        ("gradient l2", gradient, expected["grad_global_l2"], 1e-9 if exact else 1e-4),
    ]
    for step in range(1, recipe["steps"] + 1):
        rows.append((f"loss after {step} steps", losses[step], recipe["losses"][step], 1e-9 if exact else 1e-4))
    return [(what, got, want, abs(got - want) / abs(want), tolerance) for what, got, want, tolerance in rows]
