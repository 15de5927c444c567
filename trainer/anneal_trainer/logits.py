"""Logits only where they are asked for: a vocabulary-wide row for every prompt token costs a third of a training's time."""

from dataclasses import dataclass

import torch
from torch import nn


@dataclass(frozen=True)
class SelectiveLogits:
    """Runs a causal model and gives logits at chosen positions.

    `split` says whether logits are just `head(body(x))`. Some architectures scale or cap them behind the head:
    found out by trying, not by a list of names.
    """

    model: nn.Module
    split: bool

    def __call__(self, positions: torch.Tensor, **inputs) -> torch.Tensor:
        """`positions`: bool [rows, width]. Gives float32 [number of true positions, vocabulary], row by row."""
        if self.split:
            hidden = self.model.get_decoder()(use_cache=inputs.get("past_key_values") is not None, **inputs).last_hidden_state
            return self.model.get_output_embeddings()(hidden[positions]).float()
        columns = positions.any(dim=0).nonzero().flatten()
        logits = self.model(logits_to_keep=columns, **inputs).logits
        return logits[positions[:, columns]].float()


@torch.no_grad()
def selective_logits(model: nn.Module) -> SelectiveLogits:
    """Compares both ways on a few tokens. The model must be a causal language model without a wrapper."""
    training = model.training
    model.eval()
    tokens = torch.arange(1, 9, device=model.device).unsqueeze(0)
    positions = torch.ones_like(tokens, dtype=torch.bool)
    reference = model(input_ids=tokens).logits[0].float()
    try:
        found = SelectiveLogits(model, split=True)(positions, input_ids=tokens)
        split = found.shape == reference.shape and torch.allclose(found, reference, rtol=1e-2, atol=1e-2)
    except (AttributeError, TypeError):
        split = False
    model.train(training)
    return SelectiveLogits(model, split)


def next_logits(model: nn.Module, **inputs) -> torch.Tensor:
    """Logits after the last position of every row: float32 [rows, vocabulary]."""
    return model(logits_to_keep=1, **inputs).logits[:, -1].float()
