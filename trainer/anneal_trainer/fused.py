"""Layers with a backward pass of their own: fewer passes over memory, which is what small models spend their time on.

Each stands in for a layer that was seen to compute the same. On processors only: on GPUs other costs rule.
"""

from types import MethodType

import torch
from peft.tuners.lora.layer import Linear as LoraLinear
from torch import nn
from torch.nn import functional

ADAPTER = "default"
DRAWS = 1 << 16  # values of the 16 random bits that decide whether an input is dropped


def fuse_layers(model: nn.Module) -> None:
    """Replaces the forward passes of LoRA layers and RMS norms that are of the usual kind."""
    for module in model.modules():
        if is_plain_lora(module):
            module.forward = MethodType(lora_forward, module)
        elif is_frozen_rms_norm(module):
            module.forward = MethodType(rms_norm_forward, module)


# ---- LoRA


def is_plain_lora(module: nn.Module) -> bool:
    """y = W x + b + scale × B A dropout(x) with one adapter, and nothing that PEFT can do beside it."""
    return (
        type(module) is LoraLinear and type(module.base_layer) is nn.Linear and list(module.lora_A) == [ADAPTER]
        and not module.lora_variant and not module.lora_bias[ADAPTER] and not module.fan_in_fan_out
    )


def lora_forward(self: LoraLinear, x: torch.Tensor) -> torch.Tensor:
    if self.disable_adapters or self.merged:
        return LoraLinear.forward(self, x)
    base, dropout = self.base_layer, self.lora_dropout[ADAPTER]
    share = dropout.p if self.training and isinstance(dropout, nn.Dropout) else 0.0
    return FusedLora.apply(x, base.weight, base.bias, self.lora_A[ADAPTER].weight, self.lora_B[ADAPTER].weight, self.scaling[ADAPTER], share)


class FusedLora(torch.autograd.Function):
    """In the dtype of the base; the adapter's weights and their gradients keep their own."""

    @staticmethod
    def forward(ctx, x, weight, bias, a, b, scale, share):
        rows = x.reshape(-1, x.shape[-1])
        dropped = round(share * DRAWS)
        kept = draw(rows, dropped) if dropped else None
        ctx.scale = scale * DRAWS / (DRAWS - dropped) if dropped < DRAWS else 0.0
        a, b = a.to(x.dtype), (b * ctx.scale).to(x.dtype)
        inputs = rows if kept is None else rows * kept
        inner = inputs @ a.t()
        output = functional.linear(rows, weight, bias).addmm_(inner, b.t())
        ctx.save_for_backward(inputs, kept, inner, weight, a, b)
        ctx.shape = x.shape
        return output.view(*x.shape[:-1], -1)

    @staticmethod
    def backward(ctx, grad):
        inputs, kept, inner, weight, a, b = ctx.saved_tensors
        grad = grad.reshape(-1, grad.shape[-1])
        of_inner = grad @ b
        of_a = (of_inner.t() @ inputs).float()
        of_b = (grad.t() @ inner).float().mul_(ctx.scale)
        of_x = None
        if ctx.needs_input_grad[0]:
            through = of_inner @ a
            of_x = (grad @ weight).add_(through if kept is None else through.mul_(kept)).view(ctx.shape)
        return of_x, None, None, of_a, of_b, None, None


def draw(like: torch.Tensor, dropped: int) -> torch.Tensor:
    """True for inputs to keep: `dropped` of 65,536 fall out. Sixteen bits each, four to a draw: torch's own way takes ten times as long."""
    count = like.numel()
    bits = torch.empty((count + 3) // 4, dtype=torch.int64, device=like.device).random_(-(1 << 63), None)
    return bits.view(torch.int16)[:count].view(like.shape) >= dropped - DRAWS // 2


# ---- RMS norm


def is_frozen_rms_norm(module: nn.Module) -> bool:
    """weight × x ÷ √(mean x² + ε), as Llama has it: found out by trying, since others of this name add 1 to the weight."""
    weight, epsilon = getattr(module, "weight", None), getattr(module, "variance_epsilon", None)
    if not type(module).__name__.endswith("RMSNorm") or weight is None or epsilon is None or weight.requires_grad:
        return False
    sample = torch.linspace(-2, 3, 2 * weight.numel(), device=weight.device).view(2, -1).to(weight.dtype)
    return torch.allclose(module(sample), rms_norm_forward(module, sample), rtol=1e-2, atol=1e-3)


def rms_norm_forward(self: nn.Module, x: torch.Tensor) -> torch.Tensor:
    return FusedRmsNorm.apply(x, self.weight, self.variance_epsilon)


class FusedRmsNorm(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, epsilon):
        norm = torch.linalg.vector_norm(x, dim=-1, keepdim=True, dtype=torch.float32)
        inverse = (norm.square_() / x.shape[-1] + epsilon).rsqrt_()
        ctx.save_for_backward(x, weight, inverse)
        return x.to(torch.float32, copy=True).mul_(inverse).to(x.dtype).mul_(weight)

    @staticmethod
    def backward(ctx, grad):
        x, weight, inverse = ctx.saved_tensors
        scaled, wide = (grad * weight).float(), x.float()
        along = torch.linalg.vecdot(scaled, wide).unsqueeze(-1) * inverse.square() / -x.shape[-1]
        return scaled.addcmul_(wide, along).mul_(inverse).to(x.dtype), None, None
