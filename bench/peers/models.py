"""The models of `isoline bench train` as one would write them in PyTorch: modules, autograd, no kernels.

Names of parameters are those of the golden cases (lab/src/test/resources/golden), which `eager.py --check` loads.
"""

import math
from dataclasses import dataclass

import torch
import torch.nn as nn
import torch.nn.functional as F

ARCHITECTURES = ("llama", "tnl", "hgrn2")


@dataclass(frozen=True)
class Config:
    arch: str
    layers: int
    width: int
    head_dim: int
    vocabulary: int
    glu: int
    gate: int

    @property
    def heads(self):
        return self.width // self.head_dim

    @property
    def embedding_scale(self):
        return 1.0 if self.arch == "hgrn2" else math.sqrt(self.width)

    @staticmethod
    def of(arch, size, vocabulary):
        """`LAYERSxWIDTHxHEADDIM`; the GLU is 8d/3 wide, rounded up to a multiple of min(256, d)."""
        layers, width, head_dim = (int(word) for word in size.split("x"))
        if width % head_dim:
            raise ValueError(f"size {size}: the head dimension must divide the width")
        multiple = min(256, width)
        glu = -(-(-(-8 * width // 3)) // multiple) * multiple
        return Config(arch, layers, width, head_dim, vocabulary, glu, head_dim)


class SimpleRMSNorm(nn.Module):
    """x / sqrt(mean(x^2) + eps), without parameters."""

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6)


def norm(config):
    return nn.LayerNorm(config.width, eps=1e-5) if config.arch == "llama" else SimpleRMSNorm()


def linear(inputs, outputs):
    return nn.Linear(inputs, outputs, bias=False)


class ThetaTable(nn.Module):
    """Angles of a token mixer, `theta[head, 0, j]` radians a position; learned in TNL, fixed in LLaMA."""

    def __init__(self, theta, learned):
        super().__init__()
        if learned:
            self.theta = nn.Parameter(theta)
        else:
            self.register_buffer("theta", theta)

    def forward(self, length):
        angles = torch.arange(length, dtype=self.theta.dtype)[:, None] * self.theta
        return angles.cos(), angles.sin()


class Softmax(nn.Module):
    """Rotary softmax attention; rotation pairs are (j, j + head_dim / 2)."""

    def __init__(self, config):
        super().__init__()
        self.config = config
        self.qkv_proj = linear(config.width, 3 * config.width)
        self.out_proj = linear(config.width, config.width)
        half = config.head_dim // 2
        theta = 10000.0 ** (-torch.arange(half, dtype=torch.float64) / half)
        self.lrpe = ThetaTable(theta.float().expand(config.heads, 1, half).clone(), learned=False)
        self.tables = {}

    def constants(self, length, dtype):
        """Cosines, sines and the causal mask: made once, as any training script does."""
        if (length, dtype) not in self.tables:
            cos, sin = self.lrpe(length)
            mask = torch.ones(length, length, dtype=torch.bool).triu(1)
            self.tables[length, dtype] = torch.cat([cos, cos], -1), torch.cat([sin, sin], -1), mask
        return self.tables[length, dtype]

    def forward(self, x):
        batch, length, width = x.shape
        dim = self.config.head_dim
        q, k, v = self.qkv_proj(x).view(batch, length, 3, -1, dim).permute(2, 0, 3, 1, 4)
        cos, sin, mask = self.constants(length, x.dtype)
        q, k = rotate(q, cos, sin), rotate(k, cos, sin)
        if hasattr(F, "scaled_dot_product_attention"):
            mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        else:
            scores = (q @ k.transpose(-2, -1)) / math.sqrt(dim)
            mixed = scores.masked_fill(mask, -math.inf).softmax(-1) @ v
        return self.out_proj(mixed.transpose(1, 2).reshape(batch, length, width))


def rotate(x, cos, sin):
    first, second = x.chunk(2, -1)
    return x * cos + torch.cat([-second, first], -1) * sin


def recurrence(q, k, v, decay):
    """S_t = decay_t S_{t-1} + k_t v_t^T, o_t = q_t S_t, over [B, H, T, .] one token after another.

    `decay` gives the factor of S at a step. unbind, because slices in a loop make the backward pass quadratic.
    """
    batch, heads, length, keys = k.shape
    state = k.new_zeros(batch, heads, keys, v.shape[-1])
    outputs = []
    for t, (qt, kt, vt) in enumerate(zip(q.unbind(2), k.unbind(2), v.unbind(2))):
        state = decay(t) * state + kt.unsqueeze(-1) * vt.unsqueeze(-2)
        outputs.append(qt.unsqueeze(-2) @ state)
    return torch.cat(outputs, 2)


class ConstantDecay(nn.Module):
    """TNL: one decay for each head and layer, cosine positions in layer 0, a gate of low rank."""

    def __init__(self, config, layer):
        super().__init__()
        self.config = config
        self.qkv_proj = linear(config.width, 3 * config.width)
        self.output_gate = nn.Sequential(linear(config.width, config.gate), linear(config.gate, config.width))
        self.out_proj = linear(config.width, config.width)
        self.norm = SimpleRMSNorm()
        phi = 1.0 if config.layers == 1 else 1 - layer / (config.layers - 1) + 1e-5
        slopes = torch.tensor(alibi(config.heads), dtype=torch.float64)
        self.log_decay = (-slopes * phi).view(-1, 1, 1)
        if layer == 0:
            channel = torch.arange(config.width, dtype=torch.float64)
            theta = 10000.0 ** (-2 * channel / config.width)
            self.lrpe = ThetaTable(theta.view(config.heads, 1, config.head_dim), learned=True)

    def forward(self, x):
        batch, length, width = x.shape
        qkv = F.silu(self.qkv_proj(x)).view(batch, length, 3, -1, self.config.head_dim)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        if hasattr(self, "lrpe"):
            cos, sin = self.lrpe(length)
            q, k = torch.cat([q * cos, q * sin], -1), torch.cat([k * cos, k * sin], -1)
        decay = self.log_decay.exp().to(x.dtype)
        mixed = recurrence(q, k, v, lambda t: decay)
        mixed = self.norm(mixed.transpose(1, 2).reshape(batch, length, width))
        return self.out_proj(mixed * torch.sigmoid(self.output_gate(x)))


def alibi(heads):
    """Slopes 2^(-8 (h + 1) / H); without a power of two, every other one of twice the heads fills up."""
    power = 2 ** int(math.log2(heads))
    slopes = [2 ** (-8 * (h + 1) / power) for h in range(power)]
    return slopes if power == heads else slopes + alibi(2 * power)[0::2][: heads - power]


class DataDecay(nn.Module):
    """HGRN2: the decay of every channel depends on the token and has a lower bound that grows with depth."""

    def __init__(self, config, layer):
        super().__init__()
        self.config = config
        self.layer = layer
        self.in_proj = linear(config.width, 3 * config.width)
        self.out_proj = linear(config.width, config.width)
        self.norm = SimpleRMSNorm()

    def forward(self, x, bound):
        batch, length, width = x.shape
        v, q, z = self.in_proj(x).chunk(3, -1)
        k = (1 - bound) * torch.sigmoid(-z)
        q, k, v = (self.heads(y) for y in (F.silu(q), k, v))
        factors = (1 - k).unsqueeze(-1).unbind(2)
        mixed = recurrence(q, k, v, lambda t: factors[t])
        return self.out_proj(self.norm(mixed.transpose(1, 2).reshape(batch, length, width)))

    def heads(self, x):
        return x.view(x.shape[0], x.shape[1], -1, self.config.head_dim).transpose(1, 2)


class ChannelMixer(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.activation = F.silu if config.arch == "llama" else lambda x: x
        self.l1 = linear(config.width, config.glu)
        self.l2 = linear(config.width, config.glu)
        self.l3 = linear(config.glu, config.width)

    def forward(self, x):
        return self.l3(self.activation(self.l1(x)) * self.l2(x))


class Block(nn.Module):
    def __init__(self, config, layer):
        super().__init__()
        self.token_norm = norm(config)
        if config.arch == "llama":
            self.token_mixer = Softmax(config)
        elif config.arch == "tnl":
            self.token_mixer = ConstantDecay(config, layer)
        else:
            self.token_mixer = DataDecay(config, layer)
        self.channel_norm = norm(config)
        self.channel_mixer = ChannelMixer(config)

    def forward(self, x, *mixer):
        x = x + self.token_mixer(self.token_norm(x), *mixer)
        return x + self.channel_mixer(self.channel_norm(x))


class Decoder(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.config = config
        self.embed_tokens = nn.Embedding(config.vocabulary, config.width)
        self.layers = nn.ModuleList(Block(config, layer) for layer in range(config.layers))
        self.final_norm = norm(config)
        if config.arch == "hgrn2":
            self.lower_bounds = nn.Parameter(torch.ones(config.layers, config.width))
        self.apply(self.initialise)

    def initialise(self, module):
        if isinstance(module, (nn.Linear, nn.Embedding)):
            nn.init.normal_(module.weight, std=0.02)

    def loss(self, ids, targets):
        """Mean cross-entropy in nats of `targets` [B, T] after `ids` [B, T]."""
        x = self.embed_tokens(ids) * self.config.embedding_scale
        bounds = [()] * self.config.layers
        if self.config.arch == "hgrn2":
            shares = self.lower_bounds.softmax(0)
            bounds = [(bound,) for bound in shares.cumsum(0) - shares[0]]
        for layer, bound in zip(self.layers, bounds):
            x = layer(x, *bound)
        logits = F.linear(self.final_norm(x), self.embed_tokens.weight)
        return F.cross_entropy(logits.view(-1, self.config.vocabulary), targets.reshape(-1))


def flops_per_token(config, context, chunk=64):
    """What org.isoline.speed.StepFlops counts: matrix products, forward and backward, head included.

    The loop over time does other work than the chunkwise form that is counted here for TNL and HGRN2: their
    GFLOP/s say how fast the same training is, not how busy the processor is.
    """
    d, dim = config.width, config.head_dim
    forward = 2 * d * config.vocabulary
    for layer in range(config.layers):
        gate = 2 * config.gate * d if config.arch == "tnl" else 0
        forward += 2 * (4 * d * d + gate + 3 * d * config.glu)
        if config.arch == "llama":
            forward += 2 * (context + 1) * d
        else:
            keys = 2 * dim if config.arch == "tnl" and layer == 0 else dim
            forward += config.heads * (4 * keys * dim + 2 * chunk * keys + 2 * chunk * dim)
    return 3 * forward
