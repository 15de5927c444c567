"""What replaces Transformers' and PEFT's own layers says what they say, forwards and backwards."""

import pytest
import torch
from transformers import LlamaConfig, LlamaForCausalLM, MistralConfig, MistralForCausalLM
from transformers.models.gemma.modeling_gemma import GemmaRMSNorm
from transformers.models.llama.modeling_llama import LlamaRMSNorm

from anneal_trainer import adapters, row_attention
from anneal_trainer.fused import DRAWS, draw, fuse_layers, is_frozen_rms_norm
from anneal_trainer.row_attention import IMPLEMENTATION, take_rows
from anneal_trainer.rows import IGNORED, TokenRow, line_up

LENGTHS = [7, 1, 19]
SHAPE = {"vocab_size": 90, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2}


@pytest.fixture
def llama():
    """Random, with adapters that already change something."""
    torch.manual_seed(0)
    model = adapters.add_adapter(LlamaForCausalLM(LlamaConfig(**SHAPE)), {"r": 4, "alpha": 8, "dropout": 0.0, "targetModules": ["q_proj", "v_proj"]}, None)
    for name, parameter in model.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(parameter, std=0.2)
    return model.train()


def tokens() -> torch.Tensor:
    return torch.randint(1, 90, (1, sum(LENGTHS)), generator=torch.Generator().manual_seed(1))


def gradients(model, loss) -> dict[str, torch.Tensor]:
    model.zero_grad()
    loss.backward()
    return {name: parameter.grad.clone() for name, parameter in model.named_parameters() if parameter.requires_grad}


def end_to_end(model) -> torch.Tensor:
    positions = torch.cat([torch.arange(length) for length in LENGTHS]).unsqueeze(0)
    return model.get_base_model()(input_ids=tokens(), position_ids=positions, row_lengths=LENGTHS).logits[0]


@pytest.mark.parametrize("kept", [512, 10])
def test_rows_end_to_end_are_trained_as_each_would_be_alone(llama, monkeypatch, kept):
    monkeypatch.setattr(row_attention, "KEPT_TOKENS", kept)
    alone = torch.cat([llama(input_ids=row).logits[0] for row in tokens().split(LENGTHS, 1)])
    expected = gradients(llama, alone.square().mean())
    assert take_rows(llama.get_base_model())
    together = end_to_end(llama)
    assert torch.allclose(together, alone, atol=1e-5)
    found = gradients(llama, together.square().mean())
    assert all(torch.allclose(found[name], expected[name], rtol=1e-3, atol=1e-6) for name in expected)


def test_a_model_with_another_kind_of_attention_keeps_its_own():
    model = MistralForCausalLM(MistralConfig(**SHAPE, sliding_window=8)).eval()
    assert not take_rows(model)
    assert model.config._attn_implementation != IMPLEMENTATION


def test_lined_up_rows_keep_their_positions_and_labels():
    batch = line_up([TokenRow("a", [5, 6, 7], 2), TokenRow("b", [8, 9, 10, 11], 1)])
    assert batch["input_ids"].tolist() == [[5, 6, 7, 8, 9, 10, 11]]
    assert batch["position_ids"].tolist() == [[0, 1, 2, 0, 1, 2, 3]]
    assert batch["labels"].tolist() == [[IGNORED, IGNORED, 7, IGNORED, 9, 10, 11]]
    assert batch["row_lengths"].tolist() == [3, 4]


def test_fused_layers_compute_what_the_plain_ones_do(llama):
    plain = llama(input_ids=tokens()).logits
    expected = gradients(llama, plain.square().mean())
    fuse_layers(llama)
    fused = llama(input_ids=tokens()).logits
    assert torch.allclose(fused, plain, atol=1e-5)
    found = gradients(llama, fused.square().mean())
    assert all(torch.allclose(found[name], expected[name], rtol=1e-3, atol=1e-6) for name in expected)
    with llama.disable_adapter():
        assert not torch.allclose(llama(input_ids=tokens()).logits, fused, atol=1e-3)


def test_norms_are_fused_only_where_they_are_llamas():
    llamas, gemmas, trained = LlamaRMSNorm(16).requires_grad_(False), GemmaRMSNorm(16).requires_grad_(False), LlamaRMSNorm(16)
    gemmas.variance_epsilon = gemmas.eps
    assert is_frozen_rms_norm(llamas)
    assert not is_frozen_rms_norm(gemmas)
    assert not is_frozen_rms_norm(trained)


def test_the_share_of_dropped_inputs_is_the_asked_one_and_follows_from_the_seed():
    like = torch.empty(1001, 333)
    torch.manual_seed(3)
    kept = draw(like, round(0.1 * DRAWS))
    assert kept.float().mean().item() == pytest.approx(0.9, abs=0.003)
    assert kept.float().mean(0).std() < 0.02
    torch.manual_seed(3)
    assert torch.equal(kept, draw(like, round(0.1 * DRAWS)))


def test_dropout_leaves_the_expected_output_as_it_is(llama):
    fuse_layers(llama)
    layer = llama.get_base_model().model.layers[0].self_attn.q_proj
    x = torch.randn(1, 5, 32, generator=torch.Generator().manual_seed(2))
    exact = layer(x)
    layer.lora_dropout["default"] = torch.nn.Dropout(0.3)
    mean = torch.stack([layer(x) for _ in range(4000)]).mean(0)
    assert (mean - exact).norm() < 0.05 * (exact - layer.base_layer(x)).norm()
