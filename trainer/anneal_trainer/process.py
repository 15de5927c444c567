"""The life of the process: one request after the other until it is told to end."""

import logging
import os

from .answers import Answers
from .base_models import hash_source, prepare_base
from .contract import check_request
from .environment import cores, device, device_name, has_bfloat16, settle, versions
from .exporting import export
from .failures import Failure, as_failure
from .generating import generate
from .inbox import Arrival, Inbox
from .models import ModelShelf
from .progress import Progress
from .scoring import score
from .session import Session
from .training import train

EXIT_DONE = 0
EXIT_INTERRUPTED = 75

log = logging.getLogger("anneal_trainer")


def prepare(request: dict, session: Session) -> dict:
    settle(cores(), 0)
    return prepare_base(request["source"], request["output"])


def identify(request: dict, _: Session) -> dict:
    return hash_source(request["source"])


OPERATIONS = {"train": train, "generate": generate, "score": score, "export": export, "prepareBase": prepare, "hashSource": identify}


def serve(inbox: Inbox, answers: Answers) -> int:
    """Answers requests; gives the exit code: 75 when the end came in the middle of an operation."""
    say_hello(answers)
    shelf = ModelShelf()
    while (arrival := inbox.next()) is not None:
        interrupted = answer(arrival, inbox, answers, shelf)
        if inbox.terminating:
            return EXIT_INTERRUPTED if interrupted else EXIT_DONE
    return EXIT_DONE


def say_hello(answers: Answers) -> None:
    answers.send("", "hello", protocol=1, pid=os.getpid(), device=device_name(), bfloat16=has_bfloat16(), cuda=device().type == "cuda", cores=cores(), versions=versions())


def answer(arrival: Arrival, inbox: Inbox, answers: Answers, shelf: ModelShelf) -> bool:
    """Runs one request to its `done` or `error`. True when it was interrupted."""
    message = arrival.message
    request_id = message["id"] if isinstance(message, dict) and isinstance(message.get("id"), str) else ""
    try:
        request = check_request(message)
        result = run(request, arrival, inbox, answers, shelf)
    except Exception as error:
        failure = as_failure(error)
        if not isinstance(error, Failure):
            log.exception("%s of request %s", failure.name, request_id)
        shelf.clear()
        answers.send(request_id, "error", name=failure.name, message=failure.message)
        return False
    answers.send(request_id, "done", result=result)
    return bool(result and result.get("interrupted"))


def run(request: dict, arrival: Arrival, inbox: Inbox, answers: Answers, shelf: ModelShelf) -> dict | None:
    if request["op"] == "stop":
        return None

    def send(kind: str, **fields) -> None:
        answers.send(request["id"], kind, **fields)

    with Progress(send, "loading") as progress:
        session = Session(send, lambda: inbox.should_stop(arrival), progress, shelf)
        return OPERATIONS[request["op"]](request, session)
