"""A tokenizer as llama.cpp's metadata: byte-pair encoding over bytes, whose way of cutting text llama.cpp must know by name."""

import json

import gguf
from gguf import TokenType
from transformers import PreTrainedTokenizerBase

from .failures import refused

LLAMA_3 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
QWEN_2 = LLAMA_3.replace(r"\p{N}{1,3}", r"\p{N}")
# llama.cpp reads merges as pairs cut at the space. No symbol is ever "<none": a model without merges still needs an entry.
NO_MERGES = "<none none>"


def add_tokenizer(writer: gguf.GGUFWriter, tokenizer: PreTrainedTokenizerBase, vocabulary: int, ends: list[int]) -> None:
    """Vocabulary, merges, special tokens and chat template; under `anneal.` what llama.cpp does not know of."""
    content = json.loads(tokenizer.backend_tokenizer.to_str())
    model = content["model"]
    if model["type"] != "BPE" or model.get("byte_fallback") or (content["decoder"] or {}).get("type") != "ByteLevel":
        raise refused(f"The export to GGUF knows byte-level BPE tokenizers; this one is {model['type']}. Serve the model with another server.")
    tokens, kinds = vocabulary_of(model["vocab"], content["added_tokens"], vocabulary)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(cutting(content["pre_tokenizer"], bool(model.get("ignore_merges"))))
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges([merge if isinstance(merge, str) else " ".join(merge) for merge in model["merges"]] or [NO_MERGES])
    for name in ("bos", "eos", "unk", "pad"):
        number = getattr(tokenizer, f"{name}_token_id")
        if number is not None:
            getattr(writer, f"add_{name}_token_id")(number)
    writer.add_add_bos_token(False)  # chat templates bring their own
    template = tokenizer.chat_template
    if template is not None:
        writer.add_chat_template(template["default"] if isinstance(template, dict) else template)
    writer.add_array("anneal.end_tokens", ends)
    writer.add_uint32("anneal.vocabulary_size", vocabulary)
    writer.add_string("anneal.normalizer", normalizer(content["normalizer"]))


def vocabulary_of(vocab: dict[str, int], added: list[dict], size: int) -> tuple[list[str], list[int]]:
    """(texts, kinds) by token number; numbers that no text has (rows that pad the embedding) are marked unused."""
    texts = {number: (text, TokenType.NORMAL) for text, number in vocab.items()}
    for token in added:
        if token["lstrip"] or token["rstrip"] or token["single_word"]:
            raise refused(f"The tokenizer's added token {token['content']!r} takes the space beside it along, which llama.cpp does not.")
        texts[token["id"]] = (token["content"], TokenType.CONTROL if token["special"] else TokenType.USER_DEFINED)
    if max(texts) >= size:
        raise refused(f"The tokenizer has {max(texts) + 1} tokens, but the model's vocabulary is {size}.")
    entries = [texts.get(number, (f"<unused {number}>", TokenType.UNUSED)) for number in range(size)]
    return [text for text, _ in entries], [int(kind) for _, kind in entries]


def cutting(rule: dict, ignore_merges: bool) -> str:
    """llama.cpp's name of the way in which text is cut into words before it is merged."""
    parts = rule["pretokenizers"] if rule["type"] == "Sequence" else [rule]
    last = parts[-1]
    shape = [part["type"] for part in parts]
    if last["type"] == "ByteLevel" and not last["add_prefix_space"]:
        if last["use_regex"] and shape == ["ByteLevel"] and not ignore_merges:
            return "gpt-2"
        if last["use_regex"] and shape == ["Digits", "ByteLevel"] and parts[0]["individual_digits"] and not ignore_merges:
            return "smollm"
        if not last["use_regex"] and shape == ["Split", "ByteLevel"] and parts[0]["behavior"] == "Isolated":
            pattern = parts[0]["pattern"].get("Regex")
            if pattern == LLAMA_3 and ignore_merges:
                return "llama-bpe"
            if pattern == QWEN_2 and not ignore_merges:
                return "qwen2"
    raise refused(f"The export to GGUF knows the ways of cutting text of GPT-2, SmolLM, Llama 3 and Qwen 2; this tokenizer's is another ({', '.join(shape)}). Serve the model with another server.")


def normalizer(rule: dict | None) -> str:
    """What a server must do to a text before llama.cpp sees it: "" or "NFC"."""
    if rule is None:
        return ""
    if rule["type"] == "NFC":
        return "NFC"
    raise refused(f"The export to GGUF knows tokenizers that normalise nothing or to NFC; this one has {rule['type']}.")
