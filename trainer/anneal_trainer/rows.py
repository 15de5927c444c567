"""Rows as tokens: prompt and answer tokenised apart, so that the loss knows by position where the answer begins."""

from dataclasses import dataclass

import torch
from transformers import PreTrainedTokenizerBase

from .failures import invalid_input, refused
from .files import json_lines

IGNORED = -100


@dataclass(frozen=True)
class TokenRow:
    """`tokens` = prompt, answer, end token; the first `prompt` of them carry no loss."""

    id: str
    tokens: list[int]
    prompt: int


def prompt_tokens(tokenizer: PreTrainedTokenizerBase, messages: list[dict], style: str) -> list[int]:
    """chat: the model's own template up to where the answer begins; completion: the texts one behind the other. Never empty."""
    if style == "chat":
        if tokenizer.chat_template is None:
            raise refused("The base model has no chat template. Use format completion, or a base model made for chat.")
        turns = [{key: message[key] for key in ("role", "content", "name") if key in message} for message in messages]
        text = tokenizer.apply_chat_template(turns, add_generation_prompt=True, tokenize=False)
    else:
        text = "".join(message["content"] for message in messages)
    tokens = tokenizer(text, add_special_tokens=False)["input_ids"] if text else []
    return tokens or [start_token(tokenizer)]


def answer_tokens(tokenizer: PreTrainedTokenizerBase, text: str, style: str) -> list[int]:
    """The answer with the end token that the model must learn to say. A completion goes on behind a space: rows are trimmed."""
    said = f" {text}" if style == "completion" and text and not text[0].isspace() else text
    tokens = tokenizer(said, add_special_tokens=False)["input_ids"] if said else []
    return [*tokens, tokenizer.eos_token_id]


def start_token(tokenizer: PreTrainedTokenizerBase) -> int:
    """Stands before an answer without a prompt: without it the answer's first token would have nothing to be predicted from."""
    return tokenizer.eos_token_id if tokenizer.bos_token_id is None else tokenizer.bos_token_id


def read_rows(path: str, tokenizer: PreTrainedTokenizerBase, style: str) -> list[TokenRow]:
    """Every row of a file {id, messages}, whatever its length; a row that is wrong is refused by its id."""
    rows = []
    for number, value in json_lines(path):
        where = f"{path}, line {number}"
        messages = checked_messages(value, where)
        if len(messages) < 2 and style == "chat" or messages[-1]["role"] != "assistant":
            raise invalid_input(f"{where}, row {value['id'][:80]}: the last message must be the assistant's answer, after a prompt.")
        prompt = prompt_tokens(tokenizer, messages[:-1], style)
        tokens = prompt + answer_tokens(tokenizer, messages[-1]["content"], style)
        rows.append(TokenRow(value["id"], tokens, len(prompt)))
    return rows


def checked_messages(value: dict, where: str) -> list[dict]:
    """The messages of a line {id, messages, …}, or `InvalidInput` saying what is wrong with its shape (never its text)."""
    if not isinstance(value.get("id"), str):
        raise invalid_input(f"{where}: `id` is not a string.")
    messages = value.get("messages")
    if not isinstance(messages, list) or not messages:
        raise invalid_input(f"{where}, row {value['id'][:80]}: `messages` is not a list with at least one message.")
    for message in messages:
        if not isinstance(message, dict) or not all(isinstance(message.get(key), str) for key in ("role", "content")):
            raise invalid_input(f"{where}, row {value['id'][:80]}: a message lacks a `role` or a `content` that is text.")
    return messages


def collate(rows: list[TokenRow], pad: int) -> dict[str, torch.Tensor]:
    """Rows padded on the right to the longest. Labels are set by position: the padding token may be the end token."""
    width = max(len(row.tokens) for row in rows)
    tokens = torch.full((len(rows), width), pad)
    attention = torch.zeros((len(rows), width), dtype=torch.long)
    labels = torch.full((len(rows), width), IGNORED)
    for index, row in enumerate(rows):
        length = len(row.tokens)
        tokens[index, :length] = torch.tensor(row.tokens)
        attention[index, :length] = 1
        labels[index, row.prompt:length] = tokens[index, row.prompt:length]
    return {"input_ids": tokens, "attention_mask": attention, "labels": labels}


def line_up(rows: list[TokenRow]) -> dict[str, torch.Tensor]:
    """Rows end to end as one sequence, for a model that keeps them apart by `row_lengths`: nothing is padded."""
    lengths = [len(row.tokens) for row in rows]
    return {
        "input_ids": torch.tensor([[token for row in rows for token in row.tokens]]),
        "position_ids": torch.cat([torch.arange(length) for length in lengths]).unsqueeze(0),
        "labels": torch.tensor([[label for row in rows for label in [IGNORED] * row.prompt + row.tokens[row.prompt:]]]),
        "row_lengths": torch.tensor(lengths),
    }
