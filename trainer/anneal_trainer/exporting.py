"""The operation `export`: base and adapter as one model that plain Transformers loads."""

import time
from pathlib import Path

from .base_models import strip_volatile
from .environment import cores, settle
from .export_gguf import export_gguf
from .files import commit_folder
from .models import load_merged
from .session import Session


def export(request: dict, session: Session) -> dict:
    """Writes the merged model, the very weights that `generate` and `score` use with this dtype, or a GGUF file; an `ExportResult`."""
    if "gguf" in request:
        return export_gguf(request, session)
    begun = time.monotonic()
    settle(cores(), 0)
    session.shelf.clear()
    loaded = load_merged(request["model"], request["dtype"])
    target = Path(request["output"])

    def fill(folder: Path) -> None:
        loaded.model.save_pretrained(folder)
        loaded.tokenizer.save_pretrained(folder)
        for name in ("config.json", "generation_config.json"):
            strip_volatile(folder / name)

    with session.phase("saving"):
        commit_folder(target, fill)
    files = sorted(path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file())
    return {"folder": str(target), "files": files, "seconds": time.monotonic() - begun}
