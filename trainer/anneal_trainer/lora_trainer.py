"""The Transformers Trainer with Anneal's data order, loss, evaluation and checkpoints."""

import json
import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import torch
from peft import PeftModel
from torch.nn import functional
from torch.optim.lr_scheduler import LambdaLR
from torch.utils.data import DataLoader
from transformers import PrinterCallback, Trainer, TrainerCallback, TrainingArguments

from . import adapters
from .batches import BatchPlan, split
from .checkpoints import random_state, save_checkpoint, torch_bytes
from .consolidation import Consolidation, consolidate
from .course import Course
from .environment import device
from .failures import Failure
from .logits import SelectiveLogits
from .reporter import Reporter
from .rows import IGNORED, TokenRow
from .session import Session

RATE_FLOOR = 0.03  # share of the learning rate that is left at the end
EVALUATION_BATCH = 8


@dataclass(frozen=True)
class TrainingData:
    rows: list[TokenRow]
    validation: list[TokenRow]
    plan: BatchPlan
    collate: Callable[[list[TokenRow]], dict[str, torch.Tensor]]
    earlier: list[TokenRow] = field(default_factory=list)  # of earlier stages, for elastic weight consolidation

    def tokens_of_step(self, step: int) -> int:
        return sum(len(self.rows[row].tokens) for micro in self.plan.steps[step - 1] for row in micro)


class LoraTrainer(Trainer):
    """Trains the adapter of `model`; the base stays as it is."""

    loss_is_scaled_for_ga = True  # compute_loss divides by the label tokens of the whole step

    def __init__(self, model: PeftModel, logits: SelectiveLogits, data: TrainingData, request: dict, course: Course, session: Session, identity: dict):
        super().__init__(model=model, args=arguments(request, len(data.plan.steps)), train_dataset=data.rows, callbacks=[StepDecisions(self)])
        self.remove_callback(PrinterCallback)
        self.model_accepts_loss_kwargs = True
        self.logits, self.data, self.request, self.course, self.session, self.identity = logits, data, request, course, session, identity
        self.evaluation_steps = data.plan.evaluation_steps(request["settings"]["evaluationsPerEpoch"]) if data.validation else set()
        self.last_saved = time.monotonic()
        self.reporter: Reporter | None = None  # set for the time of training
        self.consolidation: Consolidation | None = None
        self.penalty: float | None = None  # of the last step

    # ---- data, loss, schedule

    def get_train_dataloader(self) -> DataLoader:
        return DataLoader(self.data.rows, batch_sampler=self.data.plan.micro_batches, collate_fn=self.data.collate)

    def compute_loss(self, model, inputs, return_outputs=False, num_items_in_batch=None):
        labels_left = inputs["labels"].ne(IGNORED).sum() if num_items_in_batch is None else num_items_in_batch
        with torch.autocast(device().type, dtype=torch.float16, enabled=self.args.fp16):
            return self.summed_loss(inputs) / labels_left

    def summed_loss(self, inputs: dict[str, torch.Tensor]) -> torch.Tensor:
        """Negative log-likelihood of all answer tokens, end tokens too."""
        labels = inputs["labels"].roll(-1, dims=1)  # a row's first token is always prompt, so nothing is lost by wrapping around
        positions = labels != IGNORED
        asked = {name: value for name, value in inputs.items() if name != "labels"}
        if "row_lengths" in asked:
            asked["row_lengths"] = asked["row_lengths"].tolist()
        logits = self.logits(positions, **asked)
        return functional.cross_entropy(logits, labels[positions], reduction="sum")

    def hold_to_start(self) -> None:
        """Measures what the earlier stages' rows need of the adapter as it stands now."""
        if self.holds:
            strength = self.request["settings"]["ewc"]["strength"]
            self.consolidation = consolidate(self.model, self.data.earlier, strength, self.row_loss, self.session.should_stop)

    @property
    def holds(self) -> bool:
        """Whether there is a penalty: it is asked for, and there are rows of earlier stages to measure it by."""
        return bool(self.data.earlier) and self.request["settings"].get("ewc", {}).get("strength", 0) > 0

    def row_loss(self, row: TokenRow) -> torch.Tensor:
        with torch.autocast(device().type, dtype=torch.float16, enabled=self.args.fp16):
            return self.summed_loss(self._prepare_inputs(self.data.collate([row])))

    def training_step(self, model, inputs, num_items_in_batch=None):
        """The penalty comes once a step, with its last forward pass. The loss that is told stays that of the rows alone."""
        loss = super().training_step(model, inputs, num_items_in_batch)
        if self.consolidation is not None and self.accelerator.sync_gradients:
            penalty = self.consolidation.penalty()
            self.accelerator.backward(penalty)
            self.penalty = penalty.item()
        return loss

    def create_scheduler(self, num_training_steps: int, optimizer=None):
        """Linear warm-up, linear decay, never under the floor."""
        warmup = round(self.request["settings"]["warmupShare"] * num_training_steps)
        self.lr_scheduler = LambdaLR(optimizer or self.optimizer, lambda step: rate_share(step, warmup, num_training_steps))
        self._created_lr_scheduler = True
        return self.lr_scheduler

    def floating_point_ops(self, inputs) -> int:
        return 0  # counting walks through all parameters at every step, and nobody reads it

    # ---- what happens at the end of a step

    def log(self, logs: dict[str, float], start_time: float | None = None) -> None:
        """Called by the Trainer after every step, before evaluation and checkpoint."""
        self.control.should_log = False
        if "loss" not in logs:
            return
        step, loss, norm = self.state.global_step, logs["loss"], logs.get("grad_norm")
        if not math.isfinite(loss) or (norm is not None and not math.isfinite(norm) and not self.args.fp16):
            raise Failure("TrainingDiverged", f"The loss is not finite at step {step} (loss {loss}, gradient norm {norm}). Lower learningRate, or look for rows whose answers are garbage.")
        self.course.took_step(step, loss, len(self.data.plan.steps), self.penalty)
        self.reporter.step(step, self.data.tokens_of_step(step), {"loss": loss, "learningRate": logs["learning_rate"], "gradNorm": norm}, self.penalty)

    def evaluate(self, *_, **__) -> dict[str, float]:
        self.judge(self.state.global_step)
        self.control = self.callback_handler.on_evaluate(self.args, self.state, self.control, {})
        if self.course.early_stopped or self.session.should_stop():
            self.control.should_training_stop = self.control.should_save = True
        return {}

    def judge(self, step: int) -> None:
        """Measures validation loss and keeps the best adapter. Broken off by a stop, it is made up for on resuming."""
        with self.session.phase("evaluating"):
            loss = self.validation_loss()
        if loss is None:
            return
        if not math.isfinite(loss):
            raise Failure("TrainingDiverged", f"The validation loss is not finite at step {step}. Lower learningRate.")
        train_loss = self.course.train_loss
        best = self.course.judged(step, loss, self.request["settings"]["earlyStoppingPatience"])
        if best:
            self.course.best_weights = adapters.weight_bytes(self.model)
        self.reporter.evaluation(step, self.data.plan.epoch_after(step), loss, train_loss, best)

    @torch.no_grad()
    def validation_loss(self) -> float | None:
        """Mean over answer tokens; None when asked to stop before the end."""
        self.model.eval()
        rows = sorted(self.data.validation, key=lambda row: len(row.tokens))
        total = 0.0
        for batch in split(rows, max(EVALUATION_BATCH, self.request["microBatchSize"])):
            if self.session.should_stop():
                return None
            total += self.summed_loss(self._prepare_inputs(self.data.collate(batch))).item()
        return total / sum(len(row.tokens) - row.prompt for row in rows)

    def evaluation_pending(self, step: int) -> bool:
        return step in self.evaluation_steps and self.course.evaluated_step < step

    # ---- checkpoints

    def _save_checkpoint(self, model, trial) -> None:
        with self.session.phase("saving"):
            saved = save_checkpoint(Path(self.request["scratch"]) / "checkpoints", self.state.global_step, self.checkpoint_files(), self.identity)
        self.last_saved = time.monotonic()
        self.session.send("checkpoint", step=self.state.global_step, folder=str(saved.folder), bytes=saved.bytes, saveSeconds=saved.seconds)

    def checkpoint_files(self) -> dict[str, bytes]:
        files = {
            adapters.WEIGHTS: adapters.weight_bytes(self.model),
            adapters.CONFIG: adapters.config_bytes(self.model),
            "optimizer.pt": torch_bytes(self.optimizer.state_dict()),
            "scheduler.pt": torch_bytes(self.lr_scheduler.state_dict()),
            "rng_state.pth": torch_bytes(random_state()),
            "trainer_state.json": self.state_bytes(),
            **self.course.files(),
        }
        if self.accelerator.scaler is not None:
            files["scaler.pt"] = torch_bytes(self.accelerator.scaler.state_dict())
        return files

    def state_bytes(self) -> bytes:
        return (json.dumps(asdict(self.state), indent=1, sort_keys=True) + "\n").encode("ascii")

    def _load_from_checkpoint(self, resume_from_checkpoint: str, model=None) -> None:
        adapters.put_weights(self.model, adapters.read_weights(resume_from_checkpoint))


class StepDecisions(TrainerCallback):
    """Asks for evaluations and checkpoints at the end of a step, never inside one: random state is whole only there."""

    def __init__(self, trainer: LoraTrainer):
        self.trainer = trainer

    def on_step_end(self, args, state, control, **_):
        trainer = self.trainer
        last = state.global_step >= state.max_steps
        stopping = trainer.session.should_stop()
        due = time.monotonic() - trainer.last_saved >= trainer.request["checkpointEverySeconds"]
        control.should_evaluate = state.global_step in trainer.evaluation_steps
        control.should_save = last or stopping or due
        control.should_training_stop = last or stopping
        return control


def rate_share(step: int, warmup: int, total: int) -> float:
    """Share of the learning rate for the step after `step` finished ones. The first step already learns."""
    if step < warmup:
        return (step + 1) / (warmup + 1)
    return max(RATE_FLOOR, (total - step) / max(1, total - warmup))


def arguments(request: dict, total_steps: int) -> TrainingArguments:
    settings = request["settings"]
    return TrainingArguments(
        output_dir=request["scratch"],
        max_steps=total_steps,
        per_device_train_batch_size=request["microBatchSize"],
        gradient_accumulation_steps=settings["effectiveBatchSize"] // request["microBatchSize"],
        learning_rate=settings["learningRate"],
        weight_decay=settings["weightDecay"],
        max_grad_norm=settings["maxGradNorm"],
        seed=settings["seed"],
        optim="adamw_torch",
        use_cpu=device().type == "cpu",
        bf16=False,  # the base is loaded in its dtype, the adapter stays float32
        fp16=settings["dtype"] == "float16",
        logging_strategy="steps",
        logging_steps=1,
        logging_nan_inf_filter=False,  # it would hide a loss that is not finite
        save_strategy="no",
        eval_strategy="no",
        report_to="none",
        disable_tqdm=True,
        remove_unused_columns=False,
        dataloader_pin_memory=False,
        log_level="error",
    )
