"""Base models as folders in Transformers' layout: made once, known by their hash."""

import hashlib
import importlib.util
import json
from pathlib import Path

import torch
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer

from .adapters import linear_modules
from .failures import Failure
from .files import commit_folder, sha256_of
from .tiny import write_tiny_model

# Written by the library into every config it saves; left in, it would give the same weights another hash after an upgrade.
VOLATILE_KEYS = ("transformers_version", "_name_or_path", "name_or_path")
LONGEST_CONTEXT = 1 << 20  # tokenizers without a limit say 1e30


def prepare_base(source: dict, output: str) -> dict:
    """Makes the folder of a `BaseSource` unless it stands there, and gives its `BaseFacts`. A `folder` source is used where it stands."""
    if source["kind"] == "folder":
        return base_facts(Path(source["path"]))
    target = Path(output)
    if not (target / "config.json").is_file():
        commit_folder(target, lambda partial: write_base(source, partial))
    return base_facts(target)


def hash_source(source: dict) -> dict:
    """A `SourceHash`: what the file holds tells whether a model was made of it before, its name does not."""
    return {"sha256": sha256_of(package_file(source["package"], source["file"]))}


def write_base(source: dict, folder: Path) -> None:
    if source["kind"] == "tiny-random":
        write_tiny_model(folder, source["seed"])
    else:
        convert_gguf(package_file(source["package"], source["file"]), folder)
    for name in ("config.json", "generation_config.json", "tokenizer_config.json"):
        strip_volatile(folder / name)


def package_file(package: str, name: str) -> Path:
    """A file inside an installed package, found without importing it: such packages often import more than is installed."""
    module = package.replace("-", "_")
    spec = importlib.util.find_spec(module) if module.isidentifier() else None
    if spec is None or not spec.submodule_search_locations:
        raise unknown(f"The Python package {package} is not installed beside the trainer. Install it, or name another base model.")
    folder = Path(next(iter(spec.submodule_search_locations))).resolve()
    path = (folder / name).resolve()
    if not path.is_relative_to(folder) or not path.is_file():
        raise unknown(f"The package {package} holds no file {name}.")
    return path


def convert_gguf(path: Path, folder: Path) -> None:
    """Packed weights to float32. Without `dequantize` they would stay packed, and could be neither trained nor saved."""
    from transformers import GgufConfig

    where = {"pretrained_model_name_or_path": str(path.parent), "gguf_file": path.name, "local_files_only": True}
    tokenizer = AutoTokenizer.from_pretrained(**where)
    model = AutoModelForCausalLM.from_pretrained(**where, dtype=torch.float32, quantization_config=GgufConfig(dequantize=True))
    tokenizer.model_max_length = model.config.max_position_embeddings
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def strip_volatile(path: Path) -> None:
    if path.is_file():
        values = json.loads(path.read_text("utf-8"))
        kept = {key: value for key, value in values.items() if key not in VOLATILE_KEYS}
        path.write_text(json.dumps(kept, indent=2, sort_keys=True) + "\n", "utf-8")


def base_facts(folder: Path) -> dict:
    """`BaseFacts` of a folder, weights not loaded: the architecture is built without memory behind its tensors."""
    check_folder(folder)
    try:
        config = AutoConfig.from_pretrained(folder, local_files_only=True)
        with torch.device("meta"):
            model = AutoModelForCausalLM.from_config(config)
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    except (OSError, ValueError, KeyError) as error:
        raise unknown(f"{folder} holds no causal language model that this trainer can load: {error}") from error
    return {
        "folder": str(folder),
        "hash": folder_hash(folder),
        "architecture": type(model).__name__,
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "contextTokens": int(min(getattr(config, "max_position_embeddings", LONGEST_CONTEXT), LONGEST_CONTEXT)),
        "layers": config.num_hidden_layers,
        "hiddenSize": config.hidden_size,
        "vocabularySize": config.vocab_size,
        "chatTemplate": tokenizer.chat_template is not None,
        "linearModules": linear_modules(model),
    }


def check_folder(folder: Path) -> None:
    if not (folder / "config.json").is_file():
        raise unknown(f"{folder} is not a model folder: it has no config.json.")
    if not any(folder.glob("*.safetensors")):
        raise unknown(f"{folder} has no *.safetensors file. Weights in pickles (*.bin, *.pt) are not loaded: convert them first.")


def folder_hash(folder: Path) -> str:
    """SHA-256 over the sorted list of (file name, SHA-256), one a line, hidden files left out."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    lines = "".join(f"{name} {sha256_of(folder / name)}\n" for name in names)
    return hashlib.sha256(lines.encode("utf-8")).hexdigest()


def unknown(message: str) -> Failure:
    return Failure("UnknownBaseModel", message)
