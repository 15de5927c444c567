"""The operation `export` as GGUF, the format of llama.cpp: a base model, or an adapter beside it. Weights pass through one tensor at a time."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import gguf
import numpy as np
import torch
from gguf import GGMLQuantizationType as Kind
from safetensors import safe_open
from transformers import AutoConfig, GenerationConfig, PretrainedConfig, PreTrainedTokenizerBase

from . import adapters
from .base_models import check_folder
from .environment import cores, settle
from .export_tokenizer import add_tokenizer
from .failures import refused
from .files import commit_folder
from .models import load_tokenizer
from .session import Session

PRECISIONS = {"f32": Kind.F32, "f16": Kind.F16, "bf16": Kind.BF16, "q8_0": Kind.Q8_0}
FILE_TYPES = {"f32": 0, "f16": 1, "q8_0": 7, "bf16": 32}  # llama.cpp's llama_ftype
# By Transformers' class: llama.cpp's architecture, and whether its rotary embedding pairs neighbours where Transformers pairs halves.
ARCHITECTURES = {
    "LlamaForCausalLM": (gguf.MODEL_ARCH.LLAMA, True),
    "Qwen2ForCausalLM": (gguf.MODEL_ARCH.QWEN2, False),
    "Qwen3ForCausalLM": (gguf.MODEL_ARCH.QWEN3, False),
}


def export_gguf(request: dict, session: Session) -> dict:
    """Writes `model.gguf` (the base model alone) or `adapter.gguf` into a new folder; an `ExportResult`."""
    begun = time.monotonic()
    settle(cores(), 0)
    session.shelf.clear()
    model, wanted, target = request["model"], request["gguf"], Path(request["output"])
    layout = Layout(model["base"])
    if wanted["part"] == "adapter" and model["adapter"] is None:
        raise refused("An adapter was to be exported, but the model has none. Export the base instead.")

    def fill(folder: Path) -> None:
        if wanted["part"] == "base":
            write_base(layout, folder / "model.gguf", wanted["precision"])
        else:
            write_adapter(layout, model["adapter"], folder / "adapter.gguf")

    with session.phase("saving"):
        commit_folder(target, fill)
    return {"folder": str(target), "files": sorted(path.name for path in target.iterdir()), "seconds": time.monotonic() - begun}


class Layout:
    """Where llama.cpp keeps what a base model's folder holds: architecture, names, order of rows."""

    def __init__(self, folder: str):
        check_folder(Path(folder))
        self.folder = Path(folder)
        self.config: PretrainedConfig = AutoConfig.from_pretrained(folder, local_files_only=True)
        name = (self.config.architectures or ["unknown"])[0]
        if name not in ARCHITECTURES:
            raise refused(f"The export to GGUF knows {', '.join(ARCHITECTURES)}; {folder} is {name}. Serve it with another server: `anneal model get --merged` gives a Transformers folder.")
        self.arch, self.interleaved = ARCHITECTURES[name]
        self.names = gguf.get_tensor_name_map(self.arch, self.config.num_hidden_layers)
        self.heads = self.config.num_attention_heads
        self.kv_heads = getattr(self.config, "num_key_value_heads", None) or self.heads
        self.head_size = getattr(self.config, "head_dim", None) or self.config.hidden_size // self.heads

    def name(self, module: str) -> str:
        """llama.cpp's name of a module such as `model.layers.0.self_attn.q_proj`."""
        found = self.names.get_name(module)
        if found is None:
            raise refused(f"llama.cpp has no place for {module} in a model of the kind {gguf.MODEL_ARCH_NAMES[self.arch]}.")
        return found

    def reorder(self, module: str, rows: np.ndarray) -> np.ndarray:
        """Rows of what makes queries and keys, moved to where llama.cpp's rotary embedding looks for them."""
        last = module.rpartition(".")[2]
        if not self.interleaved or last not in ("q_proj", "k_proj"):
            return rows
        heads = self.heads if last == "q_proj" else self.kv_heads
        return rows.reshape(heads, 2, -1, *rows.shape[1:]).swapaxes(1, 2).reshape(rows.shape)

    def tensors(self) -> Iterator[tuple[str, tuple[int, ...], Callable[[], np.ndarray]]]:
        """(llama.cpp's name, shape, how to read it until the next one is asked for) of every weight, in a fixed order."""
        tied = self.config.tie_word_embeddings
        for path in sorted(self.folder.glob("*.safetensors")):
            with safe_open(path, framework="pt") as file:
                for key in sorted(file.keys()):
                    module, _, kind = key.rpartition(".")
                    if module == "lm_head" and tied or module.endswith("rotary_emb"):
                        continue
                    name, shape = f"{self.name(module)}.{kind}", tuple(file.get_slice(key).get_shape())
                    yield name, shape, lambda file=file, key=key, module=module: self.reorder(module, file.get_tensor(key).to(torch.float32).numpy())
        factors = rope_factors(self.config, self.head_size)
        if factors is not None:
            yield "rope_freqs.weight", factors.shape, lambda: factors


def write_base(layout: Layout, path: Path, precision: str) -> None:
    """Matrices in `precision`, the rest (norms, biases) in float32, as llama.cpp wants them."""
    writer = gguf.GGUFWriter(path, gguf.MODEL_ARCH_NAMES[layout.arch])
    add_shape(writer, layout)
    writer.add_file_type(FILE_TYPES[precision])
    tokenizer = load_tokenizer(str(layout.folder))
    add_tokenizer(writer, tokenizer, layout.config.vocab_size, end_tokens(layout, tokenizer))
    kinds = {}
    for name, shape, _ in layout.tensors():
        kinds[name] = Kind.F32 if len(shape) == 1 else fitting(PRECISIONS[precision], shape)
        writer.add_tensor_info(name, shape, np.dtype(np.float32), byte_count(shape, kinds[name]), kinds[name])
    write(writer, (gguf.quants.quantize(read(), kinds[name]) for name, _, read in layout.tensors()))


def add_shape(writer: gguf.GGUFWriter, layout: Layout) -> None:
    config = layout.config
    if getattr(config, "use_sliding_window", False):
        raise refused("The export to GGUF knows full attention only; this model's attention slides.")
    writer.add_name(layout.folder.name)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(layout.heads)
    writer.add_head_count_kv(layout.kv_heads)
    writer.add_key_length(layout.head_size)
    writer.add_value_length(layout.head_size)
    writer.add_rope_dimension_count(layout.head_size)
    writer.add_rope_freq_base(config.rope_parameters["rope_theta"])
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_vocab_size(config.vocab_size)


def rope_factors(config: PretrainedConfig, head_size: int) -> np.ndarray | None:
    """What each frequency is divided by where the context was lengthened as Llama 3.1 does; None where it was not lengthened."""
    rope = config.rope_parameters
    kind = rope.get("rope_type", "default")
    if kind == "default":
        return None
    if kind != "llama3":
        raise refused(f"The export to GGUF knows the rotary embeddings default and llama3; this model has {kind}.")
    lengths = 2 * np.pi * rope["rope_theta"] ** (np.arange(0, head_size, 2, dtype=np.float64) / head_size)
    longest = rope["original_max_position_embeddings"] / rope["low_freq_factor"]
    shortest = rope["original_max_position_embeddings"] / rope["high_freq_factor"]
    smooth = (rope["original_max_position_embeddings"] / lengths - rope["low_freq_factor"]) / (rope["high_freq_factor"] - rope["low_freq_factor"])
    blended = 1 / ((1 - smooth) / rope["factor"] + smooth)
    return np.where(lengths < shortest, 1.0, np.where(lengths > longest, rope["factor"], blended)).astype(np.float32)


def end_tokens(layout: Layout, tokenizer: PreTrainedTokenizerBase) -> list[int]:
    """The ends that `generate` stops at: what training teaches, and what the base model was made with."""
    try:
        own = GenerationConfig.from_pretrained(layout.folder, local_files_only=True).eos_token_id
    except OSError:
        own = layout.config.eos_token_id
    return sorted({tokenizer.eos_token_id, *(own if isinstance(own, list) else [] if own is None else [own])})


def write_adapter(layout: Layout, folder: str, path: Path) -> None:
    """The adapter's matrices in float32: they are small, and llama.cpp adds B·A·x × alpha ÷ r at every step."""
    config, weights = adapters.read_config(folder), adapters.read_weights(folder)
    unknown = [key for key in ("use_dora", "lora_bias", "rank_pattern", "alpha_pattern", "modules_to_save", "fan_in_fan_out") if config.get(key)]
    if unknown:
        raise refused(f"The export to GGUF knows plain LoRA only; this adapter uses {', '.join(unknown)}.")
    writer = gguf.GGUFWriter(path, gguf.MODEL_ARCH_NAMES[layout.arch])
    writer.add_type(gguf.GGUFType.ADAPTER)
    writer.add_string(gguf.Keys.Adapter.TYPE, "lora")
    rank_stable = config["r"] ** 0.5 if config.get("use_rslora") else 1.0
    writer.add_float32(gguf.Keys.Adapter.LORA_ALPHA, config["lora_alpha"] * rank_stable)
    tensors = [adapter_tensor(layout, key, weights[key]) for key in sorted(weights)]
    for name, values in tensors:
        writer.add_tensor_info(name, values.shape, values.dtype, values.nbytes)
    write(writer, (values for _, values in tensors))


def adapter_tensor(layout: Layout, key: str, weight: torch.Tensor) -> tuple[str, np.ndarray]:
    """`base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight` → `blk.0.attn_q.weight.lora_a`."""
    module, _, kind = key.removeprefix("base_model.model.").removesuffix(".weight").rpartition(".")
    if kind not in ("lora_A", "lora_B"):
        raise refused(f"The export to GGUF knows plain LoRA only; this adapter holds {key}.")
    values = weight.to(torch.float32).numpy()
    rows = layout.reorder(module, values) if kind == "lora_B" else values  # B gives the rows of W; A's are the rank's
    return f"{layout.name(module)}.weight.{kind.lower()}", np.ascontiguousarray(rows)


def fitting(kind: Kind, shape: tuple[int, ...]) -> Kind:
    """Blocks must fill a row; where they do not, half precision."""
    return kind if shape[-1] % gguf.GGML_QUANT_SIZES[kind][0] == 0 else Kind.F16


def byte_count(shape: tuple[int, ...], kind: Kind) -> int:
    per_block, bytes_of_block = gguf.GGML_QUANT_SIZES[kind]
    return int(np.prod(shape)) // per_block * bytes_of_block


def write(writer: gguf.GGUFWriter, tensors: Iterator[np.ndarray]) -> None:
    try:
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_ti_data_to_file()
        for values in tensors:
            writer.write_tensor_data(np.ascontiguousarray(values))
    finally:
        writer.close()
