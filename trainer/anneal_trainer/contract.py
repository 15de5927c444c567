"""Requests and manifests against the JSON Schemas in trainer/contract/, which are generated from the zod contracts."""

import functools
import json
from pathlib import Path

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match

from .failures import invalid_input

FOLDER = Path(__file__).resolve().parent.parent / "contract"


@functools.cache
def schema(name: str) -> dict:
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


@functools.cache
def operations() -> dict[str, Draft202012Validator]:
    options = schema("trainer-request")["oneOf"]
    return {option["properties"]["op"]["const"]: Draft202012Validator(option) for option in options}


def check_request(message: object) -> dict:
    """The request itself when it fits the schema of its operation, else `InvalidInput` naming the field."""
    if not isinstance(message, dict):
        raise invalid_input("A line of input is not a JSON object.")
    operation = message.get("op")
    if operation not in operations():
        raise invalid_input(f"Unknown op {json.dumps(operation)[:60]}; allowed: {', '.join(sorted(operations()))}.")
    error = best_match(operations()[operation].iter_errors(message))
    if error is not None:
        raise invalid_input(f"Request {operation}: {describe(error)}")
    return message


def fits(name: str, value: object) -> bool:
    return Draft202012Validator(schema(name)).is_valid(value)


def describe(error: ValidationError) -> str:
    where = ".".join(str(part) for part in error.absolute_path) or "the request itself"
    return f"{where}: {error.message[:300]}"
