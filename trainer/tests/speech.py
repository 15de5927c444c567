"""How tests speak with a trainer process, and the small data they send it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from jsonschema import Draft202012Validator

FOLDER = Path(__file__).resolve().parent.parent
ANSWER = Draft202012Validator(json.loads((FOLDER / "contract" / "trainer-answer.json").read_text()))


STRONG_LORA = {"r": 16, "alpha": 32, "dropout": 0, "targetModules": ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]}


class TrainerProcess:
    """A real process. Every answer that is read is checked against the contract."""

    def __init__(self, logs: Path):
        environment = {"PATH": os.environ["PATH"], "PYTHONHASHSEED": "0", "PYTHONUNBUFFERED": "1", "OMP_NUM_THREADS": "2", "HOME": str(logs)}
        with open(logs / "stderr.log", "ab") as stderr:
            self.process = subprocess.Popen([sys.executable, "-m", "anneal_trainer"], cwd=FOLDER, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr)
        self.last_seq = -1
        self.hello = self.read()

    @property
    def pid(self) -> int:
        return self.process.pid

    def send(self, request: object) -> None:
        self.write(json.dumps(request).encode() + b"\n")

    def write(self, content: bytes) -> None:
        self.process.stdin.write(content)
        self.process.stdin.flush()

    def read(self) -> dict | None:
        line = self.process.stdout.readline()
        if not line:
            return None
        assert len(line) < 2048
        assert line.isascii()
        answer = json.loads(line)
        ANSWER.validate(answer)
        assert answer["seq"] == self.last_seq + 1
        self.last_seq = answer["seq"]
        return answer

    def until(self, wanted) -> list[dict]:
        """Answers up to the first for which `wanted` is true, or up to the end of output."""
        answers = []
        while (answer := self.read()) is not None:
            answers.append(answer)
            if wanted(answer):
                break
        return answers

    def ask(self, request: dict) -> list[dict]:
        self.send(request)
        return self.until(is_end)

    def done(self, request: dict) -> dict:
        last = self.ask(request)[-1]
        assert last["type"] == "done", last
        return last["result"]

    def error(self, request: dict) -> dict:
        last = self.ask(request)[-1]
        assert last["type"] == "error", last
        return last

    def start_until_checkpoint(self, request: dict, step: int) -> dict:
        """Sends a training and waits until a checkpoint of this step or a later one was announced."""
        self.send(request)
        last = self.until(lambda answer: is_end(answer) or (answer["type"] == "checkpoint" and answer["step"] >= step))[-1]
        assert last["type"] == "checkpoint", last
        return last

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=30)

    def end(self) -> int:
        """Closes the input, as a dying parent does; gives the exit code."""
        self.process.stdin.close()
        self.process.stdout.read()
        return self.process.wait(timeout=60)


def is_end(answer: dict) -> bool:
    return answer["type"] in ("done", "error")


def arithmetic_rows(count: int) -> list[dict]:
    texts = [(f"add {number % 7} {number % 5}", f"{'sum' if number % 7 < 4 else 'it is'} {number % 7 + number % 5}") for number in range(count)]
    return [{"id": f"row-{number}", "messages": [{"role": "user", "content": prompt}, {"role": "assistant", "content": answer}]} for number, (prompt, answer) in enumerate(texts)]


def questions(count: int) -> list[dict]:
    return [{"id": f"q{number}", "messages": [{"role": "user", "content": "add " + "1" * number}]} for number in range(count)]


def write_lines(path: Path, values: list[dict]) -> None:
    path.write_text("".join(json.dumps(value) + "\n" for value in values), "utf-8")


def read_lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def train_request(base: str, train: str, validation: str | None, scratch: str) -> dict:
    settings = {
        "seed": 7, "epochs": 3, "learningRate": 0.01, "effectiveBatchSize": 4, "maxTokens": 256, "warmupShare": 0.03, "weightDecay": 0.01, "maxGradNorm": 1.0,
        "evaluationsPerEpoch": 2, "earlyStoppingPatience": 50, "format": "chat", "dtype": "float32", "gradientCheckpointing": False, "quantization": "none",
        "lora": {"r": 4, "alpha": 8, "dropout": 0.1, "targetModules": ["v_proj", "q_proj"]},
    }
    return {
        "id": "train", "op": "train", "model": {"base": base, "adapter": None}, "train": train, "validation": validation, "settings": settings,
        "threads": 1, "microBatchSize": 2, "trainingHash": "a" * 64, "scratch": scratch, "resumeFrom": None, "checkpointEverySeconds": 3600,
    }


def items_request(operation: str, model: dict, requests: str, output: str) -> dict:
    common = {"id": operation, "op": operation, "model": model, "requests": requests, "output": output, "format": "chat", "batchSize": 4, "dtype": "float32", "threads": 1}
    return common | ({"maxNewTokens": 12, "temperature": 0, "topP": 1, "seed": 5} if operation == "generate" else {})
