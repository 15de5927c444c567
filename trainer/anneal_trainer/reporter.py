"""A training's curves: to the progress answers, to `evaluation` answers, and to TensorBoard's log."""

from pathlib import Path

from torch.utils.tensorboard import SummaryWriter

from .progress import Pace
from .session import Session


class Reporter:
    """Figures of one attempt. A context manager: its end writes the log out."""

    def __init__(self, session: Session, logs: Path, first: int, total: int):
        self._session = session
        self._writer = SummaryWriter(str(logs))
        self._pace = Pace(first, total)
        session.progress.update(step=first, totalSteps=total)

    def __enter__(self) -> "Reporter":
        return self

    def __exit__(self, *_) -> None:
        self._writer.close()

    def step(self, step: int, tokens: int, figures: dict, penalty: float | None) -> None:
        """`figures`: loss, learningRate, gradNorm of the step; `tokens` of its rows; `penalty` of elastic weight consolidation."""
        self._session.progress.update(step=step, **figures, **self._pace.figures(step, tokens))
        self._draw(step, {"train/loss": figures["loss"], "train/learning_rate": figures["learningRate"], "train/grad_norm": figures["gradNorm"], "train/penalty": penalty})

    def evaluation(self, step: int, epoch: float, validation_loss: float, train_loss: float | None, best: bool) -> None:
        self._session.send("evaluation", step=step, epoch=epoch, validationLoss=validation_loss, trainLoss=train_loss, best=best)
        self._draw(step, {"validation/loss": validation_loss})

    def _draw(self, step: int, values: dict[str, float | None]) -> None:
        for name, value in values.items():
            if value is not None:
                self._writer.add_scalar(name, value, step)
