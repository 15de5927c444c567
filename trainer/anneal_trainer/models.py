"""Models in memory. Trained ones are loaded anew each time, so that nothing of an earlier training can cling to them."""

import gc
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedTokenizerBase

from . import adapters
from .base_models import check_folder, unknown
from .environment import device, dtype_of
from .failures import refused


def load_tokenizer(folder: str) -> PreTrainedTokenizerBase:
    check_folder(Path(folder))
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    if tokenizer.eos_token_id is None:
        raise refused(f"The tokenizer in {folder} has no end token, so a model could not learn to stop.")
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token
    return tokenizer


def load_base(folder: str, dtype: str, quantization: str = "none") -> nn.Module:
    """The base model in `dtype` on this process's device. Code in the folder is never run."""
    check_folder(Path(folder))
    options = {"dtype": dtype_of(dtype), "attn_implementation": "sdpa", "local_files_only": True, "use_safetensors": True}
    if quantization == "nf4":
        from transformers import BitsAndBytesConfig

        options |= {"quantization_config": BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_use_double_quant=True, bnb_4bit_compute_dtype=dtype_of(dtype)), "device_map": {"": 0}}
    try:
        model = AutoModelForCausalLM.from_pretrained(folder, **options)
    except (OSError, ValueError) as error:
        raise unknown(f"{folder} cannot be loaded: {error}") from error
    return (model if quantization == "nf4" else model.to(device())).eval()


@dataclass(frozen=True)
class Loaded:
    """A model for asking, adapter merged, with its tokenizer."""

    model: nn.Module
    tokenizer: PreTrainedTokenizerBase


class ModelShelf:
    """Keeps the last model that was asked, since evaluations ask one model many times."""

    def __init__(self):
        self._key: tuple | None = None
        self._loaded: Loaded | None = None

    def take(self, model: dict, dtype: str) -> Loaded:
        """The model of a `LocalModel`. Merging is faster than an adapter beside the base and is what `export` writes."""
        key = (model["base"], base_stamp(model["base"]), model["adapter"] and adapters.fingerprint(model["adapter"]), dtype)
        if self._loaded is None or key != self._key:
            self.clear()
            self._loaded, self._key = load_merged(model, dtype), key
        return self._loaded

    def clear(self) -> None:
        self._key = self._loaded = None
        free_memory()


def load_merged(model: dict, dtype: str) -> Loaded:
    tokenizer = load_tokenizer(model["base"])
    loaded = load_base(model["base"], dtype)
    if model["adapter"] is not None:
        loaded = adapters.merge_adapter(loaded, model["adapter"])
    return Loaded(loaded.eval().requires_grad_(False), tokenizer)


def base_stamp(folder: str) -> tuple:
    """Changes when a file of the folder does, without reading gigabytes."""
    check_folder(Path(folder))
    return tuple(sorted((path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in Path(folder).iterdir() if path.is_file()))


def free_memory() -> None:
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
