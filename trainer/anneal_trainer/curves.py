"""Loss by step, from the first on. Checkpoints carry it, so that a resumed training tells the whole of it."""

import json
import math
from dataclasses import asdict, dataclass, field
from pathlib import Path

from .files import json_bytes

CURVES = "curves.json"
MOST_POINTS = 4000  # of train steps: no chart has more pixels, and a checkpoint stays small


@dataclass
class Curves:
    """`train`: [{step, loss}], with `penalty` under elastic weight consolidation; `validation`: [{step, loss, best}]."""

    train: list[dict] = field(default_factory=list)
    validation: list[dict] = field(default_factory=list)

    def took_step(self, step: int, loss: float, total: int, penalty: float | None = None) -> None:
        """Of a long training every n-th step, by its number alone: interruptions leave no trace."""
        if (step - 1) % math.ceil(total / MOST_POINTS) == 0 or step == total:
            self.train.append({"step": step, "loss": loss} | ({} if penalty is None else {"penalty": penalty}))

    def judged(self, step: int, loss: float, best: bool) -> None:
        self.validation.append({"step": step, "loss": loss, "best": best})

    def to_bytes(self) -> bytes:
        return json_bytes(asdict(self))

    @staticmethod
    def read(folder: Path) -> "Curves":
        """Empty for a checkpoint of a trainer that kept none."""
        path = folder / CURVES
        return Curves(**json.loads(path.read_text("ascii"))) if path.is_file() else Curves()
