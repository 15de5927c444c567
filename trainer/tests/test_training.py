import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from anneal_trainer.checkpoints import open_checkpoint
from anneal_trainer.environment import has_bfloat16

from .speech import STRONG_LORA, TrainerProcess, arithmetic_rows, is_end, questions, train_request, write_lines

EXACT = ("adapter_model.safetensors", "optimizer.pt", "rng_state.pth")
PLACES = {"adapter": "", "curves": "", "seconds": 0}  # of a result: what differs between equal trainings


def bytes_of(folder, names=EXACT) -> dict[str, bytes]:
    return {name: (Path(folder) / name).read_bytes() for name in names}


def final(request: dict) -> Path:
    """The checkpoint of the last step."""
    return max((Path(request["scratch"]) / "checkpoints").iterdir(), key=lambda folder: int(folder.name))


def latest(request: dict) -> str:
    return str(final(request))


@pytest.fixture(scope="module")
def undisturbed(trainer, tiny, tmp_path_factory):
    """Answers and request of a training that nothing disturbed."""
    folder = tmp_path_factory.mktemp("undisturbed")
    write_lines(folder / "train.jsonl", arithmetic_rows(40))
    write_lines(folder / "validation.jsonl", arithmetic_rows(6))
    request = train_request(tiny, str(folder / "train.jsonl"), str(folder / "validation.jsonl"), str(folder / "scratch"))
    return trainer.ask(request), request


def test_training_learns_and_says_how(undisturbed):
    answers, request = undisturbed
    result = answers[-1]["result"]
    evaluations = [answer for answer in answers if answer["type"] == "evaluation"]
    assert [answer["step"] for answer in evaluations] == [5, 10, 15, 20, 25, 30]
    assert evaluations[-1]["validationLoss"] < evaluations[0]["validationLoss"]
    assert result["bestValidationLoss"] == min(answer["validationLoss"] for answer in evaluations)
    assert (result["steps"], result["totalSteps"], result["interrupted"], result["earlyStopped"], result["bitExact"]) == (30, 30, False, False, True)
    assert result["trainableParameters"] == 2 * (4 * 64 + 64 * 4 + 4 * 64 + 32 * 4)
    assert result["canaryDifference"] > 0
    assert result["environment"]["threads"] == 1
    assert [answer["step"] for answer in answers if answer["type"] == "checkpoint"] == [30]
    assert answers[0]["type"] == "progress" and answers[0]["phase"] == "loading"


def test_the_adapter_is_the_best_one_by_validation_loss(undisturbed):
    result = undisturbed[0][-1]["result"]
    checkpoint = final(undisturbed[1])
    assert json.loads((checkpoint / "best.json").read_text()) == {"step": result["bestStep"], "validationLoss": result["bestValidationLoss"]}
    assert (Path(result["adapter"]) / "adapter_model.safetensors").read_bytes() == (checkpoint / "best_adapter_model.safetensors").read_bytes()


def test_the_curves_hold_every_step_and_every_look_at_validation_rows(undisturbed):
    answers, request = undisturbed
    curves = json.loads(Path(answers[-1]["result"]["curves"]).read_text())
    assert [point["step"] for point in curves["train"]] == list(range(1, 31))
    assert curves["validation"] == [{"step": answer["step"], "loss": answer["validationLoss"], "best": answer["best"]} for answer in answers if answer["type"] == "evaluation"]
    assert json.loads((final(request) / "curves.json").read_text()) == curves


def test_train_tokens_count_every_row_of_every_epoch(undisturbed, tiny):
    from transformers import AutoTokenizer

    from anneal_trainer.rows import read_rows

    rows = read_rows(undisturbed[1]["train"], AutoTokenizer.from_pretrained(tiny), "chat")
    assert undisturbed[0][-1]["result"]["trainTokens"] == 3 * sum(len(row.tokens) for row in rows)


def test_no_file_names_a_place_on_this_machine(undisturbed):
    for path in [*final(undisturbed[1]).iterdir(), *Path(undisturbed[0][-1]["result"]["adapter"]).iterdir()]:
        content = path.read_bytes()
        assert undisturbed[1]["scratch"].encode() not in content
        assert undisturbed[1]["model"]["base"].encode() not in content


def test_a_checkpoint_holds_what_a_resume_needs_and_no_pickled_arguments(undisturbed):
    assert {path.name for path in final(undisturbed[1]).iterdir()} == {
        "adapter_config.json", "adapter_model.safetensors", "best.json", "best_adapter_model.safetensors", "course.json",
        "curves.json", "manifest.json", "optimizer.pt", "rng_state.pth", "scheduler.pt", "trainer_state.json",
    }
    assert json.loads((final(undisturbed[1]) / "adapter_config.json").read_text())["target_modules"] == ["q_proj", "v_proj"]


def test_tensorboard_can_read_the_curves(undisturbed):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    events = EventAccumulator(str(Path(undisturbed[1]["scratch"]) / "logs")).Reload()
    assert [event.step for event in events.Scalars("train/loss")] == list(range(1, 31))
    assert [event.step for event in events.Scalars("validation/loss")] == [5, 10, 15, 20, 25, 30]


def test_bytes_do_not_depend_on_what_the_process_did_before(trainer, undisturbed, trained, ask, training):
    ask("generate", trained, questions(5), temperature=0.8)
    ask("score", trained, [{**question, "continuations": ["sum 1"]} for question in questions(5)], output="scores.jsonl")
    request = undisturbed[1] | {"scratch": training()["scratch"]}
    result = trainer.done(request)
    assert bytes_of(final(request)) == bytes_of(final(undisturbed[1]))
    assert result | PLACES == undisturbed[0][-1]["result"] | PLACES


def test_a_killed_training_resumes_to_the_same_bytes(trainer, undisturbed, training, tmp_path):
    request = undisturbed[1] | {"scratch": training()["scratch"], "checkpointEverySeconds": 0.001}
    victim = TrainerProcess(tmp_path)
    step = victim.start_until_checkpoint(request, step=13)["step"]  # inside the second epoch
    victim.kill()
    assert step < 30
    resumed = request | {"resumeFrom": latest(request), "scratch": request["scratch"] + "-2", "checkpointEverySeconds": 3600}
    result = trainer.done(resumed)
    names = (*EXACT, "scheduler.pt", "trainer_state.json", "course.json", "curves.json", "best.json")
    assert bytes_of(final(resumed), names) == bytes_of(final(undisturbed[1]), names)
    assert result | PLACES == undisturbed[0][-1]["result"] | PLACES
    assert Path(result["curves"]).read_bytes() == Path(undisturbed[0][-1]["result"]["curves"]).read_bytes()


@pytest.mark.skipif(not has_bfloat16(), reason="this processor has no bfloat16 arithmetic")
def test_a_killed_bfloat16_training_on_two_threads_resumes_to_the_same_bytes(trainer, training, tmp_path):
    settings = {"dtype": "bfloat16", "epochs": 2.4}
    whole = training("whole", settings=settings, threads=2)
    trainer.done(whole)
    victim = TrainerProcess(tmp_path)
    request = training("killed", settings=settings, threads=2, checkpointEverySeconds=0.001)
    victim.start_until_checkpoint(request, step=7)
    victim.kill()
    resumed = request | {"resumeFrom": latest(request), "scratch": request["scratch"] + "-2"}
    assert trainer.done(resumed)["bitExact"]
    assert bytes_of(final(resumed)) == bytes_of(final(whole))


def test_stop_saves_at_the_end_of_a_step_and_the_process_goes_on(trainer, undisturbed, training):
    request = undisturbed[1] | {"scratch": training()["scratch"], "checkpointEverySeconds": 0.001}
    trainer.start_until_checkpoint(request, step=4)
    trainer.send({"id": "halt", "op": "stop"})
    answers = trainer.until(is_end)
    result = answers[-1]["result"]
    assert result["interrupted"] and result["adapter"] is None and result["steps"] < 30
    assert [answer["step"] for answer in answers if answer["type"] == "checkpoint"][-1] == result["steps"]
    assert trainer.until(is_end)[-1] | {"seq": 0} == {"id": "halt", "seq": 0, "type": "done", "result": None}
    resumed = request | {"resumeFrom": latest(request), "scratch": request["scratch"] + "-2", "checkpointEverySeconds": 3600}
    assert trainer.done(resumed)["steps"] == 30
    assert bytes_of(final(resumed)) == bytes_of(final(undisturbed[1]))


def test_sigterm_saves_and_exits_75(undisturbed, training, tmp_path):
    process = TrainerProcess(tmp_path)
    request = undisturbed[1] | {"scratch": training()["scratch"], "checkpointEverySeconds": 0.001}
    process.start_until_checkpoint(request, step=4)
    process.process.terminate()
    answers = process.until(is_end)
    assert answers[-1]["result"]["interrupted"]
    assert process.process.wait(timeout=60) == 75
    assert open_checkpoint(final(request), request["trainingHash"])["step"] == answers[-1]["result"]["steps"]


def test_the_end_of_input_counts_as_the_death_of_the_parent(undisturbed, training, tmp_path):
    process = TrainerProcess(tmp_path)
    request = undisturbed[1] | {"scratch": training()["scratch"], "checkpointEverySeconds": 0.001}
    step = process.start_until_checkpoint(request, step=2)["step"]
    assert process.end() == 75
    assert open_checkpoint(final(request), request["trainingHash"])["step"] >= step


def test_resuming_a_finished_training_gives_its_adapter_again(trainer, undisturbed, training):
    request = undisturbed[1] | {"resumeFrom": latest(undisturbed[1]), "scratch": training()["scratch"]}
    result = trainer.done(request)
    assert result["steps"] == 30
    assert bytes_of(result["adapter"], EXACT[:1]) == bytes_of(undisturbed[0][-1]["result"]["adapter"], EXACT[:1])


def test_another_environment_goes_on_with_a_warning_and_without_the_promise(trainer, undisturbed, training):
    partial = undisturbed[1] | {"scratch": training("first")["scratch"], "checkpointEverySeconds": 0.001}
    trainer.start_until_checkpoint(partial, step=3)
    trainer.send({"id": "halt", "op": "stop"})
    trainer.until(is_end), trainer.until(is_end)
    answers = trainer.ask(partial | {"resumeFrom": latest(partial), "microBatchSize": 4, "scratch": training("second")["scratch"]})
    assert [answer["code"] for answer in answers if answer["type"] == "warning"] == ["EnvironmentChanged"]
    assert answers[-1]["result"]["bitExact"] is False
    assert json.loads((final(training("second")) / "manifest.json").read_text())["bitExact"] is False


def test_an_altered_checkpoint_is_never_resumed_from(trainer, undisturbed, training, tmp_path):
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(latest(undisturbed[1]), copy)
    content = bytearray((copy / "optimizer.pt").read_bytes())
    content[len(content) // 2] ^= 1
    (copy / "optimizer.pt").write_bytes(content)
    error = trainer.error(training(resumeFrom=str(copy)))
    assert (error["name"], "optimizer.pt" in error["message"]) == ("CheckpointCorrupt", True)


def test_a_checkpoint_of_another_training_is_refused(trainer, undisturbed, training):
    assert trainer.error(training(resumeFrom=latest(undisturbed[1]), trainingHash="b" * 64))["name"] == "BackendRefused"


def test_patience_ends_a_training_that_gets_worse_and_keeps_the_best_adapter(trainer, training, tmp_path):
    wrong = [{**row, "messages": [row["messages"][0], {"role": "assistant", "content": "ZZZZZZ"}]} for row in arithmetic_rows(6)]
    write_lines(tmp_path / "wrong.jsonl", wrong)
    request = training(validation=str(tmp_path / "wrong.jsonl"), settings={"earlyStoppingPatience": 1, "epochs": 20, "evaluationsPerEpoch": 10, "learningRate": 0.05})
    result = trainer.done(request)
    assert result["earlyStopped"] and not result["interrupted"]
    assert result["bestStep"] < result["steps"] < result["totalSteps"]
    again = trainer.done(request | {"resumeFrom": latest(request), "scratch": request["scratch"] + "-2"})
    assert again["earlyStopped"] and again["steps"] == result["steps"]


def test_an_adapter_is_carried_on_with_a_fresh_optimizer(trainer, training, trained):
    request = training(model=trained, settings={"learningRate": 0.001, "epochs": 1}, lora=STRONG_LORA)
    result = trainer.done(request)
    before = load_file(Path(trained["adapter"]) / "adapter_model.safetensors")
    after = load_file(Path(result["adapter"]) / "adapter_model.safetensors")
    assert before.keys() == after.keys()
    changes = [(before[name] - after[name]).abs().max().item() for name in before]
    assert 0 < max(changes) < 0.1
    assert torch.load(final(request) / "optimizer.pt", weights_only=True)["state"][0]["step"].item() == 10


def test_an_adapter_of_another_shape_is_refused(trainer, training, trained):
    error = trainer.error(training(model=trained, lora=STRONG_LORA | {"r": 8}))
    assert error["name"] == "BackendRefused"
    assert "r 16 (asked: 8)" in error["message"]


def test_a_target_that_matches_no_module_is_refused_with_those_that_exist(trainer, training):
    error = trainer.error(training(lora={"targetModules": ["q_proj", "c_attn"]}))
    assert error["name"] == "BackendRefused"
    assert "c_attn match no module" in error["message"]
    assert "down_proj, gate_proj, k_proj, o_proj, q_proj, up_proj, v_proj" in error["message"]


@pytest.mark.parametrize(("settings", "words"), [({"dtype": "float16"}, "float16"), ({"quantization": "nf4"}, "nf4")])
def test_what_needs_a_gpu_is_refused_without_one(trainer, training, settings, words):
    if trainer.hello["cuda"]:
        pytest.skip("this machine has a GPU")
    error = trainer.error(training(settings=settings))
    assert error["name"] == "BackendRefused"
    assert words in error["message"]


def test_a_loss_that_is_not_finite_ends_the_training_by_name(trainer, training):
    error = trainer.error(training(settings={"learningRate": 1e25, "maxGradNorm": 1e30}))
    assert error["name"] == "TrainingDiverged"
    assert "at step" in error["message"]


def test_an_adapter_that_changes_nothing_is_an_error(trainer, training):
    error = trainer.error(training(settings={"learningRate": 1e-30, "epochs": 0.2}))
    assert error["name"] == "TrainingDiverged"
    assert "changes nothing" in error["message"]


def test_a_micro_batch_that_does_not_divide_is_an_invalid_input(trainer, training):
    assert trainer.error(training(microBatchSize=3))["name"] == "InvalidInput"


def test_rows_and_settings_that_cannot_be_trained_are_named(trainer, training, tmp_path):
    (tmp_path / "empty.jsonl").write_text("")
    assert "no row to train on" in trainer.error(training(train=str(tmp_path / "empty.jsonl")))["message"]
    assert "40 of 40 train rows and 6 of 6 validation rows have more tokens than maxTokens 10" in trainer.error(training(settings={"maxTokens": 10}))["message"]
    assert "context of 2048" in trainer.error(training(settings={"maxTokens": 4096}))["message"]


def test_rows_that_are_too_long_are_left_out_and_listed_and_the_others_train_as_if_alone(trainer, training, tmp_path):
    long = [{"id": f"long-{n}", "messages": [{"role": "user", "content": "add " + "1" * 300}, {"role": "assistant", "content": "secret"}]} for n in range(2)]
    rows = arithmetic_rows(20)
    write_lines(tmp_path / "alone.jsonl", rows)
    write_lines(tmp_path / "mixed.jsonl", [*rows[:3], long[0], *rows[3:], long[1], long[1]])
    write_lines(tmp_path / "validation-mixed.jsonl", [*arithmetic_rows(40)[:6], long[0]])
    alone = trainer.done(training("alone", train=str(tmp_path / "alone.jsonl")))
    answers = trainer.ask(training("mixed", train=str(tmp_path / "mixed.jsonl"), validation=str(tmp_path / "validation-mixed.jsonl")))
    result = answers[-1]["result"]
    assert bytes_of(result["adapter"], EXACT[:1]) == bytes_of(alone["adapter"], EXACT[:1])
    assert [json.loads(line)["id"] for line in Path(result["tooLong"]).read_text().splitlines()] == ["long-0", "long-1"]
    assert alone["tooLong"] is None
    [warning] = [answer for answer in answers if answer["type"] == "warning"]
    assert warning["code"] == "RowsTooLong"
    assert "3 of 23 train rows and 1 of 7 validation rows have more tokens than maxTokens 256" in warning["message"]
    assert "secret" not in warning["message"]


def test_accumulated_micro_batches_train_as_one_batch(trainer, training):
    weights = []
    for size in (1, 4):
        request = training(f"micro-{size}", microBatchSize=size, lora={"dropout": 0}, settings={"epochs": 1})
        weights.append(load_file(Path(trainer.done(request)["adapter"]) / "adapter_model.safetensors"))
    assert all(torch.allclose(weights[0][name], weights[1][name], atol=1e-4) for name in weights[0])


def test_gradient_checkpointing_changes_memory_and_not_the_result(trainer, training):
    weights = []
    for checkpointing in (False, True):
        request = training(f"gc-{checkpointing}", settings={"gradientCheckpointing": checkpointing, "epochs": 1})
        weights.append(load_file(Path(trainer.done(request)["adapter"]) / "adapter_model.safetensors"))
    assert all(torch.allclose(weights[0][name], weights[1][name], atol=1e-5) for name in weights[0])


def test_completion_rows_without_prompts_are_trained_on(trainer, training, tmp_path):
    rows = [{"id": str(n), "messages": [{"role": "user", "content": ""}, {"role": "assistant", "content": "the licence is granted"}]} for n in range(12)]
    write_lines(tmp_path / "texts.jsonl", rows)
    result = trainer.done(training(train=str(tmp_path / "texts.jsonl"), validation=None, settings={"format": "completion"}))
    assert result["bestStep"] is None and result["bestValidationLoss"] is None
    assert result["trainTokens"] == 3 * 12 * (1 + len(" the licence is granted") + 1)


def test_a_full_disk_is_named_and_leaves_older_checkpoints_whole(trainer, training):
    resource = pytest.importorskip("resource")
    if not hasattr(resource, "prlimit"):
        pytest.skip("limits of another process can be set on Linux only")
    request = training(checkpointEverySeconds=0.001, settings={"epochs": 20})
    saved = trainer.start_until_checkpoint(request, step=2)
    soft, hard = resource.prlimit(trainer.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(trainer.pid, resource.RLIMIT_FSIZE, (4000, hard))
    try:
        last = trainer.until(is_end)[-1]
    finally:
        resource.prlimit(trainer.pid, resource.RLIMIT_FSIZE, (soft, hard))
    assert (last["type"], last["name"]) == ("error", "DiskFull")
    assert open_checkpoint(Path(saved["folder"]), request["trainingHash"])["step"] == saved["step"]
    assert all(not path.name.startswith(".partial") for path in Path(saved["folder"]).parent.iterdir())
