"""The operation `score`: log-likelihood of given continuations. A prompt is read once, however many continuations it has."""

import time

import torch
from torch import nn
from transformers import DynamicCache, PreTrainedTokenizerBase

from .batches import split
from .environment import environment, settle
from .failures import invalid_input
from .items import Item, answer_items, check_context, read_items
from .logits import SelectiveLogits, next_logits, selective_logits
from .padding import pad_left, pad_right
from .rows import answer_tokens
from .session import Session

ROWS_AT_ONCE = 64  # continuations in one forward pass, beside the batch size


def score(request: dict, session: Session) -> dict:
    """Scores the items of a file; an `ItemsResult`."""
    begun = time.monotonic()
    settle(request["threads"], 0)
    loaded = session.shelf.take(request["model"], request["dtype"])
    items = read_items(request["requests"], loaded.tokenizer, request["format"])
    for item in items:
        if not item.continuations:
            raise invalid_input(f"{item.where}, item {item.id[:80]}: `continuations` is missing or empty.")
    scorer = Scorer(loaded.model, loaded.tokenizer, request["format"], max(ROWS_AT_ONCE, request["batchSize"]))
    check_context(items, scorer.longest, getattr(loaded.model.config, "max_position_embeddings", None))
    result = answer_items(items, request["batchSize"], request["output"], scorer.answer, session)
    here = environment(request["threads"], request["dtype"], request["batchSize"])
    return {**result, "seconds": time.monotonic() - begun, "environment": here}


class Scorer:
    """Scores batches of items with one model."""

    def __init__(self, model: nn.Module, tokenizer: PreTrainedTokenizerBase, style: str, rows_at_once: int):
        self.model, self.tokenizer, self.style, self.rows_at_once = model, tokenizer, style, rows_at_once
        self.logits: SelectiveLogits = selective_logits(model)

    def longest(self, item: Item) -> int:
        return max(len(answer_tokens(self.tokenizer, text, self.style)) for text in item.continuations)

    @torch.inference_mode()
    def answer(self, batch: list[Item]) -> list[dict]:
        """First tokens from the prompts' pass; the others from one short pass over the continuations behind the kept prompts."""
        answers = [[answer_tokens(self.tokenizer, text, self.style) for text in item.continuations] for item in batch]
        prompts = Prompts.read(self.model, batch, self.tokenizer.pad_token_id)
        pairs = [(row, index) for row in range(len(batch)) for index in range(len(answers[row]))]
        pairs.sort(key=lambda pair: len(answers[pair[0]][pair[1]]))
        scored: dict[tuple[int, int], tuple[float, bool]] = {}
        for part in split(pairs, self.rows_at_once):
            sequences = [answers[row][index] for row, index in part]
            scored.update(zip(part, self.score_rows(prompts, [row for row, _ in part], sequences), strict=True))
        return [self.line(item, answers[row], [scored[row, index] for index in range(len(answers[row]))]) for row, item in enumerate(batch)]

    def references(self, prompts: "Prompts", batch: list[Item]) -> dict[int, dict]:
        """By row: {reference: {logProb, tokens, greedy}} of the items that have one."""
        rows = [row for row, item in enumerate(batch) if item.reference is not None]
        if not rows:
            return {}
        sequences = [answer_tokens(self.tokenizer, batch[row].reference, self.style) for row in rows]
        scores = zip(rows, sequences, self.score_rows(prompts, rows, sequences), strict=True)
        return {row: {"reference": {"logProb": log_prob, "tokens": len(sequence), "greedy": greedy}} for row, sequence, (log_prob, greedy) in scores}

    def line(self, item: Item, answers: list[list[int]], scores: list[tuple[float, bool]]) -> dict:
        return {
            "id": item.id,
            "logProbs": [log_prob for log_prob, _ in scores],
            "tokens": [len(answer) for answer in answers],
            "greedy": [greedy for _, greedy in scores],
            "promptTokens": len(item.prompt),
        }

    def score_rows(self, prompts: "Prompts", rows: list[int], sequences: list[list[int]]) -> list[tuple[float, bool]]:
        """(summed natural logarithm, every token is the argmax) of each sequence behind the prompt of its row."""
        counts = [len(sequence) for sequence in sequences]
        targets = torch.tensor([token for sequence in sequences for token in sequence], device=self.model.device)
        logits = self.behind(prompts, rows, sequences)
        chosen = torch.log_softmax(logits, -1).gather(1, targets.unsqueeze(1)).squeeze(1).double()
        is_best = logits.argmax(-1) == targets
        return [(log_probs.sum().item(), bool(best.all())) for log_probs, best in zip(chosen.split(counts), is_best.split(counts), strict=True)]

    def behind(self, prompts: "Prompts", rows: list[int], sequences: list[list[int]]) -> torch.Tensor:
        """Logits for every token of every sequence, one after the other: [sum of lengths, vocabulary]."""
        device = self.model.device
        chosen = torch.tensor(rows, device=device)
        first = prompts.logits[chosen]
        if max(map(len, sequences)) == 1:
            return first
        tokens, mask = (tensor.to(device) for tensor in pad_right([sequence[:-1] for sequence in sequences], self.tokenizer.pad_token_id))
        positions = prompts.lengths[chosen].unsqueeze(1) + torch.arange(tokens.shape[1], device=device)
        rest = self.logits(
            mask.bool(), input_ids=tokens, attention_mask=torch.cat([prompts.mask[chosen], mask], dim=1), position_ids=positions, past_key_values=prompts.cache_of(chosen, self.model.config)
        )
        parts = rest.split([len(sequence) - 1 for sequence in sequences])
        return torch.cat([piece for row, part in enumerate(parts) for piece in (first[row:row + 1], part)])


class Prompts:
    """A batch of prompts that the model has read: its keys and values, and the logits of what comes next."""

    def __init__(self, mask: torch.Tensor, cache: DynamicCache, logits: torch.Tensor):
        self.mask, self.cache, self.logits = mask, cache, logits
        self.lengths = mask.sum(1)

    @staticmethod
    def read(model: nn.Module, batch: list[Item], pad: int) -> "Prompts":
        tokens, mask = (tensor.to(model.device) for tensor in pad_left([item.prompt for item in batch], pad))
        cache = DynamicCache(config=model.config)
        positions = (mask.cumsum(1) - 1).clamp(min=0)
        logits = next_logits(model, input_ids=tokens, attention_mask=mask, position_ids=positions, past_key_values=cache, use_cache=True)
        return Prompts(mask, cache, logits)

    def cache_of(self, rows: torch.Tensor, config) -> DynamicCache:
        """A copy of the cache with these rows of the batch, as often as they are named."""
        copy = DynamicCache(config=config)
        for index, layer in enumerate(self.cache.layers):
            copy.update(layer.keys[rows], layer.values[rows], index)
        return copy
