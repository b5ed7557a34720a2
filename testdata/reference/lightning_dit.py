"""LightningDiT as VTP's configurations have it: RMSNorm, SwiGLU, rotary embedding, no norm of queries and keys.

The names of the state dict, the formulas and the initial weights are those of github.com/hustvl/LightningDiT, which
cannot be trained on a machine without timm, einops and fairscale; `goldens_nano_dit.py` compares the two.
"""
import math

import torch
import torch.nn.functional as F
from torch import nn


class RMSNorm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return F.rms_norm(x.float(), (x.shape[-1],), self.weight, 1e-6)


class Rotary(nn.Module):
    """Turns neighbouring pairs: the first half of a head by the row of the token, the second by its column."""

    def __init__(self, head, side):
        super().__init__()
        half = head // 2
        freqs = 1.0 / (10000 ** (torch.arange(0, half, 2)[:half // 2].float() / half))
        angles = torch.outer(torch.arange(side) / side * side, freqs).repeat_interleave(2, -1)
        both = torch.cat([angles[:, None].expand(side, side, half), angles[None].expand(side, side, half)], -1)
        self.register_buffer("freqs_cos", both.cos().reshape(-1, head))
        self.register_buffer("freqs_sin", both.sin().reshape(-1, head))

    def forward(self, x):
        pairs = x.unflatten(-1, (-1, 2))
        turned = torch.stack((-pairs[..., 1], pairs[..., 0]), -1).flatten(-2)
        return x * self.freqs_cos.to(x.dtype) + turned * self.freqs_sin.to(x.dtype)


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, x, rope):
        q, k, v = self.qkv(x).unflatten(-1, (3, self.heads, -1)).permute(2, 0, 3, 1, 4).unbind(0)
        scores = rope(q) @ rope(k).transpose(-2, -1) * q.shape[-1] ** -0.5  # few tokens: faster than the fused one
        return self.proj((scores.softmax(-1).type_as(v) @ v).transpose(1, 2).flatten(2))


class SwiGlu(nn.Module):
    def __init__(self, width):
        super().__init__()
        hidden = int(2 / 3 * int(width * 4.0))
        self.w12 = nn.Linear(width, 2 * hidden)
        self.w3 = nn.Linear(hidden, width)

    def forward(self, x):
        a, b = self.w12(x).chunk(2, -1)
        return self.w3(F.silu(a) * b)


def modulation(width, parts):
    return nn.Sequential(nn.SiLU(), nn.Linear(width, parts * width))


def modulate(x, shift, scale):
    return x * (1 + scale.unsqueeze(1)) + shift.unsqueeze(1)


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.norm1, self.norm2 = RMSNorm(width), RMSNorm(width)
        self.attn, self.mlp = Attention(width, heads), SwiGlu(width)
        self.adaLN_modulation = modulation(width, 6)

    def forward(self, x, c, rope):
        shift1, scale1, gate1, shift2, scale2, gate2 = self.adaLN_modulation(c).chunk(6, 1)
        x = x + gate1.unsqueeze(1) * self.attn(modulate(self.norm1(x), shift1, scale1), rope)
        return x + gate2.unsqueeze(1) * self.mlp(modulate(self.norm2(x), shift2, scale2))


class PatchEmbedder(nn.Module):
    def __init__(self, channels, patch, width):
        super().__init__()
        self.proj = nn.Conv2d(channels, width, patch, patch)


class TimeEmbedder(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.mlp = nn.Sequential(nn.Linear(256, width), nn.SiLU(), nn.Linear(width, width))

    def forward(self, t):
        freqs = torch.exp(-math.log(10000) * torch.arange(128, dtype=torch.float32) / 128)
        angles = t[:, None].float() * freqs
        return self.mlp(torch.cat([angles.cos(), angles.sin()], -1))


class LabelEmbedder(nn.Module):
    def __init__(self, classes, width):
        super().__init__()
        self.embedding_table = nn.Embedding(classes + 1, width)


class FinalLayer(nn.Module):
    def __init__(self, width, out):
        super().__init__()
        self.norm_final = RMSNorm(width)
        self.linear = nn.Linear(width, out)
        self.adaLN_modulation = modulation(width, 2)

    def forward(self, x, c):
        shift, scale = self.adaLN_modulation(c).chunk(2, 1)
        return self.linear(modulate(self.norm_final(x), shift, scale))


def position_table(width, side):
    """(side², width): the first half of a row from the token's column, the second from its row; float64, rounded."""
    omega = 1.0 / 10000 ** (torch.arange(width // 4, dtype=torch.float64) / (width / 4.0))
    angles = torch.outer(torch.arange(side, dtype=torch.float64), omega)
    axis = torch.cat([angles.sin(), angles.cos()], -1)
    both = [axis[None].expand(side, side, -1), axis[:, None].expand(side, side, -1)]
    return torch.cat(both, -1).reshape(side * side, width).float()


class LightningDiT(nn.Module):
    """Velocity of latents (B, C, side, side) at times (B) for labels (B); label `num_classes` stands for none."""

    def __init__(self, input_size, patch_size, in_chans, hidden_size, depth, num_heads, num_classes):
        super().__init__()
        self.patch, self.side, self.channels = patch_size, input_size // patch_size, in_chans
        self.x_embedder = PatchEmbedder(in_chans, patch_size, hidden_size)
        self.t_embedder = TimeEmbedder(hidden_size)
        self.y_embedder = LabelEmbedder(num_classes, hidden_size)
        self.pos_embed = nn.Parameter(position_table(hidden_size, self.side)[None], requires_grad=False)
        self.feat_rope = Rotary(hidden_size // num_heads, self.side)
        self.blocks = nn.ModuleList([Block(hidden_size, num_heads) for _ in range(depth)])
        self.final_layer = FinalLayer(hidden_size, patch_size ** 2 * in_chans)
        self.initialise()

    def initialise(self):
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.xavier_uniform_(module.weight)
                nn.init.zeros_(module.bias)
        nn.init.xavier_uniform_(self.x_embedder.proj.weight.flatten(1))
        nn.init.zeros_(self.x_embedder.proj.bias)
        for weight in (self.y_embedder.embedding_table.weight, self.t_embedder.mlp[0].weight,
                       self.t_embedder.mlp[2].weight):
            nn.init.normal_(weight, std=0.02)
        for module in [block.adaLN_modulation for block in self.blocks] + [self.final_layer.adaLN_modulation]:
            nn.init.zeros_(module[1].weight)
        nn.init.zeros_(self.final_layer.linear.weight)

    def forward(self, x, t, y):
        b, p = x.shape[0], self.patch
        tokens = x.unflatten(3, (self.side, p)).unflatten(2, (self.side, p)).permute(0, 2, 4, 1, 3, 5)
        weight = self.x_embedder.proj.weight.flatten(1)
        x = F.linear(tokens.reshape(b, self.side ** 2, -1), weight, self.x_embedder.proj.bias) + self.pos_embed
        c = self.t_embedder(t) + self.y_embedder.embedding_table(y)
        for block in self.blocks:
            x = block(x, c, self.feat_rope)
        x = self.final_layer(x, c).reshape(b, self.side, self.side, p, p, self.channels)
        return x.permute(0, 5, 1, 3, 2, 4).reshape(b, self.channels, self.side * p, self.side * p)
