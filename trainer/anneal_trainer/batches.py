"""The order of rows in a training: a function of (number of rows, their lengths, seed, epochs, batch sizes) and of nothing else.

Because of that a resumed training needs no memory of what it has seen but the number of its last step.
"""

import math
import random
from dataclasses import dataclass
from fractions import Fraction

BUCKET_STEPS = 16  # steps whose rows are sorted by length together


@dataclass(frozen=True)
class BatchPlan:
    """`steps[step][micro]` is a list of row numbers. All steps but the last have the same number of micro-batches."""

    steps: list[list[list[int]]]
    rows_per_epoch: int
    effective: int

    @property
    def micro_batches(self) -> list[list[int]]:
        return [micro for step in self.steps for micro in step]

    def epoch_after(self, step: int) -> float:
        return min(step * self.effective, sum(len(micro) for last in self.steps for micro in last)) / self.rows_per_epoch

    def evaluation_steps(self, per_epoch: int) -> set[int]:
        """Steps after which validation is looked at: evenly spaced, and always the last."""
        total = len(self.steps)
        spacing = Fraction(self.rows_per_epoch, self.effective * per_epoch)
        count = math.floor(total / spacing)
        return {total} | {max(1, round(spacing * number)) for number in range(1, count + 1) if round(spacing * number) <= total}


def plan_batches(lengths: list[int], epochs: float, effective: int, micro: int, seed: int) -> BatchPlan:
    """Every epoch a new order; rows of like length share a step (less padding), and the steps are shuffled again."""
    order = row_order(len(lengths), epochs, seed)
    window = BUCKET_STEPS * effective
    steps = []
    for begin in range(0, len(order), window):
        steps += bucketed(order[begin:begin + window], lengths, effective, random.Random(f"steps:{seed}:{begin}"))
    return BatchPlan([split(step, micro) for step in steps], len(lengths), effective)


def row_order(count: int, epochs: float, seed: int) -> list[int]:
    """Shuffled epochs one after the other, ceil(count × epochs) rows in all."""
    total = math.ceil(round(count * epochs, 6))
    order: list[int] = []
    epoch = 0
    while len(order) < total:
        rows = list(range(count))
        random.Random(f"rows:{seed}:{epoch}").shuffle(rows)
        order += rows
        epoch += 1
    return order[:total]


def bucketed(rows: list[int], lengths: list[int], effective: int, shuffler: random.Random) -> list[list[int]]:
    """Steps of rows of like length in random order; a step that is not full stays last."""
    ordered = sorted(rows, key=lambda row: lengths[row])
    full = [ordered[begin:begin + effective] for begin in range(0, len(ordered) - effective + 1, effective)]
    shuffler.shuffle(full)
    rest = ordered[len(full) * effective:]
    return [*full, rest] if rest else full


def split(rows: list[int], size: int) -> list[list[int]]:
    return [rows[begin:begin + size] for begin in range(0, len(rows), size)]
