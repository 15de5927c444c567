"""The operation `train`: from a request to an adapter folder, or to a checkpoint when it was stopped."""

import time
from dataclasses import replace
from functools import partial
from pathlib import Path

from peft import PeftModel
from torch import nn

from . import adapters
from .batches import plan_batches
from .canary import canary_difference
from .checkpoints import open_checkpoint
from .consolidation import held_bytes
from .course import Course
from .curves import CURVES
from .environment import check_quantization, device, dtype_of, environment, settle
from .failures import Failure, invalid_input
from .files import commit_folder, write_durably
from .fitting import check_enough, describe, fit, write_list
from .fused import fuse_layers
from .logits import selective_logits
from .lora_trainer import LoraTrainer, TrainingData
from .models import free_memory, load_base, load_tokenizer
from .reporter import Reporter
from .row_attention import take_rows
from .rows import collate, line_up, read_rows
from .session import Session

EAGER_TOKENS = 244


def train(request: dict, session: Session) -> dict:
    """Gives a `TrainResult`. Bytes depend on the request, its files and the environment alone."""
    begun = time.monotonic()
    settings = request["settings"]
    check_settings(request)
    session.shelf.clear()
    settle(request["threads"], settings["seed"])
    here = environment(request["threads"], settings["dtype"], request["microBatchSize"])
    data, too_long = read_data(request, session)
    resumed = open_resumed(request, here, session)
    identity = {"trainingHash": request["trainingHash"], "environment": here, "bitExact": resumed["bitExact"]}
    try:
        trainer = make_trainer(request, data, session, identity)
        steps = run_steps(trainer, resumed["step"], session)
        result = conclude(trainer, steps, session)
        return {**result, "tooLong": too_long, "seconds": time.monotonic() - begun, "bitExact": resumed["bitExact"], "environment": here}
    finally:
        trainer = None
        free_memory()


def check_settings(request: dict) -> None:
    settings = request["settings"]
    if settings["effectiveBatchSize"] % request["microBatchSize"] != 0:
        raise invalid_input(f"microBatchSize {request['microBatchSize']} does not divide effectiveBatchSize {settings['effectiveBatchSize']}.")
    dtype_of(settings["dtype"])
    check_quantization(settings["quantization"])


def read_data(request: dict, session: Session) -> tuple[TrainingData, str | None]:
    """What is trained on, and the list of train rows that were left out because they are too long."""
    settings, tokenizer = request["settings"], load_tokenizer(request["model"]["base"])
    paths = (request["train"], request["validation"], request.get("earlier"))
    train, validation, earlier = (fit([] if path is None else read_rows(path, tokenizer, settings["format"]), settings["maxTokens"]) for path in paths)
    if not train.count:
        raise invalid_input(f"{request['train']} holds no row to train on.")
    check_enough(train, validation, settings["maxTokens"])
    if train.too_long or validation.too_long:
        session.warn("RowsTooLong", f"{describe(train, validation, settings['maxTokens'])} They were left out of training: an answer is never cut.")
    if earlier.count and not earlier.rows:
        session.warn("NothingToHold", f"All {earlier.count} rows of earlier stages have more tokens than maxTokens {settings['maxTokens']}: there is no penalty against forgetting in this training. Raise maxTokens.")
    lengths = [len(row.tokens) for row in train.rows]
    plan = plan_batches(lengths, settings["epochs"], settings["effectiveBatchSize"], request["microBatchSize"], settings["seed"])
    return TrainingData(train.rows, validation.rows, plan, partial(collate, pad=tokenizer.pad_token_id), earlier.rows), write_list(request["scratch"], train)


def open_resumed(request: dict, here: dict, session: Session) -> dict:
    """{step, bitExact} of the checkpoint to go on from; step 0 without one. Warns when the environment is another."""
    if request["resumeFrom"] is None:
        return {"step": 0, "bitExact": True}
    manifest = open_checkpoint(Path(request["resumeFrom"]), request["trainingHash"])
    different = sorted(key for key in here if manifest["environment"][key] != here[key])
    if different:
        session.warn("EnvironmentChanged", f"The checkpoint of step {manifest['step']} was made in another environment ({', '.join(different)} differ): training goes on, its bytes will not be those of an undisturbed run.")
    return {"step": manifest["step"], "bitExact": manifest["bitExact"] and not different}


def make_trainer(request: dict, data: TrainingData, session: Session, identity: dict) -> LoraTrainer:
    settings = request["settings"]
    base = load_base(request["model"]["base"], settings["dtype"], settings["quantization"])
    if settings["maxTokens"] > (limit := getattr(base.config, "max_position_embeddings", settings["maxTokens"])):
        raise invalid_input(f"maxTokens {settings['maxTokens']} is more than the base model's context of {limit}.")
    logits = selective_logits(base)
    if device().type == "cpu":
        data = quicken(base, data, settings["dtype"])
    if settings["quantization"] == "nf4":
        from peft import prepare_model_for_kbit_training

        base = prepare_model_for_kbit_training(base, use_gradient_checkpointing=False)
    if settings["gradientCheckpointing"]:
        base.activation_checkpointing_enable(activation_checkpointing_kwargs={"use_reentrant": False})
    settle(request["threads"], settings["seed"])  # loading may have drawn random numbers; a new adapter draws its own
    model = adapters.add_adapter(base, settings["lora"], request["model"]["adapter"])
    if device().type == "cpu":
        fuse_layers(model)
    course = Course() if request["resumeFrom"] is None else Course.read(Path(request["resumeFrom"]))
    return LoraTrainer(model, logits, data, request, course, session, identity)


def quicken(base: nn.Module, data: TrainingData, dtype: str) -> TrainingData:
    """Chooses the attention that processors are fastest with, and rows as it wants them: end to end, or else padded."""
    if take_rows(base):
        return replace(data, collate=line_up)
    # Measured with bfloat16: plain attention takes 24 % less time than the fused one at 94 tokens, none at 244.
    if dtype == "bfloat16" and max(len(row.tokens) for row in [*data.rows, *data.validation]) <= EAGER_TOKENS:
        base.set_attn_implementation("eager")
    return data


def run_steps(trainer: LoraTrainer, step: int, session: Session) -> int:
    """Trains from `step` to the end, an early stop or an asked one. Gives the last step."""
    total = len(trainer.data.plan.steps)
    resume = trainer.request["resumeFrom"]
    if step < total and not trainer.course.early_stopped:
        trainer.hold_to_start()  # before a checkpoint's weights come: what is held is where the stage starts, in every attempt
    if resume is not None:
        trainer._load_from_checkpoint(resume)
    with Reporter(session, Path(trainer.request["scratch"]) / "logs", step, total) as trainer.reporter:
        if trainer.evaluation_pending(step) and not session.should_stop():
            trainer.judge(step)
        if step >= total or trainer.course.early_stopped or session.should_stop():
            return step
        with session.phase("training"):
            trainer.train(resume_from_checkpoint=resume)
    return trainer.state.global_step


def conclude(trainer: LoraTrainer, steps: int, session: Session) -> dict:
    """The adapter folder and the result; no adapter when the training was stopped before its end."""
    course, plan = trainer.course, trainer.data.plan
    scratch = Path(trainer.request["scratch"])
    interrupted = steps < len(plan.steps) and not course.early_stopped
    folder = difference = None
    if not interrupted:
        with session.phase("saving"):
            difference = settle_adapter(trainer)
        folder = str(scratch / "adapter")
    write_durably(scratch / CURVES, course.curves.to_bytes())
    return {
        "interrupted": interrupted,
        "adapter": folder,
        "curves": str(scratch / CURVES),
        "steps": steps,
        "totalSteps": len(plan.steps),
        "bestStep": course.best_step,
        "bestValidationLoss": course.best_loss,
        "trainLoss": course.train_loss,
        "earlyStopped": course.early_stopped,
        "trainTokens": sum(trainer.data.tokens_of_step(step) for step in range(1, steps + 1)),
        "trainableParameters": sum(parameter.numel() for parameter in trainer.model.parameters() if parameter.requires_grad),
        "canaryDifference": difference,
        **told(trainer),
    }


def told(trainer: LoraTrainer) -> dict:
    """Of elastic weight consolidation, where something was held; the same in every attempt."""
    if not trainer.holds:
        return {}
    last = trainer.course.curves.train[-1] if trainer.course.curves.train else {}
    return {"ewc": {"rows": len(trainer.data.earlier), "bytes": held_bytes(trainer.model), "penalty": last.get("penalty")}}


def settle_adapter(trainer: LoraTrainer) -> float:
    """Puts the best weights into the model, proves that they change its answers, and writes the adapter folder."""
    model: PeftModel = trainer.model
    if trainer.course.best_weights is not None:
        adapters.put_weights(model, adapters.parse_weights(trainer.course.best_weights))
    model.get_base_model().set_attn_implementation("sdpa")  # the canary's prompts come as any other prompts
    difference = canary_difference(model, load_tokenizer(trainer.request["model"]["base"]))
    if difference == 0:
        raise Failure("TrainingDiverged", "The adapter changes nothing: with and without it the model answers the canary prompts alike. Raise learningRate or epochs, or choose other targetModules.")
    weights, config = adapters.weight_bytes(model), adapters.config_bytes(model)
    commit_folder(Path(trainer.request["scratch"]) / "adapter", lambda folder: adapters.write_adapter(folder, weights, config))
    return difference
