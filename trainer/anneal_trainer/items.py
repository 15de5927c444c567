"""Questions to a model: read from one file, answered into another, in batches that do not depend on where an earlier try ended."""

import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from transformers import PreTrainedTokenizerBase

from .batches import split
from .failures import invalid_input
from .files import json_lines
from .rows import checked_messages, prompt_tokens
from .session import Session


@dataclass(frozen=True)
class Item:
    id: str
    prompt: list[int]
    continuations: tuple[str, ...]
    reference: str | None
    where: str


def read_items(path: str, tokenizer: PreTrainedTokenizerBase, style: str) -> list[Item]:
    """Every question of the file, tokenised. Two with one id are refused: answers are told apart by it."""
    items: dict[str, Item] = {}
    for number, value in json_lines(path):
        where = f"{path}, line {number}"
        messages = checked_messages(value, where)
        if value["id"] in items:
            raise invalid_input(f"{where}: the id {value['id'][:80]} stands there twice.")
        continuations = value.get("continuations", [])
        if not isinstance(continuations, list) or not all(isinstance(text, str) for text in continuations):
            raise invalid_input(f"{where}: `continuations` is not a list of texts.")
        reference = value.get("reference")
        if reference is not None and not isinstance(reference, str):
            raise invalid_input(f"{where}: `reference` is not a text.")
        items[value["id"]] = Item(value["id"], prompt_tokens(tokenizer, messages, style), tuple(continuations), reference, where)
    return list(items.values())


def check_context(items: list[Item], longest: Callable[[Item], int], limit: int | None) -> None:
    """`longest`: tokens of the item's longest answer. One that does not fit the context with its prompt is refused by its id."""
    for item in items:
        needed = len(item.prompt) + longest(item)
        if limit is not None and needed > limit:
            raise invalid_input(f"{item.where}, item {item.id[:80]}: {len(item.prompt)} prompt tokens and up to {longest(item)} answer tokens do not fit the context of {limit}.")


def answer_items(items: list[Item], batch_size: int, output: str, answer: Callable[[list[Item]], list[dict]], session: Session) -> dict:
    """Answers all items that have no line in `output` yet; {items, interrupted}. `answer` gives lines in the batch's order.

    Batches are cut over all items, sorted by length, whether answered or not: a batch of which some lines were lost
    is computed again as a whole, so that every answer is the one of an undisturbed run.
    """
    done = answered_ids(output)
    written = sum(item.id in done for item in items)
    session.progress.update(step=written, totalSteps=len(items))
    begun, first = time.monotonic(), written
    with open(output, "a", encoding="ascii") as file, session.phase("items"):
        for batch in open_batches(items, batch_size, done):
            if session.should_stop():
                return {"items": written, "interrupted": True}
            lines = timed(batch, answer)
            for line in lines:
                if line["id"] not in done:
                    file.write(json.dumps(line, ensure_ascii=True, allow_nan=False) + "\n")
                    written += 1
            file.flush()
            eta = (time.monotonic() - begun) / max(1, written - first) * (len(items) - written)
            session.progress.update(step=written, etaSeconds=eta, tokensPerSecond=speed(lines))
    return {"items": written, "interrupted": False}


def open_batches(items: list[Item], size: int, done: set[str]) -> Iterator[list[Item]]:
    ordered = sorted(items, key=lambda item: len(item.prompt))
    return (batch for batch in split(ordered, size) if any(item.id not in done for item in batch))


def timed(batch: list[Item], answer: Callable[[list[Item]], list[dict]]) -> list[dict]:
    """`seconds` of a line: the batch's wall time by its items, unless the line brings its own."""
    begun = time.monotonic()
    lines = answer(batch)
    seconds = (time.monotonic() - begun) / len(batch)
    return [{"seconds": seconds, **line} for line in lines]


def speed(lines: list[dict]) -> float:
    tokens = sum(line["promptTokens"] + line.get("answerTokens", 0) + sum(line.get("tokens", [])) for line in lines)
    return tokens / max(1e-9, sum(line["seconds"] for line in lines))


def answered_ids(output: str) -> set[str]:
    """Ids that stand in `output`. A last line that a dying process left torn is cut off."""
    if not os.path.exists(output):
        return set()
    with open(output, "rb+") as file:
        content = file.read()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            file.truncate(whole)
    try:
        return {json.loads(line)["id"] for line in content[:whole].splitlines() if line.strip()}
    except (ValueError, KeyError, TypeError) as error:
        raise invalid_input(f"{output} holds something else than answers. Name another output file.") from error
