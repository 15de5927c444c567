"""The way out: one JSON object a line on the descriptor that was standard output when the process began."""

import json
import math
import os
import threading

LINE_LIMIT = 2000  # bytes; the protocol promises lines under 2 KB


def claim_stdout() -> int:
    """Keeps descriptor 1 for answers alone: whatever a library prints from now on goes to standard error."""
    kept = os.dup(1)
    os.set_inheritable(kept, False)
    os.dup2(2, 1)
    return kept


class Answers:
    """Numbers and writes answers. Safe to call from several threads."""

    def __init__(self, descriptor: int):
        self._descriptor = descriptor
        self._seq = 0
        self._lock = threading.Lock()

    def send(self, request_id: str, kind: str, **fields) -> None:
        with self._lock:
            line = encode({"id": request_id, "seq": self._seq, "type": kind, **fields})
            self._seq += 1
            self._write(line)

    def _write(self, line: bytes) -> None:
        try:
            while line:
                line = line[os.write(self._descriptor, line):]
        except BrokenPipeError:
            pass  # the parent is gone; its closed standard input stops us in order


def encode(answer: dict) -> bytes:
    """ASCII JSON with a line end. NaN and infinities become null; a message that is too long is cut."""
    line = dumps(answer)
    while len(line) > LINE_LIMIT and len(answer.get("message", "")) > 1:
        keep = len(answer["message"]) * LINE_LIMIT // (len(line) + 40)
        answer = {**answer, "message": answer["message"][:min(keep, len(answer["message"]) - 2)] + "…"}
        line = dumps(answer)
    return line


def dumps(value) -> bytes:
    return json.dumps(finite(value), ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode("ascii") + b"\n"


def finite(value):
    """The same value with every float that JSON cannot say replaced by None."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [finite(item) for item in value]
    return value
