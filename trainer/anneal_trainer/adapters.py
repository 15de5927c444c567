"""LoRA adapters: made, loaded, written as bytes, merged. An adapter is a folder with two files, never a pickle."""

import json
from pathlib import Path

import safetensors.torch
import torch
from peft import LoraConfig, PeftModel, get_peft_model, get_peft_model_state_dict, set_peft_model_state_dict
from peft.tuners.lora import LoraLayer
from torch import nn

from .failures import corrupt, invalid_input, refused
from .files import json_bytes, sha256_of, write_durably

WEIGHTS = "adapter_model.safetensors"
CONFIG = "adapter_config.json"


def linear_modules(model: nn.Module) -> list[str]:
    """Distinct last parts of the names of the model's linear modules, its output head left out."""
    head = model.get_output_embeddings()
    return sorted({name.rpartition(".")[2] for name, module in model.named_modules() if is_linear(module) and module is not head})


def is_linear(module: nn.Module) -> bool:
    # Conv1D is the transposed linear layer of GPT-2's family
    return isinstance(module, nn.Linear) or type(module).__name__ == "Conv1D"


def add_adapter(base: nn.Module, lora: dict, start: str | None) -> PeftModel:
    """A model with a trainable adapter of these settings: fresh, or with the weights of the folder `start`."""
    present = linear_modules(base)
    missing = [name for name in lora["targetModules"] if name not in present]
    if missing:
        raise refused(f"lora.targetModules: {', '.join(missing)[:200]} match no module of {type(base).__name__}. It has {', '.join(present)}.")
    config = LoraConfig(r=lora["r"], lora_alpha=lora["alpha"], lora_dropout=lora["dropout"], target_modules=sorted(lora["targetModules"]), bias="none", task_type="CAUSAL_LM")
    model = get_peft_model(base, config)
    if start is not None:
        check_same_shape(read_config(start), lora, start)
        put_weights(model, read_weights(start))
    return model


def check_same_shape(config: dict, lora: dict, folder: str) -> None:
    """An adapter is carried on only as what it is: rank, scale and targets of the request must be its own."""
    found = {"r": config["r"], "alpha": config["lora_alpha"], "targetModules": sorted(config["target_modules"])}
    asked = {"r": lora["r"], "alpha": lora["alpha"], "targetModules": sorted(lora["targetModules"])}
    different = [f"{key} {found[key]} (asked: {asked[key]})" for key in found if found[key] != asked[key]]
    if different:
        raise refused(f"The adapter in {folder} has {'; '.join(different)}. Ask for the same, or start from the base model.")


def read_config(folder: str) -> dict:
    path = Path(folder) / CONFIG
    try:
        config = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise invalid_input(f"{path} cannot be read as JSON: an adapter is a folder with {WEIGHTS} and {CONFIG}.") from error
    if not isinstance(config, dict) or config.get("peft_type") != "LORA":
        raise invalid_input(f"{path} is not the configuration of a LoRA adapter.")
    return config


def read_weights(folder: str) -> dict[str, torch.Tensor]:
    path = Path(folder) / WEIGHTS
    try:
        return parse_weights(path.read_bytes())
    except FileNotFoundError as error:
        raise invalid_input(f"{path} is missing. Adapters are read from safetensors only.") from error
    except safetensors.SafetensorError as error:
        raise corrupt(f"{path} is damaged: {error}") from error


def parse_weights(content: bytes) -> dict[str, torch.Tensor]:
    return safetensors.torch.load(content)


def put_weights(model: PeftModel, weights: dict[str, torch.Tensor]) -> None:
    """Replaces the adapter's weights; every one of them, and nothing else."""
    expected = get_peft_model_state_dict(model, save_embedding_layers=False)
    wrong = sorted(set(expected) ^ set(weights)) or sorted(name for name in expected if expected[name].shape != weights[name].shape)
    if wrong:
        raise refused(f"The adapter does not fit the base model: {len(wrong)} weights differ in name or shape, the first is {wrong[0]}.")
    set_peft_model_state_dict(model, weights)


def weight_bytes(model: PeftModel) -> bytes:
    state = get_peft_model_state_dict(model, save_embedding_layers=False)
    tensors = {name: tensor.detach().to("cpu", copy=True).contiguous() for name, tensor in state.items()}
    return safetensors.torch.save(tensors, {"format": "pt"})


def config_bytes(model: PeftModel) -> bytes:
    """PEFT's own configuration made stable: sets sorted, no path of this machine."""
    config = {key: sorted(value) if isinstance(value, (set, frozenset)) else value for key, value in model.peft_config["default"].to_dict().items()}
    config |= {"base_model_name_or_path": None, "inference_mode": True}
    return json_bytes({key: getattr(value, "value", value) for key, value in config.items()})


def write_adapter(folder: Path, weights: bytes, config: bytes) -> None:
    write_durably(folder / WEIGHTS, weights)
    write_durably(folder / CONFIG, config)


def fingerprint(folder: str) -> str:
    """Changes when the adapter's bytes do."""
    return "".join(sha256_of(Path(folder) / name) if (Path(folder) / name).is_file() else "-" for name in (WEIGHTS, CONFIG))


@torch.no_grad()
def merge_adapter(base: nn.Module, folder: str) -> nn.Module:
    """The base with the adapter added into its weights: W + scale × B·A summed in float32 and rounded once to W's dtype.

    PEFT's own merge rounds B·A to bfloat16 before adding, so that small changes are lost twice.
    """
    config = read_config(folder)
    lora = {"r": config["r"], "alpha": config["lora_alpha"], "dropout": 0.0, "targetModules": config["target_modules"]}
    model = add_adapter(base, lora, folder)
    for module in model.modules():
        if isinstance(module, LoraLayer):
            weight = module.get_base_layer().weight
            weight.data = (weight.float() + module.get_delta_weight("default").float()).to(weight.dtype)
    return model.unload()
