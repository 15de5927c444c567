import random
from collections import Counter

import pytest

from anneal_trainer.batches import plan_batches


def lengths(count: int) -> list[int]:
    source = random.Random(count)
    return [source.randint(5, 90) for _ in range(count)]


@pytest.mark.parametrize(("rows", "epochs", "effective", "steps"), [(240, 3, 4, 180), (240, 2.5, 4, 150), (10, 1, 4, 3), (3, 1, 8, 1), (7, 0.5, 2, 2), (10, 0.1, 1, 1)])
def test_total_steps_are_rows_times_epochs_by_effective_batch_rounded_up(rows, epochs, effective, steps):
    assert len(plan_batches(lengths(rows), epochs, effective, 1, 0).steps) == steps


def test_every_epoch_shows_every_row_once():
    plan = plan_batches(lengths(37), 3, 4, 2, 1)
    assert set(Counter(row for micro in plan.micro_batches for row in micro).values()) == {3}


def test_all_steps_but_the_last_are_full_and_cut_into_equal_micro_batches():
    plan = plan_batches(lengths(53), 2, 8, 2, 1)
    assert all([len(micro) for micro in step] == [2, 2, 2, 2] for step in plan.steps[:-1])
    assert sum(len(micro) for micro in plan.steps[-1]) == 106 % 8


def test_the_order_depends_on_the_seed_and_nothing_else():
    assert plan_batches(lengths(60), 2, 4, 2, 5) == plan_batches(lengths(60), 2, 4, 2, 5)
    assert plan_batches(lengths(60), 2, 4, 2, 5).steps != plan_batches(lengths(60), 2, 4, 2, 6).steps


def test_the_rows_of_a_step_do_not_depend_on_the_micro_batch():
    one, four = plan_batches(lengths(60), 2, 4, 1, 5), plan_batches(lengths(60), 2, 4, 4, 5)
    assert [sum(step, []) for step in one.steps] == [sum(step, []) for step in four.steps]


def test_rows_of_like_length_share_a_micro_batch():
    found = lengths(256)

    def padded(micro: int) -> float:
        return sum(len(rows) * max(found[row] for row in rows) for rows in plan_batches(found, 1, 16, micro, 2).micro_batches) / sum(found)

    assert padded(4) < 1.3 < 1.6 < padded(16)


def test_a_step_is_a_fair_draw_whatever_the_rows_lengths():
    found = [90 if row < 48 else 20 for row in range(240)]  # 48 replayed rows, longer than the others
    plan = plan_batches(found, 5, 8, 8, 3)
    replayed = [sum(row < 48 for row in step[0]) for step in plan.steps]
    assert max(replayed) < 8 and sum(count == 0 for count in replayed) < 0.3 * len(replayed)


def test_evaluations_are_evenly_spaced_and_the_last_step_is_always_evaluated():
    assert sorted(plan_batches(lengths(240), 3, 4, 4, 0).evaluation_steps(4)) == [15, 30, 45, 60, 75, 90, 105, 120, 135, 150, 165, 180]
    assert sorted(plan_batches(lengths(10), 1.5, 4, 4, 0).evaluation_steps(1)) == [2, 4]
    assert sorted(plan_batches(lengths(3), 1, 4, 4, 0).evaluation_steps(4)) == [1]
