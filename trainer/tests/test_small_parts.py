import errno
import json

import pytest
import torch

from anneal_trainer import environment
from anneal_trainer.answers import encode
from anneal_trainer.checkpoints import open_checkpoint, save_checkpoint
from anneal_trainer.contract import check_request
from anneal_trainer.course import Course
from anneal_trainer.curves import MOST_POINTS, Curves
from anneal_trainer.failures import Failure, as_failure
from anneal_trainer.logits import SelectiveLogits, selective_logits
from anneal_trainer.lora_trainer import rate_share
from anneal_trainer.models import load_base

from .speech import train_request

IDENTITY = {
    "trainingHash": "t" * 64,
    "bitExact": True,
    "environment": {"device": "cpu", "threads": 1, "dtype": "float32", "microBatchSize": 2, "versions": {"torch": "2"}},
}


def test_an_answer_has_no_nan_and_no_character_beyond_ascii():
    assert encode({"a": float("nan"), "b": [float("inf"), 1.5], "c": "ü"}) == b'{"a":null,"b":[null,1.5],"c":"\\u00fc"}\n'


@pytest.mark.parametrize("letter", ["x", "ü", "\U0001f600", '"'])
def test_a_message_that_is_too_long_is_cut_to_a_line_under_two_kilobytes(letter):
    line = encode({"id": "1", "message": letter * 5000})
    assert len(line) <= 2000
    assert json.loads(line)["message"].startswith(letter * 100)


def test_a_request_that_does_not_fit_is_refused_with_the_field():
    request = train_request("b", "t", None, "s")
    assert check_request(request) is request
    request["settings"]["lora"]["r"] = 0
    with pytest.raises(Failure, match=r"settings\.lora\.r: 0 is less than or equal to"):
        check_request(request)


def test_errors_are_named_for_the_worker():
    assert as_failure(OSError(errno.ENOSPC, "No space left", "/x/y")).name == "DiskFull"
    assert as_failure(MemoryError()).name == "OutOfMemory"
    assert as_failure(torch.OutOfMemoryError("CUDA")).name == "OutOfMemory"
    assert as_failure(RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 bytes")).name == "OutOfMemory"
    assert as_failure(KeyError("x")).name == "TrainerFailed"


def test_the_rate_warms_up_from_above_zero_falls_in_a_line_and_keeps_a_floor():
    shares = [rate_share(step, 4, 100) for step in range(100)]
    assert shares[:5] == [0.2, 0.4, 0.6, 0.8, 1.0]
    assert shares[52] == pytest.approx(0.5)
    assert min(shares) == 0.03 == shares[-1]


def test_patience_counts_evaluations_without_a_better_loss_and_survives_a_checkpoint(tmp_path):
    course = Course()
    verdicts = [course.judged(step, loss, patience=2) for step, loss in [(5, 2.0), (10, 1.0), (15, 1.1)]]
    assert verdicts == [True, True, False]
    course.best_weights = b"weights"
    for name, content in course.files().items():
        (tmp_path / name).write_bytes(content)
    again = Course.read(tmp_path)
    assert again == course
    assert [point["loss"] for point in again.curves.validation] == [2.0, 1.0, 1.1]
    again.judged(20, 1.0, patience=2)
    assert again.early_stopped
    assert (again.best_step, again.best_loss) == (10, 1.0)


@pytest.mark.parametrize("total", [1, MOST_POINTS, 3 * MOST_POINTS + 1])
def test_a_curve_holds_first_and_last_step_and_evenly_spaced_ones_between(total):
    curves = Curves()
    for step in range(1, total + 1):
        curves.took_step(step, 1.0, total)
    steps = [point["step"] for point in curves.train]
    assert (steps[0], steps[-1]) == (1, total)
    assert len(steps) <= MOST_POINTS + 1
    assert len({after - before for before, after in zip(steps[:-2], steps[1:-1])}) <= 1


def test_a_checkpoint_without_curves_begins_them_anew(tmp_path):
    assert Curves.read(tmp_path) == Curves()


def test_a_checkpoint_opens_only_with_every_byte_in_place(tmp_path):
    saved = save_checkpoint(tmp_path, 5, {"a.bin": b"12345", "b.bin": b"67890"}, IDENTITY)
    assert open_checkpoint(saved.folder, "t" * 64)["step"] == 5
    assert saved.bytes == sum(path.stat().st_size for path in saved.folder.iterdir())
    (saved.folder / "b.bin").write_bytes(b"6789x")
    with pytest.raises(Failure, match=r"b\.bin is not what its manifest says") as caught:
        open_checkpoint(saved.folder, "t" * 64)
    assert caught.value.name == "CheckpointCorrupt"


@pytest.mark.parametrize("harm", ["missing file", "missing manifest", "torn manifest", "outside name"])
def test_a_checkpoint_with_a_gap_is_corrupt(tmp_path, harm):
    folder = save_checkpoint(tmp_path, 5, {"a.bin": b"12345"}, IDENTITY).folder
    manifest = folder / "manifest.json"
    if harm == "missing file":
        (folder / "a.bin").unlink()
    elif harm == "missing manifest":
        manifest.unlink()
    elif harm == "torn manifest":
        manifest.write_bytes(manifest.read_bytes()[:40])
    else:
        manifest.write_text(manifest.read_text().replace("a.bin", "../5/a.bin"))
    with pytest.raises(Failure) as caught:
        open_checkpoint(folder, "t" * 64)
    assert caught.value.name == "CheckpointCorrupt"


def test_a_checkpoint_of_another_training_is_refused(tmp_path):
    folder = save_checkpoint(tmp_path, 5, {"a.bin": b"1"}, IDENTITY).folder
    with pytest.raises(Failure, match="belongs to another training") as caught:
        open_checkpoint(folder, "u" * 64)
    assert caught.value.name == "BackendRefused"


def test_a_save_that_fails_leaves_nothing_behind(tmp_path):
    with pytest.raises(TypeError):
        save_checkpoint(tmp_path, 5, {"a.bin": b"1", "b.bin": b"2"}, IDENTITY | {"bitExact": object()})
    with pytest.raises(FileNotFoundError):
        save_checkpoint(tmp_path, 6, {"a.bin": b"1", "no/such/folder": b"2"}, IDENTITY)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("flags", "dtype", "word"), [({"avx2"}, "bfloat16", "avx512_bf16"), ({"avx512_bf16"}, "float16", "emulation")])
def test_arithmetic_that_the_processor_lacks_is_refused_plainly(monkeypatch, flags, dtype, word):
    monkeypatch.setattr(environment, "device", lambda: torch.device("cpu"))
    monkeypatch.setattr(environment, "cpu_facts", lambda: ("AuthenticAMD", frozenset(flags)))
    with pytest.raises(Failure, match=word) as caught:
        environment.dtype_of(dtype)
    assert caught.value.name == "BackendRefused"


def test_logits_at_chosen_positions_are_those_of_the_whole_model(tiny):
    model = load_base(tiny, "float32")
    tokens = torch.randint(3, 250, (3, 20), generator=torch.Generator().manual_seed(1))
    positions = torch.zeros_like(tokens, dtype=torch.bool)
    positions[0, 3] = positions[1, 4:9] = positions[2, 19] = True
    whole = model(input_ids=tokens).logits[positions]
    for split in (True, False):
        assert torch.allclose(SelectiveLogits(model, split)(positions, input_ids=tokens), whole, atol=1e-5)
    assert selective_logits(model).split


def test_an_architecture_that_changes_logits_behind_its_head_is_noticed(tiny):
    model = load_base(tiny, "float32")
    plain = model.forward
    model.forward = lambda *args, **kwargs: halved(plain(*args, **kwargs))
    assert not selective_logits(model).split


def halved(output):
    output.logits = output.logits / 2
    return output
