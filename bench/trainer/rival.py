"""One rival trainer: TRL's SFTTrainer, or Transformers' own Trainer with PEFT. One JSON job a line in, one JSON result a line out.

Both get the rows as tokens, cut by Anneal's tokenisation: what is compared is training, and all sides train the same tokens.
"""

import gc
import importlib.metadata
import json
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "trainer"))

import torch
import transformers
from anneal_trainer.models import load_base, load_tokenizer
from anneal_trainer.rows import IGNORED, TokenRow, read_rows
from datasets import Dataset
from peft import LoraConfig, get_peft_model
from transformers import DataCollatorForSeq2Seq, Trainer, TrainerCallback, TrainingArguments
from trl import SFTConfig, SFTTrainer


class LastStep(TrainerCallback):
    """Tells when the last step ended: what comes behind it (totals, memory figures) is not training."""

    def on_step_end(self, args, state, control, **_):
        self.at = time.perf_counter()


def main() -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever libraries print goes to standard error
    print(json.dumps({name: importlib.metadata.version(name) for name in ("trl", "transformers", "peft", "torch")}), file=answers, flush=True)
    transformers.utils.logging.set_verbosity_error()
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), file=answers, flush=True)


def run(job: dict) -> dict:
    """{seconds, tokens, steps, loss}: of the training from the call of train() to the end of the last step."""
    torch.set_num_threads(job["threads"])
    transformers.set_seed(job["settings"]["seed"])
    tokenizer = load_tokenizer(job["base"])
    rows = read_rows(job["train"], tokenizer, "chat")
    model = load_base(job["base"], "float32" if job["choice"].get("autocast") else job["settings"]["dtype"])
    model.set_attn_implementation(job["choice"]["attention"])
    trainer = {"trl": trl_trainer, "bare": bare_trainer}[job["side"]](model, tokenizer, rows, job)
    trainer.add_callback(last := LastStep())
    begun = time.perf_counter()
    trainer.train()
    seconds = last.at - begun
    loss, steps = trainer.state.log_history[-1].get("train_loss"), trainer.state.global_step
    del trainer, model
    gc.collect()
    return {"seconds": seconds, "tokens": sum(len(row.tokens) for row in rows), "steps": steps, "loss": loss}


def adapter(settings: dict) -> LoraConfig:
    lora = settings["lora"]
    return LoraConfig(r=lora["r"], lora_alpha=lora["alpha"], lora_dropout=lora["dropout"], target_modules=lora["targetModules"], bias="none", task_type="CAUSAL_LM")


def arguments(job: dict) -> dict:
    """What both rivals are told alike: the job itself, and nothing done that it does not ask for."""
    settings = job["settings"]
    return {
        "output_dir": job["scratch"], "num_train_epochs": settings["epochs"], "seed": settings["seed"],
        "per_device_train_batch_size": job["microBatchSize"],
        "gradient_accumulation_steps": settings["effectiveBatchSize"] // job["microBatchSize"],
        "learning_rate": settings["learningRate"], "weight_decay": settings["weightDecay"], "max_grad_norm": settings["maxGradNorm"],
        "warmup_steps": settings["warmupShare"], "optim": "adamw_torch",
        "use_cpu": True, "bf16": job["choice"].get("autocast", False), "gradient_checkpointing": False,
        "logging_strategy": "no", "save_strategy": "no", "eval_strategy": "no", "report_to": "none", "disable_tqdm": True,
        "dataloader_num_workers": job["choice"].get("workers", 0), "dataloader_pin_memory": False,
        "train_sampling_strategy": job["choice"].get("sampling", "random"),
    }


def bare_trainer(model, tokenizer, rows: list[TokenRow], job: dict) -> Trainer:
    dataset = Dataset.from_list([{"input_ids": row.tokens, "attention_mask": [1] * len(row.tokens), "labels": labels(row)} for row in rows])
    return Trainer(
        model=get_peft_model(model, adapter(job["settings"])), args=TrainingArguments(**arguments(job)),
        train_dataset=dataset, data_collator=DataCollatorForSeq2Seq(tokenizer, padding=True),
    )


def trl_trainer(model, tokenizer, rows: list[TokenRow], job: dict) -> SFTTrainer:
    choice = job["choice"]
    dataset = Dataset.from_list([{"input_ids": row.tokens, "labels": labels(row)} for row in rows])
    config = SFTConfig(
        **arguments(job), max_length=choice.get("packTokens"), packing="packTokens" in choice,
        padding_free=choice.get("paddingFree", False), dataset_kwargs={"skip_prepare_dataset": "packTokens" not in choice},
    )
    return SFTTrainer(model=model, args=config, train_dataset=dataset, processing_class=tokenizer, peft_config=adapter(job["settings"]))


def labels(row: TokenRow) -> list[int]:
    return [IGNORED] * row.prompt + row.tokens[row.prompt:]


main()
