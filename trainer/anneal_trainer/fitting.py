"""Rows that are longer than maxTokens: left out and listed before training starts, since an answer is never cut."""

import json
from dataclasses import dataclass
from pathlib import Path

from .failures import invalid_input
from .files import write_durably
from .rows import TokenRow

LIST = "too-long.jsonl"
LEAST_SHARE = 0.5  # of the train rows: number of updates, rate and epochs were settled for all of them


@dataclass(frozen=True)
class Fitting:
    """Rows of one file: those that are used, and those that are too long."""

    rows: list[TokenRow]
    too_long: list[TokenRow]

    @property
    def count(self) -> int:
        return len(self.rows) + len(self.too_long)


def fit(rows: list[TokenRow], max_tokens: int) -> Fitting:
    return Fitting([row for row in rows if len(row.tokens) <= max_tokens], [row for row in rows if len(row.tokens) > max_tokens])


def check_enough(train: Fitting, validation: Fitting, max_tokens: int) -> None:
    """`InvalidInput` when fewer than half of the train rows, or no validation row of several, would be left."""
    enough = len(train.rows) >= LEAST_SHARE * train.count and (validation.rows or not validation.count)
    if not enough:
        raise invalid_input(f"Too few rows are left: {describe(train, validation, max_tokens)} At least half of the train rows and one validation row must fit. Raise maxTokens, or shorten or drop long rows: an answer is never cut.")


def describe(train: Fitting, validation: Fitting, max_tokens: int) -> str:
    longest = max(len(row.tokens) for row in train.too_long + validation.too_long)
    parts = [f"{len(part.too_long)} of {part.count} {name} rows" for name, part in (("train", train), ("validation", validation)) if part.too_long]
    return f"{' and '.join(parts)} have more tokens than maxTokens {max_tokens} (the longest {longest})."


def write_list(scratch: str, train: Fitting) -> str | None:
    """The train rows that are left out, as a file of {id, tokens}, one a line; None when there are none."""
    if not train.too_long:
        return None
    path = Path(scratch) / LIST
    path.parent.mkdir(parents=True, exist_ok=True)
    lengths = {row.id: len(row.tokens) for row in train.too_long}  # a row may stand in the file several times
    write_durably(path, "".join(json.dumps({"id": row_id, "tokens": tokens}) + "\n" for row_id, tokens in lengths.items()).encode("ascii"))
    return str(path)
