"""The order of rows in a training: a function of (number of rows, their lengths, seed, epochs, batch sizes) and of nothing else.

Because of that a resumed training needs no memory of what it has seen but the number of its last step.
"""

import math
import random
from dataclasses import dataclass
from fractions import Fraction

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
    """Every epoch a new order. Rows of like length share a micro-batch (less padding), never a step: a step is a fair draw.

    Sorting over several steps would give replayed rows, which differ in length, steps of their own, and each such step
    would undo what the one before has learned.
    """
    order = row_order(len(lengths), epochs, seed)
    drawn = [sorted(step, key=lambda row: lengths[row]) for step in split(order, effective)]
    return BatchPlan([split(step, micro) for step in drawn], len(lengths), effective)


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


def split(rows: list[int], size: int) -> list[list[int]]:
    return [rows[begin:begin + size] for begin in range(0, len(rows), size)]
