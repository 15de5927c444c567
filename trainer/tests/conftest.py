"""One trainer process for all tests that talk to it: starting one costs seconds of imports."""

import json
import os
from pathlib import Path

import pytest

from . import speech


@pytest.fixture(scope="session")
def trainer(tmp_path_factory):
    process = speech.TrainerProcess(tmp_path_factory.mktemp("process"))
    yield process
    process.end()


@pytest.fixture(scope="session")
def tiny(trainer, tmp_path_factory) -> str:
    """Folder of the tiny base model."""
    folder = tmp_path_factory.mktemp("base") / "tiny"
    trainer.done({"id": "base", "op": "prepareBase", "source": {"kind": "tiny-random", "seed": 1}, "output": str(folder)})
    return str(folder)


@pytest.fixture
def training(tmp_path, tiny):
    """A small training request; keyword arguments change the request, `settings=` and `lora=` parts of it."""
    rows = speech.arithmetic_rows(40)
    train, validation = tmp_path / "train.jsonl", tmp_path / "validation.jsonl"
    speech.write_lines(train, rows)
    speech.write_lines(validation, rows[:6])

    def build(scratch: str = "scratch", settings: dict | None = None, lora: dict | None = None, **changes) -> dict:
        request = speech.train_request(tiny, str(train), str(validation), str(tmp_path / scratch))
        request["settings"] |= settings or {}
        request["settings"]["lora"] = request["settings"]["lora"] | (lora or {})
        return request | changes

    return build


@pytest.fixture(scope="session")
def trained(trainer, tiny, tmp_path_factory) -> dict:
    """The `LocalModel` of an adapter on the tiny base that learned to answer and to stop."""
    folder = tmp_path_factory.mktemp("trained")
    speech.write_lines(folder / "train.jsonl", speech.arithmetic_rows(40))
    request = speech.train_request(tiny, str(folder / "train.jsonl"), None, str(folder / "scratch"))
    request["settings"] |= {"epochs": 15, "learningRate": 0.005, "lora": speech.STRONG_LORA}
    request["microBatchSize"] = 4
    return {"base": tiny, "adapter": trainer.done(request)["adapter"]}


@pytest.fixture
def ask(trainer, tmp_path):
    """Runs generate or score over items and gives the output's lines in order."""

    def run(operation: str, model: dict, items: list[dict], output: str = "output.jsonl", **changes) -> list[dict]:
        speech.write_lines(tmp_path / "items.jsonl", items)
        request = speech.items_request(operation, model, str(tmp_path / "items.jsonl"), str(tmp_path / output)) | changes
        trainer.done(request)
        return speech.read_lines(Path(request["output"]))

    return run


def pytest_report_header() -> str:
    return json.dumps({"cores": os.cpu_count(), "load": os.getloadavg()[0]})
