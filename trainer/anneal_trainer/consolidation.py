"""Elastic weight consolidation: while a stage is learned, weights that the stages before rely on are held where they stand.

Of a module with the adapter ΔW = scale × B A, after EWC-LoRA (arXiv 2602.17559), the penalty is

    strength ÷ 2 × Σ F ⊙ (ΔW − ΔW at the start of the stage)²

summed over all weights of all adapted modules. F is the diagonal Fisher information of the earlier stages' rows: the mean over
rows of (∂ log p(answer | prompt) ÷ ∂ΔW)², at the adapter that the stage starts from, divided by its own mean over the weights of
the module. So F has the mean 1 in every module: one strength means the same in all of them, and modules with small gradients are
not left out. The penalty is on ΔW, since B and A are not unique: many pairs have one product.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import torch
from peft.tuners.lora import LoraLayer
from torch import nn

from .failures import Failure
from .rows import TokenRow

ADAPTER = "default"


@dataclass(frozen=True)
class Hold:
    """One module, where it stood, and how firmly each of its weights is held: `fisher` [outputs, inputs], float32."""

    layer: LoraLayer
    fisher: torch.Tensor
    start_a: torch.Tensor
    start_b: torch.Tensor


@dataclass(frozen=True)
class Consolidation:
    """The penalty of one training."""

    holds: list[Hold]
    strength: float

    def penalty(self) -> torch.Tensor:
        """A number with gradients for A and B of every module; the matrices in between live for one module at a time."""
        return self.strength * torch.stack([HeldChange.apply(*factors(hold.layer), hold) for hold in self.holds]).sum()


class HeldChange(torch.autograd.Function):
    """½ Σ F ⊙ D² with D = scale × (B A − B₀ A₀) of one module.

    ∂ ÷ ∂A = scale × Bᵀ (F ⊙ D), ∂ ÷ ∂B = scale × (F ⊙ D) Aᵀ: worked out on the way there, so that nothing of the weights' size is kept.
    """

    @staticmethod
    def forward(ctx, a: torch.Tensor, b: torch.Tensor, hold: Hold) -> torch.Tensor:
        scale = hold.layer.scaling[ADAPTER]
        change = (b @ a).addmm_(hold.start_b, hold.start_a, alpha=-1).mul_(scale)
        pull = hold.fisher * change
        ctx.save_for_backward(scale * (b.t() @ pull), scale * (pull @ a.t()))
        return torch.dot(pull.flatten(), change.flatten()) / 2

    @staticmethod
    def backward(ctx, grad: torch.Tensor):
        of_a, of_b = ctx.saved_tensors
        return grad * of_a, grad * of_b, None


def consolidate(model: nn.Module, rows: list[TokenRow], strength: float, likelihood: Callable[[TokenRow], torch.Tensor], stopped: Callable[[], bool]) -> Consolidation | None:
    """Measures what `rows` need of the adapter as it stands now. None when asked to stop before the end.

    `likelihood` gives log p(answer | prompt) of a row, or minus it. Draws no random number: dropout is off.
    """
    layers = adapted_layers(model)
    sums = measure(model, layers, (likelihood(row) for row in rows if not stopped()))
    if stopped():
        return None
    holds = [Hold(layer, normalised(total), *(factor.detach().clone() for factor in factors(layer))) for layer, total in zip(layers, sums, strict=True)]
    return Consolidation(holds, strength)


def held_bytes(model: nn.Module) -> int:
    """Memory that a consolidation of this model keeps: 4 bytes for each weight of the adapted modules, and the starting adapter."""
    return 4 * sum(b.shape[0] * a.shape[1] + a.numel() + b.numel() for a, b in map(factors, adapted_layers(model)))


def adapted_layers(model: nn.Module) -> list[LoraLayer]:
    return [module for module in model.modules() if isinstance(module, LoraLayer) and ADAPTER in module.lora_A]


def factors(layer: LoraLayer) -> tuple[torch.Tensor, torch.Tensor]:
    """A [rank, inputs] and B [outputs, rank]."""
    return layer.lora_A[ADAPTER].weight, layer.lora_B[ADAPTER].weight


def measure(model: nn.Module, layers: list[LoraLayer], likelihoods: Iterable[torch.Tensor]) -> list[torch.Tensor]:
    """Sums over rows of the squared gradient with respect to each layer's ΔW [outputs, inputs]."""
    sums = [torch.zeros(b.shape[0], a.shape[1], device=a.device) for a, b in map(factors, layers)]
    taps = [layer.register_forward_hook(tap(total)) for layer, total in zip(layers, sums, strict=True)]
    trained = [factor for layer in layers for factor in factors(layer)]
    training = model.training
    model.eval()
    try:
        for likelihood in likelihoods:
            torch.autograd.grad(likelihood, trained, allow_unused=True)  # the taps see what passes on the way to A and B
    finally:
        model.train(training)
        for each in taps:
            each.remove()
    return sums


def tap(total: torch.Tensor) -> Callable:
    """A forward hook that adds the squared gradient to `total`: y = (W + ΔW) x, so that ∂ ÷ ∂ΔW = Σ over tokens of (∂ ÷ ∂y) xᵀ."""

    def on_forward(_: nn.Module, inputs: tuple, output: torch.Tensor) -> None:
        x = inputs[0].detach().flatten(0, -2)

        def on_gradient(grad: torch.Tensor) -> None:
            total.add_((grad.flatten(0, -2).float().t() @ x.float()).square_())

        if output.requires_grad:
            output.register_hook(on_gradient)

    return on_forward


def normalised(total: torch.Tensor) -> torch.Tensor:
    """Divided by its mean; a module through which no gradient passes is not held. `TrainingDiverged` where one is not finite."""
    mean = total.mean().item()
    if not torch.isfinite(total).all():
        raise Failure("TrainingDiverged", "The gradients of earlier stages' rows are not finite at the adapter that this stage starts from, so that antiForgetting.ewc has nothing to hold to. Turn it off, or start from another adapter.")
    return total.div_(mean) if mean > 0 else total
