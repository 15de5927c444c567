import json
import shutil
import signal
import subprocess
import sys
import time

from .speech import FOLDER, TrainerProcess, is_end, items_request, questions, write_lines


def test_hello_says_what_the_process_is(trainer):
    assert trainer.hello["pid"] == trainer.pid
    assert trainer.hello["device"].startswith(("cpu:", "cuda:"))
    assert set(trainer.hello["versions"]) == {"python", "torch", "transformers", "peft", "accelerate", "tokenizers", "safetensors", "trainer"}


def test_input_that_is_no_request_is_answered_and_the_process_stays(trainer, tiny):
    for line, complaint in [(b"nonsense\n", "not a JSON object"), (b'{"id": "u", "op": "fly"}\n', 'Unknown op \\"fly\\"'), (b'{"id": "t", "op": "train"}\n', "required property")]:
        trainer.write(line)
        answer = trainer.until(is_end)[-1]
        assert (answer["type"], answer["name"]) == ("error", "InvalidInput")
        assert complaint in json.dumps(answer["message"])
    assert trainer.done({"id": "b", "op": "prepareBase", "source": {"kind": "folder", "path": tiny}, "output": "unused"})["folder"] == tiny


def test_a_stop_without_an_operation_is_done_at_once_and_harms_no_later_one(trainer, training):
    assert trainer.done({"id": "s", "op": "stop"}) is None
    assert trainer.done(training(settings={"epochs": 0.5}))["interrupted"] is False


def test_a_stop_that_overtakes_its_operation_still_ends_it(trainer, training):
    trainer.write(json.dumps(training()).encode() + b'\n{"id": "s", "op": "stop"}\n')
    result = trainer.until(is_end)[-1]["result"]
    assert result["interrupted"] and result["steps"] < result["totalSteps"]
    assert trainer.until(is_end)[-1]["result"] is None


def test_progress_comes_at_least_every_second(trainer, tiny, tmp_path):
    write_lines(tmp_path / "items.jsonl", questions(8))
    trainer.send(items_request("generate", {"base": tiny, "adapter": None}, str(tmp_path / "items.jsonl"), str(tmp_path / "out.jsonl")) | {"maxNewTokens": 1500, "batchSize": 8})
    times = [time.monotonic()]
    while True:
        answer = trainer.read()
        times.append(time.monotonic())
        if is_end(answer):
            break
    assert len(times) > 4
    assert max(later - earlier for earlier, later in zip(times, times[1:])) < 2.5  # twice the promise: the machine may be busy


def test_an_idle_process_ends_with_0_on_sigterm(tmp_path):
    process = TrainerProcess(tmp_path)
    process.process.send_signal(signal.SIGTERM)
    assert process.process.wait(timeout=60) == 0


def test_nothing_that_a_library_prints_reaches_the_answers():
    code = "\n".join([
        "import os", "from anneal_trainer.answers import Answers, claim_stdout", "answers = Answers(claim_stdout())",
        "print('python prints', flush=True)", "os.system('echo a child prints')", "os.write(1, b'C prints')", "answers.send('', 'warning', code='x', message='y')",
    ])
    done = subprocess.run([sys.executable, "-c", code], cwd=FOLDER, capture_output=True, check=True)
    assert json.loads(done.stdout) == {"id": "", "seq": 0, "type": "warning", "code": "x", "message": "y"}
    assert b"python prints" in done.stderr and b"a child prints" in done.stderr and b"C prints" in done.stderr


def test_a_process_whose_contract_is_missing_exits_with_78(tmp_path):
    shutil.copytree(FOLDER / "anneal_trainer", tmp_path / "anneal_trainer")
    done = subprocess.run([sys.executable, "-m", "anneal_trainer"], cwd=tmp_path, stdin=subprocess.PIPE, capture_output=True, check=False)
    assert done.returncode == 78
    assert b"cannot run here" in done.stderr
