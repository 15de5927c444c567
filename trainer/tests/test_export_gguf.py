import json
from pathlib import Path

import gguf
import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from transformers import LlamaConfig, Qwen3Config
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

from anneal_trainer.adapters import read_config, read_weights
from anneal_trainer.base_models import write_base
from anneal_trainer.export_gguf import Layout, end_tokens, rope_factors, write_adapter, write_base as write_gguf
from anneal_trainer.export_tokenizer import LLAMA_3, NO_MERGES, QWEN_2, cutting, normalizer, vocabulary_of
from anneal_trainer.failures import Failure
from anneal_trainer.models import load_tokenizer


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("base")
    write_base({"kind": "tiny-random", "seed": 3}, folder)
    return folder


def read(path: Path) -> tuple[dict, dict]:
    """(metadata, tensors as numbers) of a GGUF file."""
    reader = gguf.GGUFReader(path)
    fields = {name: field.contents() for name, field in reader.fields.items()}
    tensors = {tensor.name: gguf.quants.dequantize(tensor.data, tensor.tensor_type) for tensor in reader.tensors}
    return fields, tensors


def kinds(path: Path) -> dict[str, str]:
    return {tensor.name: tensor.tensor_type.name for tensor in gguf.GGUFReader(path).tensors}


def test_a_base_in_f32_holds_every_weight_bit_for_bit_with_queries_and_keys_turned_for_neighbouring_pairs(base, tmp_path):
    write_gguf(Layout(str(base)), tmp_path / "model.gguf", "f32")
    fields, tensors = read(tmp_path / "model.gguf")
    weights = load_file(base / "model.safetensors")
    assert len(tensors) == len(weights)
    for ours, theirs in [("token_embd", "model.embed_tokens"), ("output", "lm_head"), ("output_norm", "model.norm"), ("blk.1.ffn_down", "model.layers.1.mlp.down_proj"), ("blk.0.attn_v", "model.layers.0.self_attn.v_proj")]:
        assert np.array_equal(tensors[f"{ours}.weight"], weights[f"{theirs}.weight"].numpy())
    # Transformers turns row i of a head with row i + half; llama.cpp turns rows 2i and 2i + 1
    heads, size = 4, 16
    theirs = weights["model.layers.0.self_attn.q_proj.weight"].numpy().reshape(heads, size, -1)
    ours = tensors["blk.0.attn_q.weight"].reshape(heads, size, -1)
    for row in range(size // 2):
        assert np.array_equal(ours[:, 2 * row], theirs[:, row])
        assert np.array_equal(ours[:, 2 * row + 1], theirs[:, row + size // 2])
    assert fields["general.architecture"] == "llama"
    assert fields["llama.attention.head_count_kv"] == 2
    assert fields["llama.context_length"] == 2048
    assert fields["llama.rope.freq_base"] == 10000.0


@pytest.mark.parametrize(("precision", "kind", "tolerance"), [("f16", "F16", 2**-11), ("bf16", "BF16", 2**-8), ("q8_0", "Q8_0", None)])
def test_other_precisions_round_matrices_and_leave_norms_alone(base, tmp_path, precision, kind, tolerance):
    write_gguf(Layout(str(base)), tmp_path / "model.gguf", precision)
    found = kinds(tmp_path / "model.gguf")
    assert found["blk.0.attn_q.weight"] == found["token_embd.weight"] == kind
    assert found["blk.0.attn_norm.weight"] == found["output_norm.weight"] == "F32"
    exact = load_file(base / "model.safetensors")["model.layers.0.mlp.up_proj.weight"].numpy()
    rounded = read(tmp_path / "model.gguf")[1]["blk.0.ffn_up.weight"]
    if tolerance is None:  # q8_0: blocks of 32 share a step of 1/127 of their largest value
        steps = np.abs(exact.reshape(-1, 32)).max(1, keepdims=True) / 127  # kept in half precision, which moves 127 steps by up to 127 / 2048
        assert (np.abs(rounded - exact).reshape(-1, 32) <= (0.5 + 127 / 2048) * steps).all()
    else:
        assert (np.abs(rounded - exact) <= tolerance * np.abs(exact) + 1e-7).all()


def test_the_tokenizer_is_written_whole_with_its_template_and_the_ends_that_generate_stops_at(base, tmp_path):
    layout = Layout(str(base))
    write_gguf(layout, tmp_path / "model.gguf", "f32")
    fields, _ = read(tmp_path / "model.gguf")
    tokenizer = load_tokenizer(str(base))
    assert fields["tokenizer.ggml.tokens"] == [tokenizer.convert_ids_to_tokens(number) for number in range(len(tokenizer))]
    assert fields["tokenizer.ggml.token_type"][:4] == [3, 3, 3, 1]
    assert fields["tokenizer.ggml.merges"] == [NO_MERGES]
    assert fields["tokenizer.ggml.pre"] == "gpt-2"
    assert fields["tokenizer.chat_template"] == tokenizer.chat_template
    assert fields["anneal.end_tokens"] == [tokenizer.eos_token_id] == end_tokens(layout, tokenizer)
    assert fields["anneal.vocabulary_size"] == 259
    assert fields["tokenizer.ggml.add_bos_token"] is False


def test_base_and_adapter_in_gguf_add_up_to_the_merged_model(trainer, trained, tmp_path):
    for part in ("base", "adapter"):
        request = {"id": part, "op": "export", "model": trained, "output": str(tmp_path / part), "dtype": "float32", "gguf": {"part": part, "precision": "f32"}}
        assert trainer.done(request)["files"] == ["model.gguf" if part == "base" else "adapter.gguf"]
    trainer.done({"id": "merged", "op": "export", "model": trained, "output": str(tmp_path / "merged"), "dtype": "float32"})
    layout = Layout(trained["base"])
    merged = load_file(tmp_path / "merged" / "model.safetensors")
    weights = read(tmp_path / "base" / "model.gguf")[1]
    fields, factors = read(tmp_path / "adapter" / "adapter.gguf")
    assert fields["general.type"] == "adapter" and fields["adapter.type"] == "lora"
    changed = {name.removesuffix(".lora_a") for name in factors if name.endswith(".lora_a")}
    assert len(changed) == 14  # seven matrices of two layers
    for key, weight in merged.items():
        name = f"{layout.name(key.removesuffix('.weight'))}.weight"
        expected = layout.reorder(key.removesuffix(".weight"), weight.numpy())
        ours = weights[name]
        if name in changed:
            a, b = factors[f"{name}.lora_a"], factors[f"{name}.lora_b"]
            ours = ours + fields["adapter.lora.alpha"] / a.shape[0] * (b @ a)
        np.testing.assert_allclose(ours, expected, atol=2e-6)


def test_what_llama_cpp_could_not_do_alike_is_refused(base, trained, tmp_path):
    config = json.loads((base / "config.json").read_text())
    other = tmp_path / "other"
    other.mkdir()
    (other / "config.json").write_text(json.dumps(config | {"architectures": ["MambaForCausalLM"]}))
    (other / "model.safetensors").write_bytes(b"")
    with pytest.raises(Failure, match="knows LlamaForCausalLM, Qwen2ForCausalLM, Qwen3ForCausalLM; .* is MambaForCausalLM"):
        Layout(str(other))
    adapter = tmp_path / "adapter"
    adapter.mkdir()
    for name in Path(trained["adapter"]).iterdir():
        (adapter / name.name).write_bytes(name.read_bytes())
    (adapter / "adapter_config.json").write_text(json.dumps(read_config(trained["adapter"]) | {"use_dora": True}))
    with pytest.raises(Failure, match="plain LoRA only; this adapter uses use_dora"):
        write_adapter(Layout(trained["base"]), str(adapter), tmp_path / "adapter.gguf")
    assert read_weights(str(adapter))  # its weights were fine


def test_an_adapter_is_asked_for_only_where_there_is_one(trainer, tiny, tmp_path):
    request = {"id": "x", "op": "export", "model": {"base": tiny, "adapter": None}, "output": str(tmp_path / "out"), "dtype": "float32", "gguf": {"part": "adapter", "precision": "f16"}}
    error = trainer.error(request)
    assert error["name"] == "BackendRefused"
    assert not (tmp_path / "out").exists()


def test_a_context_lengthened_as_llama_3_does_has_the_frequencies_of_transformers():
    rope = {"rope_type": "llama3", "rope_theta": 500000.0, "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 8192}
    config = LlamaConfig(hidden_size=512, num_attention_heads=4, max_position_embeddings=131072, rope_parameters=rope)
    expected, _ = ROPE_INIT_FUNCTIONS["llama3"](config, torch.device("cpu"))
    plain = 1 / rope["rope_theta"] ** (np.arange(0, 128, 2) / 128)
    np.testing.assert_allclose(plain / rope_factors(config, 128), expected.numpy(), rtol=1e-5)
    assert rope_factors(LlamaConfig(rope_parameters={"rope_type": "default", "rope_theta": 1e4}), 64) is None
    with pytest.raises(Failure, match="this model has yarn"):
        rope_factors(Qwen3Config(rope_parameters={"rope_type": "yarn", "rope_theta": 1e4, "factor": 4.0, "original_max_position_embeddings": 2048}), 64)


BYTES = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
PLAIN_BYTES = BYTES | {"use_regex": False}
SPLIT = {"type": "Split", "behavior": "Isolated", "invert": False}


@pytest.mark.parametrize(
    ("rule", "ignore_merges", "name"),
    [
        (BYTES, False, "gpt-2"),
        ({"type": "Sequence", "pretokenizers": [{"type": "Digits", "individual_digits": True}, BYTES]}, False, "smollm"),
        ({"type": "Sequence", "pretokenizers": [SPLIT | {"pattern": {"Regex": LLAMA_3}}, PLAIN_BYTES]}, True, "llama-bpe"),
        ({"type": "Sequence", "pretokenizers": [SPLIT | {"pattern": {"Regex": QWEN_2}}, PLAIN_BYTES]}, False, "qwen2"),
    ],
)
def test_ways_of_cutting_text_have_the_names_that_llama_cpp_gives_them(rule, ignore_merges, name):
    assert cutting(rule, ignore_merges) == name


@pytest.mark.parametrize("rule", [BYTES | {"add_prefix_space": True}, {"type": "Whitespace"}, {"type": "Sequence", "pretokenizers": [SPLIT | {"pattern": {"Regex": "x"}}, PLAIN_BYTES]}])
def test_a_way_of_cutting_text_that_has_no_name_is_refused(rule):
    with pytest.raises(Failure, match="this tokenizer's is another"):
        cutting(rule, False)


def test_a_normalizer_is_none_or_nfc():
    assert normalizer(None) == "" and normalizer({"type": "NFC"}) == "NFC"
    with pytest.raises(Failure, match="this one has Lowercase"):
        normalizer({"type": "Lowercase"})


def test_rows_of_the_embedding_without_a_text_are_unused_and_added_tokens_keep_to_themselves():
    added = {"id": 2, "content": "<end>", "special": True, "lstrip": False, "rstrip": False, "single_word": False}
    assert vocabulary_of({"a": 0}, [added], 4) == (["a", "<unused 1>", "<end>", "<unused 3>"], [1, 5, 3, 5])
    with pytest.raises(Failure, match="takes the space beside it"):
        vocabulary_of({"a": 0}, [added | {"lstrip": True}], 4)
    with pytest.raises(Failure, match="has 3 tokens, but the model's vocabulary is 2"):
        vocabulary_of({"a": 0}, [added], 2)
