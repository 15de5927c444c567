"""Stands between a worker and its trainer: passes everything on, and keeps each request with the files that it names.

python record.py FOLDER -m anneal_trainer
FOLDER/requests.jsonl then holds the requests with their inputs copied into FOLDER, and "@out" where outputs went.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

folder = Path(sys.argv[1])


def keep(request: dict, number: int) -> dict:
    """The request as it can be sent again: every input is a copy, every output lies below @out."""
    kept = folder / str(number)
    kept.mkdir()
    copied = dict(request)
    for name in ("train", "validation", "requests"):
        if request.get(name):
            copied[name] = shutil.copy(request[name], kept / f"{name}.jsonl")
    adapter = (request.get("model") or {}).get("adapter")
    if adapter:
        copied["model"] = {**request["model"], "adapter": shutil.copytree(adapter, kept / "adapter")}
    for name in ("scratch", "output"):
        if request.get(name):
            copied[name] = f"@out/{number}"
    return copied


trainer = subprocess.Popen([sys.executable, *sys.argv[2:]], stdin=subprocess.PIPE)
with (folder / "requests.jsonl").open("a") as requests:
    for number, line in enumerate(sys.stdin):
        request = keep(json.loads(line), number)
        print(json.dumps(request, default=str), file=requests, flush=True)
        trainer.stdin.write(line.encode())
        trainer.stdin.flush()
trainer.stdin.close()
sys.exit(trainer.wait())
