"""What this process computes on: device, instruction sets, library versions."""

import functools
import importlib.metadata
import importlib.util
import os
import platform
import subprocess
import sys

import torch

from . import __version__
from .failures import refused

LIBRARIES = ("torch", "transformers", "peft", "accelerate", "tokenizers", "safetensors")
# From most to least capable: the one in use decides which kernels run, and so the bytes of a result.
INSTRUCTION_SETS = ("amx_bf16", "avx512_bf16", "avx512f", "avx2")
DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}


@functools.cache
def versions() -> dict[str, str]:
    installed = {name: importlib.metadata.version(name) for name in LIBRARIES}
    return {"python": platform.python_version(), **installed, "trainer": __version__}


@functools.cache
def cpu_facts() -> tuple[str, frozenset[str]]:
    """(vendor, flags). The vendor counts: math libraries choose kernels by it."""
    if sys.platform == "darwin":
        brand = subprocess.run(["sysctl", "-n", "machdep.cpu.brand_string"], capture_output=True, text=True, check=False).stdout.strip()
        return brand or "Apple", frozenset()
    fields: dict[str, str] = {}
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            for line in file:
                key, _, value = line.partition(":")
                fields.setdefault(key.strip(), value.strip())
    except OSError:
        pass
    return fields.get("vendor_id", "unknown"), frozenset(fields.get("flags", fields.get("Features", "")).split())


@functools.cache
def device() -> torch.device:
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


@functools.cache
def device_name() -> str:
    if device().type == "cuda":
        return f"cuda:{torch.cuda.get_device_name(0)}"
    vendor, flags = cpu_facts()
    best = next((name for name in INSTRUCTION_SETS if name in flags), "baseline")
    return f"cpu:{platform.machine()}:{best}:{vendor}"


def has_bfloat16() -> bool:
    if device().type == "cuda":
        return torch.cuda.is_bf16_supported()
    return bool(cpu_facts()[1] & {"avx512_bf16", "amx_bf16"})


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def dtype_of(name: str) -> torch.dtype:
    """The torch type of a protocol's dtype, or `BackendRefused` where this hardware has no arithmetic for it."""
    if name == "bfloat16" and not has_bfloat16():
        raise refused(f"bfloat16 was asked for, but {device_name()} has neither avx512_bf16 nor amx_bf16 nor a GPU with bfloat16. Use float32.")
    if name == "float16" and device().type == "cpu":
        raise refused(f"float16 was asked for, but {device_name()} computes it in emulation only. Use float32, or bfloat16 where the processor has it.")
    return DTYPES[name]


def check_quantization(name: str) -> None:
    if name == "none":
        return
    installed = importlib.util.find_spec("bitsandbytes") is not None
    if device().type != "cuda" or not installed:
        lacking = "a CUDA device" if device().type != "cuda" else "the package bitsandbytes"
        raise refused(f"nf4 (QLoRA) was asked for, but this machine lacks {lacking}. Use quantization none.")


def environment(threads: int, dtype: str, micro_batch_size: int) -> dict:
    """The `Environment` of the protocol: equal ones give equal bytes."""
    return {"device": device_name(), "threads": threads, "dtype": dtype, "microBatchSize": micro_batch_size, "versions": versions()}


def settle(threads: int, seed: int) -> None:
    """Brings every global that a result may depend on to a known state. The first thing each operation does."""
    from transformers import set_seed

    torch.set_num_threads(threads)
    torch.set_default_dtype(torch.float32)
    torch.set_grad_enabled(True)
    set_seed(seed)
