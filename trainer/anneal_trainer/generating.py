"""The operation `generate`: batched decoding, greedy or sampled with a seed for every item."""

import hashlib
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn
from transformers import PreTrainedTokenizerBase

from .environment import environment, settle
from .items import Item, answer_items, check_context, read_items
from .logits import next_logits
from .models import Loaded
from .roomy_cache import with_room
from .rows import answer_tokens
from .scoring import Prompts, Scorer
from .session import Session

LEAST_NEW_TOKENS = 16
# Up to this many parameters one thread decodes faster than several: a step is many short operations, and waking the others costs more than they do.
LONE_THREAD_PARAMETERS = 300_000_000


def generate(request: dict, session: Session) -> dict:
    """Answers the items of a file; an `ItemsResult`."""
    begun = time.monotonic()
    settle(request["threads"], request["seed"])
    loaded = session.shelf.take(request["model"], request["dtype"])
    items = read_items(request["requests"], loaded.tokenizer, request["format"])
    limits = token_limits(items, request, loaded)
    decoder = Decoder(loaded.model, loaded.tokenizer, request, limits)
    result = answer_items(items, request["batchSize"], request["output"], decoder.answer, session)
    here = environment(request["threads"], request["dtype"], request["batchSize"])
    return {**result, "seconds": time.monotonic() - begun, "environment": here}


def token_limits(items: list[Item], request: dict, loaded: Loaded) -> dict[str, int]:
    """Most answer tokens by item. Not asked for: 1.5 × the longest reference and at least 16, less where the context ends; a reference must fit."""
    asked, style = request["maxNewTokens"], request["format"]
    context = getattr(loaded.model.config, "max_position_embeddings", None)
    if asked is not None:
        check_context(items, lambda _: asked, context)
        return {item.id: asked for item in items}
    lengths = {item.id: 0 if item.reference is None else len(answer_tokens(loaded.tokenizer, item.reference, style)) for item in items}
    check_context(items, lambda item: max(1, lengths[item.id]), context)
    wanted = max(LEAST_NEW_TOKENS, math.ceil(1.5 * max(lengths.values(), default=0)))
    return {item.id: wanted if context is None else min(wanted, context - len(item.prompt)) for item in items}


class Decoder:
    """Decodes batches with one model and one way of choosing tokens, and scores the items' references on the way."""

    def __init__(self, model: nn.Module, tokenizer: PreTrainedTokenizerBase, request: dict, limits: dict[str, int]):
        self.model, self.tokenizer, self.request, self.limits = model, tokenizer, request, limits
        self.scorer = Scorer(model, tokenizer, request["format"], request["batchSize"])
        self.ends = end_tokens(model, tokenizer)

    @torch.inference_mode()
    def answer(self, batch: list[Item]) -> list[dict]:
        """`seconds` is the time of reading the prompts and of decoding: scoring references is no part of an answer."""
        begun = time.monotonic()
        prompts = Prompts.read(self.model, batch, self.tokenizer.pad_token_id)
        read = time.monotonic() - begun
        references = self.scorer.references(prompts, batch)
        begun = time.monotonic()
        with decoding_threads(self.model):
            answers = self.decode(batch, prompts)
        seconds = (read + time.monotonic() - begun) / len(batch)
        lines = [self.line(item, tokens) for item, tokens in zip(batch, answers, strict=True)]
        return [{**line, **references.get(row, {}), "seconds": seconds} for row, line in enumerate(lines)]

    def line(self, item: Item, tokens: list[int]) -> dict:
        """`answerTokens` counts the end token, since it had to be computed."""
        stopped = bool(tokens) and tokens[-1] in self.ends
        text = self.tokenizer.decode(tokens[:-1] if stopped else tokens, skip_special_tokens=True)
        return {"id": item.id, "text": text, "finish": "stop" if stopped else "length", "promptTokens": len(item.prompt), "answerTokens": len(tokens)}

    def decode(self, batch: list[Item], prompts: Prompts) -> list[list[int]]:
        """Answer tokens of every item, the end token included. Rows that are done leave the batch when half of it is. Uses up the prompts' cache."""
        device = self.model.device
        limits = [self.limits[item.id] for item in batch]
        mask, cache, logits = prompts.mask, with_room(prompts.cache, max(limits)), prompts.logits.cpu()
        positions = (prompts.lengths - 1).unsqueeze(1)
        choosers = [chooser(self.request, item.id) for item in batch]
        answers: list[list[int]] = [[] for _ in batch]
        rows = list(range(len(batch)))  # rows[k] = the item in the k-th row of the cache
        while True:
            chosen = logits.argmax(-1).tolist() if self.request["temperature"] == 0 else [choosers[row](logits[k]) for k, row in enumerate(rows)]
            open_rows = []
            for k, row in enumerate(rows):
                if self.is_open(answers[row], limits[row]):
                    answers[row].append(chosen[k])
                if self.is_open(answers[row], limits[row]):
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
            logits = next_logits(self.model, input_ids=tokens, attention_mask=mask, position_ids=positions, past_key_values=cache, use_cache=True).cpu()

    def is_open(self, answer: list[int], limit: int) -> bool:
        return len(answer) < limit and not (answer and answer[-1] in self.ends)


@contextmanager
def decoding_threads(model: nn.Module) -> Iterator[None]:
    """One thread for a small model on a processor, and as many as before afterwards."""
    threads = torch.get_num_threads()
    if model.device.type == "cpu" and sum(parameter.numel() for parameter in model.parameters()) <= LONE_THREAD_PARAMETERS:
        torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


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
