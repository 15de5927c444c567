"""Checkpoints: folders that are whole or absent, each with a manifest of the SHA-256 of its files."""

import hashlib
import io
import json
import random
import time
from dataclasses import dataclass
from pathlib import Path

import numpy
import torch

from .contract import fits
from .failures import corrupt, refused
from .files import commit_folder, json_bytes, sha256_of, write_durably

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Saved:
    folder: Path
    bytes: int
    seconds: float


def save_checkpoint(root: Path, step: int, files: dict[str, bytes], identity: dict) -> Saved:
    """Writes `files` and their manifest into root/<step>. `identity`: trainingHash, environment, bitExact."""
    begun = time.monotonic()
    listed = {name: {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)} for name, content in sorted(files.items())}
    manifest = json_bytes({"step": step, **identity, "files": listed})

    def fill(folder: Path) -> None:
        for name, content in files.items():
            write_durably(folder / name, content)
        write_durably(folder / MANIFEST, manifest)

    target = root / str(step)
    commit_folder(target, fill)
    return Saved(target, len(manifest) + sum(map(len, files.values())), time.monotonic() - begun)


def open_checkpoint(folder: Path, training_hash: str) -> dict:
    """The manifest of a checkpoint whose every byte was verified. Pickles inside are only read after this.

    Raises `CheckpointCorrupt` for bytes that are not what the manifest says, `BackendRefused` for another training.
    """
    manifest = read_manifest(folder)
    for name, entry in manifest["files"].items():
        path = folder / name
        if Path(name).name != name or not path.is_file():
            raise corrupt(f"{folder}: the manifest lists {name}, which is not there. Resume from another checkpoint.")
        if path.stat().st_size != entry["size"] or sha256_of(path) != entry["sha256"]:
            raise corrupt(f"{path} is not what its manifest says. Resume from another checkpoint.")
    if manifest["trainingHash"] != training_hash:
        raise refused(f"The checkpoint {folder} belongs to another training (trainingHash {manifest['trainingHash'][:16]}, asked {training_hash[:16]}). Resume it with its own request, or start anew.")
    return manifest


def read_manifest(folder: Path) -> dict:
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise corrupt(f"{folder} has no readable {MANIFEST}: the checkpoint was never finished. Resume from another one.") from error
    if not fits("checkpoint-manifest", manifest):
        raise corrupt(f"{folder / MANIFEST} does not fit its schema. Resume from another checkpoint.")
    return manifest


def torch_bytes(value: object) -> bytes:
    """As `torch.save` writes it, in memory, so that a full disk shows as the error it is."""
    buffer = io.BytesIO()
    torch.save(value, buffer)
    return buffer.getvalue()


def random_state() -> dict:
    """State of every generator, in the shape that the Trainer restores. Reading it changes none."""
    state = {"python": random.getstate(), "numpy": numpy.random.get_state(), "cpu": torch.random.get_rng_state()}
    if torch.cuda.is_available():
        state["cuda"] = torch.cuda.random.get_rng_state()
    return state
