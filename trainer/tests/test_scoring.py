import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from .speech import items_request, questions, write_lines


def scored(ask, model, items, **changes) -> dict[str, dict]:
    return {line["id"]: line for line in ask("score", model, items, **changes)}


def with_continuations(count: int) -> list[dict]:
    options = ["sum 3", "", "it is more than that", "s"]
    return [{**question, "continuations": options[:1 + number % 4]} for number, question in enumerate(questions(count))]


def reference(model, tokenizer, item: dict, continuation: str) -> tuple[float, int, bool]:
    """The plain way: one full pass over prompt and continuation."""
    prompt = tokenizer.apply_chat_template(item["messages"], add_generation_prompt=True, tokenize=False)
    before = tokenizer(prompt, add_special_tokens=False)["input_ids"]
    after = tokenizer(continuation, add_special_tokens=False)["input_ids"] + [tokenizer.eos_token_id]
    with torch.no_grad():
        logits = model(torch.tensor([before + after])).logits[0, len(before) - 1:-1]
    targets = torch.tensor(after)
    log_probs = torch.log_softmax(logits, -1).gather(1, targets[:, None]).sum().item()
    return log_probs, len(after), bool((logits.argmax(-1) == targets).all())


def test_log_likelihoods_are_those_of_a_plain_forward_pass(tiny, ask):
    model, tokenizer = AutoModelForCausalLM.from_pretrained(tiny), AutoTokenizer.from_pretrained(tiny)
    items = with_continuations(11)
    lines = scored(ask, {"base": tiny, "adapter": None}, items)
    for item in items:
        expected = [reference(model, tokenizer, item, continuation) for continuation in item["continuations"]]
        line = lines[item["id"]]
        assert line["logProbs"] == pytest.approx([log_prob for log_prob, _, _ in expected], abs=1e-3)
        assert line["tokens"] == [count for _, count, _ in expected]
        assert line["greedy"] == [greedy for _, _, greedy in expected]


def test_what_greedy_decoding_says_is_scored_as_greedy(trained, ask):
    items = [{"id": f"{a}{b}", "messages": [{"role": "user", "content": f"add {a} {b}"}]} for a in range(7) for b in range(5)]
    answers = [line for line in ask("generate", trained, items, output="said.jsonl", maxNewTokens=40) if line["finish"] == "stop"]
    said = {line["id"]: line["text"] for line in answers}
    assert said
    questions_again = [{**item, "continuations": [said[item["id"]], said[item["id"]] + "!"]} for item in items if item["id"] in said]
    lines = scored(ask, trained, questions_again, output="scored.jsonl")
    assert all(line["greedy"] == [True, False] for line in lines.values())


def test_an_end_token_alone_is_a_continuation(tiny, ask):
    line = scored(ask, {"base": tiny, "adapter": None}, [{**questions(1)[0], "continuations": ["", ""]}])["q0"]
    assert line["tokens"] == [1, 1]
    assert line["logProbs"][0] == line["logProbs"][1] < 0


def test_many_continuations_are_cut_into_several_passes(tiny, ask):
    many = [{**question, "continuations": [str(number) for number in range(50)]} for question in questions(4)]
    few = [{**question, "continuations": ["7", "49"]} for question in questions(4)]
    all_lines, some = scored(ask, {"base": tiny, "adapter": None}, many), scored(ask, {"base": tiny, "adapter": None}, few, output="few.jsonl")
    for name, line in some.items():
        assert line["logProbs"] == pytest.approx([all_lines[name]["logProbs"][7], all_lines[name]["logProbs"][49]], abs=1e-3)


def test_a_question_without_continuations_is_refused(trainer, tiny, tmp_path):
    write_lines(tmp_path / "items.jsonl", questions(1))
    error = trainer.error(items_request("score", {"base": tiny, "adapter": None}, str(tmp_path / "items.jsonl"), str(tmp_path / "out.jsonl")))
    assert (error["name"], "`continuations` is missing" in error["message"]) == ("InvalidInput", True)
