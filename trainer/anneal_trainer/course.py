"""Where a training stands beside its weights: the best adapter so far, patience, mean loss since the last evaluation, curves."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from .curves import CURVES, Curves
from .files import json_bytes

COURSE = "course.json"
BEST = "best.json"
BEST_WEIGHTS = "best_adapter_model.safetensors"


@dataclass
class Course:
    evaluated_step: int = 0
    best_step: int | None = None
    best_loss: float | None = None
    without_better: int = 0
    early_stopped: bool = False
    loss_sum: float = 0.0
    loss_steps: int = 0
    train_loss: float | None = None
    best_weights: bytes | None = field(default=None, repr=False)
    curves: Curves = field(default_factory=Curves, repr=False)

    def took_step(self, step: int, loss: float, total: int, penalty: float | None = None) -> None:
        self.loss_sum += loss
        self.loss_steps += 1
        self.train_loss = self.loss_sum / self.loss_steps
        self.curves.took_step(step, loss, total, penalty)

    def judged(self, step: int, loss: float, patience: int) -> bool:
        """Takes over a validation loss. True when it is the best; after `patience` others in a row training shall stop."""
        better = self.best_loss is None or loss < self.best_loss
        self.without_better = 0 if better else self.without_better + 1
        self.early_stopped = self.without_better >= patience
        self.evaluated_step = step
        self.loss_sum, self.loss_steps = 0.0, 0
        self.curves.judged(step, loss, better)
        if better:
            self.best_step, self.best_loss = step, loss
        return better

    def files(self) -> dict[str, bytes]:
        values = {key: value for key, value in asdict(self).items() if not key.startswith("best_") and key != "curves"}
        files = {COURSE: json_bytes(values), CURVES: self.curves.to_bytes()}
        if self.best_weights is not None:
            files[BEST] = json_bytes({"step": self.best_step, "validationLoss": self.best_loss})
            files[BEST_WEIGHTS] = self.best_weights
        return files

    @staticmethod
    def read(folder: Path) -> "Course":
        course = Course(**json.loads((folder / COURSE).read_text("ascii")), curves=Curves.read(folder))
        if (folder / BEST).is_file():
            best = json.loads((folder / BEST).read_text("ascii"))
            course.best_step, course.best_loss = best["step"], best["validationLoss"]
            course.best_weights = (folder / BEST_WEIGHTS).read_bytes()
        return course
