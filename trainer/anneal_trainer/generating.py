"""The operation `generate`: batched decoding, greedy or sampled with a seed for every item."""

import hashlib
import time

import torch
from torch import nn
from transformers import DynamicCache, PreTrainedTokenizerBase

from .environment import environment, settle
from .items import Item, answer_items, check_context, read_items
from .logits import next_logits
from .padding import pad_left
from .session import Session


def generate(request: dict, session: Session) -> dict:
    """Answers the items of a file; an `ItemsResult`."""
    begun = time.monotonic()
    settle(request["threads"], request["seed"])
    loaded = session.shelf.take(request["model"], request["dtype"])
    items = read_items(request["requests"], loaded.tokenizer, request["format"])
    check_context(items, lambda _: request["maxNewTokens"], getattr(loaded.model.config, "max_position_embeddings", None))
    decoder = Decoder(loaded.model, loaded.tokenizer, request)
    result = answer_items(items, request["batchSize"], request["output"], decoder.answer, session)
    here = environment(request["threads"], request["dtype"], request["batchSize"])
    return {**result, "seconds": time.monotonic() - begun, "environment": here}


class Decoder:
    """Decodes batches with one model and one way of choosing tokens."""

    def __init__(self, model: nn.Module, tokenizer: PreTrainedTokenizerBase, request: dict):
        self.model, self.tokenizer, self.request = model, tokenizer, request
        self.ends = end_tokens(model, tokenizer)

    def answer(self, batch: list[Item]) -> list[dict]:
        return [self.line(item, tokens) for item, tokens in zip(batch, self.decode(batch), strict=True)]

    def line(self, item: Item, tokens: list[int]) -> dict:
        """`answerTokens` counts the end token, since it had to be computed."""
        stopped = bool(tokens) and tokens[-1] in self.ends
        text = self.tokenizer.decode(tokens[:-1] if stopped else tokens, skip_special_tokens=True)
        return {"id": item.id, "text": text, "finish": "stop" if stopped else "length", "promptTokens": len(item.prompt), "answerTokens": len(tokens)}

    @torch.inference_mode()
    def decode(self, batch: list[Item]) -> list[list[int]]:
        """Answer tokens of every item, the end token included. Rows that are done leave the batch when half of it is."""
        device = self.model.device
        tokens, mask = (tensor.to(device) for tensor in pad_left([item.prompt for item in batch], self.tokenizer.pad_token_id))
        positions = (mask.cumsum(1) - 1).clamp(min=0)
        cache = DynamicCache(config=self.model.config)
        choosers = [chooser(self.request, item.id) for item in batch]
        answers: list[list[int]] = [[] for _ in batch]
        rows = list(range(len(batch)))  # rows[k] = the item in the k-th row of the cache
        while True:
            logits = next_logits(self.model, input_ids=tokens, attention_mask=mask, position_ids=positions, past_key_values=cache, use_cache=True).cpu()
            chosen = logits.argmax(-1).tolist() if self.request["temperature"] == 0 else [choosers[row](logits[k]) for k, row in enumerate(rows)]
            open_rows = []
            for k, row in enumerate(rows):
                if self.is_open(answers[row]):
                    answers[row].append(chosen[k])
                if self.is_open(answers[row]):
                    open_rows.append(k)
            if not open_rows:
                return answers
            positions = positions[:, -1:] + 1
            if 2 * len(open_rows) <= len(rows):
                keep = torch.tensor(open_rows, device=device)
                cache.batch_select_indices(keep)
                mask, positions, rows, chosen = mask[keep], positions[keep], [rows[k] for k in open_rows], [chosen[k] for k in open_rows]
            tokens = torch.tensor(chosen, device=device).unsqueeze(1)
            mask = torch.cat([mask, mask.new_ones(len(rows), 1)], dim=1)

    def is_open(self, answer: list[int]) -> bool:
        return len(answer) < self.request["maxNewTokens"] and not (answer and answer[-1] in self.ends)


def end_tokens(model: nn.Module, tokenizer: PreTrainedTokenizerBase) -> set[int]:
    """The tokenizer's end token, which training teaches, and those that the base model was made with."""
    own = getattr(model.generation_config, "eos_token_id", None)
    return {tokenizer.eos_token_id, *(own if isinstance(own, list) else [] if own is None else [own])}


def chooser(request: dict, item_id: str):
    """Samples by temperature and topP with a generator of the item's own: an answer does not depend on its neighbours' draws."""
    seed = int.from_bytes(hashlib.sha256(f"{request['seed']}:{item_id}".encode()).digest()[:8], "big") >> 1
    generator = torch.Generator().manual_seed(seed)

    def choose(logits: torch.Tensor) -> int:
        shares, tokens = torch.softmax(logits / request["temperature"], dim=-1).sort(descending=True, stable=True)
        before = shares.cumsum(0) - shares
        shares = shares * ((before < request["topP"]) | (before == 0))
        return tokens[torch.multinomial(shares, 1, generator=generator)].item()

    return choose
