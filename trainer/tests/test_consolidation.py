"""Elastic weight consolidation: the penalty by hand, its gradients, and that it leaves everything else of a training alone."""

import json
from pathlib import Path

import pytest
import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file
from torch import nn
from transformers import LlamaConfig, LlamaForCausalLM

from anneal_trainer import adapters
from anneal_trainer.checkpoints import random_state, torch_bytes
from anneal_trainer.consolidation import Consolidation, HeldChange, Hold, adapted_layers, consolidate, factors, held_bytes
from anneal_trainer.failures import Failure
from anneal_trainer.fused import fuse_layers
from anneal_trainer.row_attention import take_rows

from .speech import STRONG_LORA, TrainerProcess, arithmetic_rows, write_lines

EXACT = ("adapter_model.safetensors", "optimizer.pt", "rng_state.pth")
WEIGHTS = EXACT[0]


class OneLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(2, 2, bias=False)

    def forward(self, x):
        return self.linear(x)


@pytest.fixture
def one_layer():
    """A = [1 2], B = [3 1]ᵀ, scale 2; dropout would show if it were left on."""
    model = get_peft_model(OneLayer(), LoraConfig(r=1, lora_alpha=2, lora_dropout=0.5, target_modules=["linear"]))
    (layer,) = adapted_layers(model)
    put(layer, [[1.0, 2.0]], [[3.0], [1.0]])
    return model, layer


def put(layer, a, b):
    for factor, value in zip(factors(layer), (a, b), strict=True):
        factor.data = torch.tensor(value)


def never() -> bool:
    return False


# Of each row: inputs token by token, and the gradient of the log-likelihood with respect to each output.
ROWS = [([[1.0, 0.0]], [[1.0, 2.0]]), ([[1.0, 1.0], [1.0, 0.0]], [[1.0, 0.0], [1.0, 0.0]])]


def linear_likelihood(model):
    return lambda row: (model(torch.tensor([row[0]])) * torch.tensor([row[1]])).sum()


def test_the_penalty_is_the_one_worked_out_by_hand(one_layer):
    model, layer = one_layer
    held = consolidate(model, ROWS, 5.0, linear_likelihood(model), never)
    # gradients of ΔW: [1 0; 2 0] and [2 1; 0 0]; mean of their squares [5 1; 4 0] ÷ 2, whose own mean is 10 ÷ 8
    assert torch.allclose(held.holds[0].fisher, torch.tensor([[2.0, 0.4], [1.6, 0.0]]))
    assert held.penalty().item() == 0
    put(layer, [[1.0, 3.0]], [[3.0], [2.0]])
    # ΔW − start = 2 × ([3 9; 2 6] − [3 6; 1 2]) = [0 6; 2 8]; 5 ÷ 2 × (0.4 × 36 + 1.6 × 4)
    penalty = held.penalty()
    assert penalty.item() == pytest.approx(52.0)
    penalty.backward()
    a, b = factors(layer)
    assert torch.allclose(a.grad, 5 * torch.tensor([[12.8, 14.4]]))
    assert torch.allclose(b.grad, 5 * torch.tensor([[14.4], [6.4]]))


def test_other_factors_of_the_same_change_cost_nothing(one_layer):
    model, layer = one_layer
    held = consolidate(model, ROWS, 5.0, linear_likelihood(model), never)
    put(layer, [[0.5, 1.0]], [[6.0], [2.0]])
    assert held.penalty().item() == 0


def test_a_module_counts_the_same_however_small_its_gradients_are(one_layer):
    model, _ = one_layer
    whole = consolidate(model, ROWS, 1.0, linear_likelihood(model), never)
    small = consolidate(model, ROWS, 1.0, lambda row: 1e-3 * linear_likelihood(model)(row), never)
    assert torch.allclose(whole.holds[0].fisher, small.holds[0].fisher)


def test_gradients_are_those_of_finite_differences():
    random = torch.Generator().manual_seed(4)

    def draw(*shape):
        return torch.randn(*shape, generator=random, dtype=torch.float64)

    (layer,) = adapted_layers(get_peft_model(OneLayer(), LoraConfig(r=1, lora_alpha=3, target_modules=["linear"])))
    hold = Hold(layer, draw(5, 4).square(), draw(2, 4), draw(5, 2))
    assert torch.autograd.gradcheck(lambda a, b: HeldChange.apply(a, b, hold), (draw(2, 4).requires_grad_(), draw(5, 2).requires_grad_()))


@pytest.mark.parametrize("fused", [False, True])
def test_the_fisher_information_of_a_language_model_is_that_of_its_weights_own_gradients(fused):
    torch.manual_seed(0)
    shape = {"vocab_size": 90, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2}
    base = LlamaForCausalLM(LlamaConfig(**shape)).eval()
    if fused:
        assert take_rows(base)
    model = adapters.add_adapter(base, {"r": 4, "alpha": 8, "dropout": 0.1, "targetModules": ["q_proj", "v_proj", "down_proj"]}, None)
    for layer in adapted_layers(model):
        nn.init.normal_(factors(layer)[1], std=0.2)
    if fused:
        fuse_layers(model)
    rows = torch.randint(1, 90, (3, 11))

    def likelihood(row):
        lined_up = {"position_ids": torch.arange(11).unsqueeze(0), "row_lengths": [11]} if fused else {}
        return model.get_base_model()(input_ids=row.unsqueeze(0), **lined_up).logits[0, :-1].log_softmax(-1).gather(1, row[1:, None]).sum()

    held = consolidate(model, list(rows), 1.0, likelihood, never)
    model.eval()
    weights = [layer.base_layer.weight.requires_grad_() for layer in adapted_layers(model)]  # y = (W + ΔW) x: both have the same gradient
    for layer in model.modules():
        layer.__dict__.pop("forward", None)  # the fused layers know no gradient of W
    gradients = [torch.autograd.grad(likelihood(row), weights) for row in rows]
    for hold, *of_module in zip(held.holds, *gradients, strict=True):
        squares = torch.stack(of_module).square().mean(0)
        assert torch.allclose(hold.fisher, squares / squares.mean(), rtol=1e-2, atol=1e-4)


def test_measuring_draws_no_random_number_and_leaves_the_model_as_it_was(one_layer):
    model, layer = one_layer
    model.train()
    before = torch_bytes(random_state())
    consolidate(model, ROWS, 1.0, linear_likelihood(model), never)
    assert torch_bytes(random_state()) == before
    assert model.training and not layer._forward_hooks
    assert all(factor.grad is None for factor in factors(layer))


def test_a_module_without_gradients_is_not_held_and_a_gradient_that_is_not_finite_has_a_name(one_layer):
    model, layer = one_layer
    nothing = consolidate(model, ROWS, 1.0, lambda row: 0 * linear_likelihood(model)(row), never)
    put(layer, [[9.0, 9.0]], [[9.0], [9.0]])
    assert nothing.penalty().item() == 0
    with pytest.raises(Failure, match="not finite") as caught:
        consolidate(model, ROWS, 1.0, lambda row: float("inf") * linear_likelihood(model)(row), never)
    assert caught.value.name == "TrainingDiverged"


def test_a_wish_to_stop_ends_the_measuring(one_layer):
    model, layer = one_layer
    asked = iter([False, True, True])
    assert consolidate(model, ROWS, 1.0, linear_likelihood(model), lambda: next(asked)) is None
    assert not layer._forward_hooks


def test_memory_is_what_was_told(one_layer):
    model, _ = one_layer
    held = consolidate(model, ROWS, 1.0, linear_likelihood(model), never)
    assert held_bytes(model) == 4 * (4 + 2 + 2) == kept_bytes(held)


def kept_bytes(held: Consolidation) -> int:
    return sum(tensor.numel() * tensor.element_size() for hold in held.holds for tensor in (hold.fisher, hold.start_a, hold.start_b))


# ---- in a training


@pytest.fixture
def second_stage(training, trained, tmp_path):
    """A training from an adapter that knows sums, on rows of another task."""
    earlier, rows = tmp_path / "earlier.jsonl", tmp_path / "second.jsonl"
    write_lines(earlier, arithmetic_rows(12))
    write_lines(rows, [{"id": f"colour-{n}", "messages": [{"role": "user", "content": f"colour {n % 5}"}, {"role": "assistant", "content": "red" if n % 2 else "blue"}]} for n in range(20)])

    def build(scratch: str = "second", strength: float | None = 100.0, **changes) -> dict:
        settings = {"learningRate": 0.003} | ({} if strength is None else {"ewc": {"strength": strength}})
        return training(scratch, settings=settings, lora=STRONG_LORA, model=trained, train=str(rows), validation=None, **({"earlier": str(earlier)} | changes))

    return build


def last_checkpoint(request: dict) -> Path:
    return max((Path(request["scratch"]) / "checkpoints").iterdir(), key=lambda folder: int(folder.name))


def bytes_of(folder, names=EXACT) -> dict[str, bytes]:
    return {name: (Path(folder) / name).read_bytes() for name in names}


def moved(result: dict, trained: dict) -> float:
    """How far the product of B and A has gone from the start, over all modules."""
    before, after = (load_file(Path(folder) / WEIGHTS) for folder in (trained["adapter"], result["adapter"]))
    names = [name.removesuffix("lora_A.weight") for name in before if name.endswith("lora_A.weight")]
    return sum((after[f"{name}lora_B.weight"] @ after[f"{name}lora_A.weight"] - before[f"{name}lora_B.weight"] @ before[f"{name}lora_A.weight"]).square().sum().item() for name in names)


def test_without_a_strength_or_earlier_rows_nothing_is_held(trainer, second_stage, tmp_path):
    (tmp_path / "none.jsonl").write_text("")
    plain = second_stage("plain", strength=None)
    del plain["earlier"]
    result = trainer.done(plain)
    expected = bytes_of(last_checkpoint(plain), (*EXACT, "curves.json", "course.json"))
    assert "ewc" not in result
    for scratch, request in {
        "zero": second_stage("zero", strength=0),
        "unasked": second_stage("unasked", strength=None),
        "empty": second_stage("empty", earlier=str(tmp_path / "none.jsonl")),
        "absent": {key: value for key, value in second_stage("absent").items() if key != "earlier"},
    }.items():
        assert "ewc" not in trainer.done(request), scratch
        assert bytes_of(last_checkpoint(request), tuple(expected)) == expected, scratch


def test_the_stronger_the_penalty_the_less_the_adapter_moves(trainer, second_stage, trained):
    distances = [moved(trainer.done(second_stage(f"strength-{strength}", strength=strength)), trained) for strength in (None, 1.0, 100.0)]
    assert distances[0] > 1.2 * distances[1] > 1.44 * distances[2] > 0


def test_a_killed_training_resumes_to_the_same_bytes_and_tells_the_same(trainer, second_stage, tmp_path):
    whole = second_stage("whole")
    result = trainer.done(whole)
    weights = 2 * (2 * 64 * 64 + 2 * 64 * 32 + 3 * 64 * 128)  # of two layers: q and o, k and v, gate, up and down
    assert result["ewc"] == {"rows": 12, "bytes": 4 * (weights + result["trainableParameters"]), "penalty": result["ewc"]["penalty"]}
    curve = json.loads(Path(result["curves"]).read_text())["train"]
    assert curve[0]["penalty"] == pytest.approx(0, abs=1e-6) and curve[-1]["penalty"] == result["ewc"]["penalty"] > 0
    victim = TrainerProcess(tmp_path)
    request = second_stage("killed", checkpointEverySeconds=0.001)
    victim.start_until_checkpoint(request, step=5)
    victim.kill()
    resumed = request | {"resumeFrom": str(last_checkpoint(request)), "scratch": request["scratch"] + "-2", "checkpointEverySeconds": 3600}
    again = trainer.done(resumed)
    names = (*EXACT, "curves.json", "course.json")
    assert bytes_of(last_checkpoint(resumed), names) == bytes_of(last_checkpoint(whole), names)
    assert again["ewc"] == result["ewc"]
    finished = trainer.done(resumed | {"resumeFrom": str(last_checkpoint(resumed)), "scratch": request["scratch"] + "-3"})
    assert finished["ewc"] == result["ewc"]


def test_accumulation_counts_the_penalty_once_a_step(trainer, second_stage):
    weights = []
    for size in (1, 4):
        request = second_stage(f"micro-{size}", microBatchSize=size)
        request["settings"]["lora"] |= {"dropout": 0}
        weights.append(load_file(Path(trainer.done(request)["adapter"]) / WEIGHTS))
    assert all(torch.allclose(weights[0][name], weights[1][name], atol=2e-3) for name in weights[0])


def test_earlier_rows_that_are_all_too_long_are_said_to_hold_nothing(trainer, second_stage, tmp_path):
    write_lines(tmp_path / "long.jsonl", [{"id": "long", "messages": [{"role": "user", "content": "1" * 300}, {"role": "assistant", "content": "x"}]}])
    answers = trainer.ask(second_stage(earlier=str(tmp_path / "long.jsonl")))
    assert [answer["code"] for answer in answers if answer["type"] == "warning"] == ["NothingToHold"]
    assert answers[-1]["type"] == "done" and "ewc" not in answers[-1]["result"]


def test_earlier_rows_that_are_wrong_are_named(trainer, second_stage, tmp_path):
    (tmp_path / "bad.jsonl").write_text('{"id": "a", "messages": []}\n')
    error = trainer.error(second_stage(earlier=str(tmp_path / "bad.jsonl")))
    assert (error["name"], "bad.jsonl, line 1" in error["message"]) == ("InvalidInput", True)
