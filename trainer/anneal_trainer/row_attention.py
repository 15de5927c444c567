"""Attention over rows that stand end to end in one sequence: each sees itself alone, and padding does not exist.

Worked out row by row with a backward pass of its own, for processors: short rows leave a general kernel little to do but overhead.
"""

import functools

import torch
from torch import nn
from torch.nn import functional
from transformers import AttentionInterface, AttentionMaskInterface

IMPLEMENTATION = "anneal_rows"
# Up to this many tokens a row's weights are kept for the way back; longer rows would take too much memory, and are left to torch's fused kernel.
KEPT_TOKENS = 512
TOLERANCE = 0.1  # share of the logits' norm. Rounding makes less than a hundredth, in bfloat16 too; rows that see each other, a half.
# Arguments that change what attention is. A model that gives one is served by Transformers' own implementations.
FOREIGN = ("softcap", "s_aux", "sliding_window", "position_bias", "head_mask")


def attend(module: nn.Module, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, attention_mask, *, scaling: float, row_lengths: list[int], dropout: float = 0.0, **others):
    """In Transformers' interface: query [1, heads, tokens, width], key and value [1, groups, tokens, width] → [1, tokens, heads, width]."""
    if attention_mask is not None or dropout or any(others.get(name) is not None for name in FOREIGN):
        raise NotImplementedError(f"{type(module).__name__} needs another attention")
    if max(row_lengths) <= KEPT_TOKENS:
        return RowAttention.apply(query, key, value, scaling, row_lengths), None
    rows = zip(query.split(row_lengths, 2), key.split(row_lengths, 2), value.split(row_lengths, 2), strict=True)
    attended = [functional.scaled_dot_product_attention(*row, is_causal=True, scale=scaling, enable_gqa=True) for row in rows]
    return torch.cat(attended, 2).transpose(1, 2).contiguous(), None


AttentionInterface.register(IMPLEMENTATION, attend)
AttentionMaskInterface.register(IMPLEMENTATION, lambda **_: None)


class RowAttention(torch.autograd.Function):
    """softmax(scale × Q Kᵀ + causal mask) V for each row.

    Queries of heads that share a key stand behind each other, position by position: one block of a matrix for each row.
    """

    @staticmethod
    def forward(ctx, query, key, value, scale, lengths):
        key, value = key[0].contiguous(), value[0].contiguous()  # a slice of these needs no copy in a product
        asked = by_group(query, key.shape[0]).mul_(scale)
        output, weights = torch.empty_like(asked), []
        share = asked.shape[1] // key.shape[1]
        mask = future(max(lengths), share, query.dtype)
        for begin, end in bounds(lengths):
            of_row = slice(share * begin, share * end)
            scores = torch.baddbmm(mask[:share * (end - begin), :end - begin], asked[:, of_row], key[:, begin:end].transpose(1, 2))
            weights.append(scores.softmax(-1))
            torch.bmm(weights[-1], value[:, begin:end], out=output[:, of_row])
        ctx.save_for_backward(asked, key, value, *weights)
        ctx.scale, ctx.lengths = scale, lengths
        return by_head(output, query.shape).transpose(1, 2)

    @staticmethod
    def backward(ctx, grad):
        asked, key, value, *weights = ctx.saved_tensors
        given = by_group(grad.transpose(1, 2), key.shape[0])
        of_asked, of_key, of_value = torch.empty_like(asked), torch.empty_like(key), torch.empty_like(value)
        share = asked.shape[1] // key.shape[1]
        for (begin, end), weight in zip(bounds(ctx.lengths), weights, strict=True):
            of_row = slice(share * begin, share * end)
            torch.bmm(weight.transpose(1, 2), given[:, of_row], out=of_value[:, begin:end])
            of_weight = torch.bmm(given[:, of_row], value[:, begin:end].transpose(1, 2))
            of_scores = torch._softmax_backward_data(of_weight, weight, -1, weight.dtype)
            torch.bmm(of_scores, key[:, begin:end], out=of_asked[:, of_row])
            torch.bmm(of_scores.transpose(1, 2), asked[:, of_row], out=of_key[:, begin:end])
        of_query = by_head(of_asked.mul_(ctx.scale), (1, *grad.transpose(1, 2).shape[1:]))
        return of_query, of_key.unsqueeze(0), of_value.unsqueeze(0), None, None


def by_group(heads: torch.Tensor, groups: int) -> torch.Tensor:
    """A copy of [1, heads, tokens, width] as [groups, tokens × heads of a group, width]."""
    _, count, tokens, width = heads.shape
    return heads.view(groups, count // groups, tokens, width).transpose(1, 2).clone(memory_format=torch.contiguous_format).view(groups, -1, width)


def by_head(grouped: torch.Tensor, shape: tuple) -> torch.Tensor:
    """The way back, to [1, heads, tokens, width] in which the heads of a token lie side by side, as layers give and take them."""
    _, count, tokens, width = shape
    groups = grouped.shape[0]
    return grouped.view(groups, tokens, count // groups, width).transpose(0, 1).reshape(1, tokens, count, width).transpose(1, 2)


def bounds(lengths: list[int]) -> list[tuple[int, int]]:
    ends = torch.tensor(lengths).cumsum(0).tolist()
    return list(zip([0, *ends[:-1]], ends, strict=True))


@functools.lru_cache(maxsize=4)
def future(length: int, heads: int, dtype: torch.dtype) -> torch.Tensor:
    """Minus infinity where a query would look ahead, for `heads` queries of each position: [length × heads, length]. Its corner is that of a shorter row."""
    return torch.full((length, length), float("-inf"), dtype=dtype).triu(1).repeat_interleave(heads, 0)


@torch.no_grad()
def take_rows(model: nn.Module) -> bool:
    """Switches a causal model to this attention if, of rows end to end, it then says what it says of each alone; else leaves it as it is."""
    before = model.config._attn_implementation
    lengths = [9, 14]
    tokens = torch.arange(1, 1 + sum(lengths), device=model.device).unsqueeze(0)
    positions = torch.cat([torch.arange(length, device=model.device) for length in lengths]).unsqueeze(0)
    try:
        model.set_attn_implementation("eager")  # the one that rounds alike: on tokens without sense, others may end elsewhere
        alone = torch.cat([model(input_ids=row).logits[0].float() for row in tokens.split(lengths, 1)])
        model.set_attn_implementation(IMPLEMENTATION)
        together = model(input_ids=tokens, position_ids=positions, row_lengths=lengths).logits[0].float()
        fits = bool((together - alone).norm() <= TOLERANCE * alone.norm())
    except (AttributeError, KeyError, NotImplementedError, RuntimeError, TypeError, ValueError):
        fits = False
    if not fits:
        model.set_attn_implementation(before)
    return fits
