from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from .speech import is_end, items_request, questions, read_lines, write_lines


def base(tiny: str) -> dict:
    return {"base": tiny, "adapter": None}


def texts(lines: list[dict]) -> dict[str, str]:
    return {line["id"]: line["text"] for line in lines}


def without_seconds(lines: list[dict]) -> list[dict]:
    return [{key: value for key, value in line.items() if key != "seconds"} for line in lines]


def test_greedy_answers_are_those_of_transformers_own_generate(trainer, trained, ask):
    items = questions(9)
    request = {"id": "export", "op": "export", "model": trained, "output": trained["adapter"] + "-merged", "dtype": "float32"}
    merged = trainer.done(request)["folder"]
    model, tokenizer = AutoModelForCausalLM.from_pretrained(merged), AutoTokenizer.from_pretrained(merged)
    lines = {line["id"]: line for line in ask("generate", trained, items, maxNewTokens=16)}
    for item in items:
        prompt = tokenizer.apply_chat_template(item["messages"], add_generation_prompt=True, return_tensors="pt", return_dict=True)
        answer = model.generate(**prompt, max_new_tokens=16, do_sample=False)[0, prompt["input_ids"].shape[1]:]
        line = lines[item["id"]]
        assert line["text"] == tokenizer.decode(answer, skip_special_tokens=True)
        assert line["finish"] == ("stop" if answer[-1] == tokenizer.eos_token_id else "length")
        assert (line["promptTokens"], line["answerTokens"]) == (prompt["input_ids"].shape[1], len(answer))


def test_a_tuned_model_stops_by_itself(trained, ask):
    items = [{"id": f"{a}{b}", "messages": [{"role": "user", "content": f"add {a} {b}"}]} for a in range(7) for b in range(5)]
    lines = ask("generate", trained, items, maxNewTokens=40, batchSize=8)
    assert sum(line["finish"] == "stop" for line in lines) > len(items) / 2


def test_references_are_scored_on_the_way_as_score_would_and_change_no_answer(trained, ask):
    items = [{**item, "reference": f"answer {number}"} for number, item in enumerate(questions(7))]
    plain = ask("generate", trained, [{key: item[key] for key in ("id", "messages")} for item in items], maxNewTokens=9, batchSize=3)
    lines = ask("generate", trained, items, "referenced.jsonl", maxNewTokens=9, batchSize=3)
    assert texts(lines) == texts(plain) and all("reference" not in line for line in plain)
    scored = {line["id"]: line for line in ask("score", trained, [{**item, "continuations": [item["reference"]]} for item in items], "scored.jsonl", batchSize=3)}
    for line in lines:
        expected, reference = scored[line["id"]], line["reference"]
        assert reference["logProb"] == pytest.approx(expected["logProbs"][0], abs=1e-4)
        assert (reference["tokens"], reference["greedy"]) == (expected["tokens"][0], expected["greedy"][0])


def test_unless_told_answers_are_half_as_long_again_as_the_longest_reference(tiny, ask):
    items = [{**item, "reference": "x" * 30} for item in questions(2)]
    lines = ask("generate", base(tiny), items, maxNewTokens=None)
    assert {line["answerTokens"] for line in lines if line["finish"] == "length"} == {47}  # 31 tokens with the end token
    short = ask("generate", base(tiny), [{**item, "reference": "x"} for item in questions(2)], "short.jsonl", maxNewTokens=None)
    assert {line["answerTokens"] for line in short if line["finish"] == "length"} == {16}


def test_rows_that_are_done_leave_the_batch_without_changing_the_others(trained, ask):
    items = [{"id": f"{a}{b}", "messages": [{"role": "user", "content": f"add {a} {b}"}]} for a in range(5) for b in range(5)]
    together = ask("generate", trained, items, output="together.jsonl", maxNewTokens=30, batchSize=25)
    alone = ask("generate", trained, items, output="alone.jsonl", maxNewTokens=30, batchSize=1)
    assert len({line["answerTokens"] for line in together}) > 1
    assert texts(together) == texts(alone)


def test_sampling_depends_on_the_seed_and_the_item_and_not_on_the_neighbours(tiny, ask):
    first = ask("generate", base(tiny), questions(8), output="a.jsonl", temperature=1.0)
    again = ask("generate", base(tiny), questions(8), output="b.jsonl", temperature=1.0)
    alone = ask("generate", base(tiny), questions(8)[3:4], output="c.jsonl", temperature=1.0)
    other = ask("generate", base(tiny), questions(8), output="d.jsonl", temperature=1.0, seed=6)
    assert without_seconds(first) == without_seconds(again)
    assert texts(alone)["q3"] == texts(first)["q3"]
    assert texts(other) != texts(first)


def test_a_top_p_of_nothing_leaves_the_likeliest_token(tiny, ask):
    greedy = ask("generate", base(tiny), questions(4), output="greedy.jsonl")
    sampled = ask("generate", base(tiny), questions(4), output="sampled.jsonl", temperature=0.7, topP=0)
    assert texts(greedy) == texts(sampled)


def test_answers_that_stand_there_are_kept_and_a_torn_line_is_asked_again(tmp_path, tiny, ask):
    whole = ask("generate", base(tiny), questions(10), output="whole.jsonl", temperature=1.0)
    lines = (tmp_path / "whole.jsonl").read_text().splitlines()
    (tmp_path / "torn.jsonl").write_text("\n".join(lines[:5]) + "\n" + lines[5][:20])
    mended = ask("generate", base(tiny), questions(10), output="torn.jsonl", temperature=1.0)
    assert mended[:5] == whole[:5]
    assert without_seconds(mended) == without_seconds(whole)


def test_stop_ends_after_the_batch_and_a_second_try_finishes(trainer, tiny, tmp_path):
    write_lines(tmp_path / "items.jsonl", questions(60))
    request = items_request("generate", base(tiny), str(tmp_path / "items.jsonl"), str(tmp_path / "out.jsonl")) | {"maxNewTokens": 200, "batchSize": 2}
    trainer.send(request)
    trainer.until(lambda answer: answer["type"] == "progress" and answer["step"] >= 2)
    trainer.send({"id": "halt", "op": "stop"})
    result = trainer.until(is_end)[-1]["result"]
    assert trainer.until(is_end)[-1]["id"] == "halt"
    assert result["interrupted"] and 2 <= result["items"] < 60
    assert len(read_lines(tmp_path / "out.jsonl")) == result["items"]
    assert trainer.done(request | {"maxNewTokens": 3})["items"] == 60
    assert {line["id"] for line in read_lines(tmp_path / "out.jsonl")} == {f"q{number}" for number in range(60)}


def test_completion_without_a_prompt_begins_from_nothing(tiny, ask):
    [line] = ask("generate", base(tiny), [{"id": "e", "messages": [{"role": "user", "content": ""}]}], format="completion", maxNewTokens=5)
    assert (line["promptTokens"], line["answerTokens"]) == (1, 5)


@pytest.mark.parametrize(("items", "complaint"), [
    (questions(1) * 2, "stands there twice"),
    ([{"id": "long", "messages": [{"role": "user", "content": "x" * 2040}]}], "do not fit the context of 2048"),
])
def test_questions_that_cannot_be_asked_are_refused_before_any_is(trainer, tiny, tmp_path, items, complaint):
    write_lines(tmp_path / "items.jsonl", questions(3)[1:] + items)
    output = tmp_path / "out.jsonl"
    error = trainer.error(items_request("generate", base(tiny), str(tmp_path / "items.jsonl"), str(output)))
    assert (error["name"], complaint in error["message"], output.exists()) == ("InvalidInput", True, False)


def test_an_adapter_changed_on_disk_is_loaded_anew(trained, tiny, ask, tmp_path):
    import shutil

    from safetensors.torch import load_file, save_file

    folder = tmp_path / "adapter"
    shutil.copytree(trained["adapter"], folder)
    model = {"base": tiny, "adapter": str(folder)}
    before = ask("generate", model, questions(4), output="before.jsonl")
    weights = load_file(folder / "adapter_model.safetensors")
    save_file({name: torch.zeros_like(tensor) for name, tensor in weights.items()}, folder / "adapter_model.safetensors", {"format": "pt"})
    after = ask("generate", model, questions(4), output="after.jsonl")
    plain = ask("generate", base(tiny), questions(4), output="plain.jsonl")
    assert texts(before) != texts(after) == texts(plain)


def test_an_adapter_folder_without_safetensors_is_refused(trainer, tiny, tmp_path):
    (tmp_path / "adapter_config.json").write_text('{"peft_type": "LORA", "r": 4, "lora_alpha": 8, "target_modules": ["q_proj"]}')
    write_lines(tmp_path / "items.jsonl", questions(1))
    model = {"base": tiny, "adapter": str(Path(tmp_path))}
    error = trainer.error(items_request("generate", model, str(tmp_path / "items.jsonl"), str(tmp_path / "out.jsonl")))
    assert (error["name"], "safetensors only" in error["message"]) == ("InvalidInput", True)
