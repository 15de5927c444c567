"""Proof that an adapter is in force: the model must answer differently with it than without."""

import torch
from peft import PeftModel
from transformers import PreTrainedTokenizerBase

from .logits import next_logits

PROMPTS = ("The contract ends when", "In short, the answer is", "1, 2, 3,")


@torch.no_grad()
def canary_difference(model: PeftModel, tokenizer: PreTrainedTokenizerBase) -> float:
    """Largest absolute difference of next-token logits between base and adapter over three fixed prompts."""
    model.eval()
    return max(difference(model, tokenizer(prompt, add_special_tokens=False, return_tensors="pt")["input_ids"].to(model.device)) for prompt in PROMPTS)


def difference(model: PeftModel, tokens: torch.Tensor) -> float:
    tuned = next_logits(model, input_ids=tokens)
    with model.disable_adapter():
        base = next_logits(model, input_ids=tokens)
    return (tuned - base).abs().max().item()
