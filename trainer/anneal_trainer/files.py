"""Files and folders that are whole or absent, whatever dies in between."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from .failures import invalid_input


def sha256_of(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_durably(path: Path, content: bytes) -> None:
    with open(path, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_tree(folder: Path) -> None:
    """fsync of every file below `folder`, then of the folders."""
    for directory, _, names in os.walk(folder, topdown=False):
        for name in names:
            sync(Path(directory) / name)
        sync(Path(directory))


def sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def commit_folder(target: Path, fill: Callable[[Path], None]) -> None:
    """Fills a folder beside `target` under another name and renames it there when everything is on disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.parent / f".partial-{target.name}"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    try:
        fill(partial)
        sync_tree(partial)
        if target.exists():
            shutil.rmtree(target)
        os.rename(partial, target)
        sync(target.parent)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def json_bytes(value: object) -> bytes:
    """Readable JSON whose bytes depend on the value alone."""
    return (json.dumps(value, indent=1, sort_keys=True, ensure_ascii=True, allow_nan=False) + "\n").encode("ascii")


def json_lines(path: str) -> Iterator[tuple[int, dict]]:
    """(line number, object) of every non-empty line; `InvalidInput` naming file and line otherwise."""
    try:
        with open(path, encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, json_object(line, path, number)
    except (OSError, UnicodeDecodeError) as error:
        if isinstance(error, OSError) and error.errno is None:
            raise
        reason = "is not UTF-8" if isinstance(error, UnicodeDecodeError) else f"cannot be read ({error.strerror})"
        raise invalid_input(f"{path} {reason}.") from error


def json_object(line: str, path: str, number: int) -> dict:
    try:
        value = json.loads(line)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise invalid_input(f"{path}, line {number}: not a JSON object.")
    return value
