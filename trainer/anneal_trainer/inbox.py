"""The way in: requests, `stop`, SIGTERM and the end of input, all of which may arrive while an operation runs."""

import json
import os
import queue
import signal
import threading
from dataclasses import dataclass

MAX_LINE = 1 << 20


@dataclass(frozen=True)
class Arrival:
    """A line of input and its place in the order of arrival."""

    number: int
    message: object


class Inbox:
    """Reads standard input on a thread of its own. `stop` ends every operation that arrived before it."""

    def __init__(self, descriptor: int = 0):
        self._descriptor = descriptor
        self._arrivals: queue.SimpleQueue[Arrival | None] = queue.SimpleQueue()
        self._count = 0
        self._stopped_before = -1
        self.terminating = False

    def start(self) -> None:
        signal.signal(signal.SIGTERM, self._terminate)
        threading.Thread(target=self._read, name="inbox", daemon=True).start()

    def next(self) -> Arrival | None:
        """The next request, or None when the process shall end."""
        arrival = self._arrivals.get()
        return None if self.terminating else arrival

    def should_stop(self, arrival: Arrival) -> bool:
        return self.terminating or arrival.number < self._stopped_before

    def _terminate(self, *_) -> None:
        self.terminating = True
        self._arrivals.put(None)  # SimpleQueue.put may be called from a signal handler

    def _read(self) -> None:
        # os.read instead of a buffered reader: a thread blocked in one crashes the interpreter's end
        rest = b""
        while chunk := self._chunk():
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                if line.strip():
                    self._arrive(line)
            if len(rest) > MAX_LINE:
                self._arrive(rest[:100])
                rest = b""
        self._terminate()

    def _chunk(self) -> bytes:
        try:
            return os.read(self._descriptor, 65536)
        except OSError:
            return b""

    def _arrive(self, line: bytes) -> None:
        try:
            message = json.loads(line)
        except ValueError:
            message = None
        number, self._count = self._count, self._count + 1
        if isinstance(message, dict) and message.get("op") == "stop":
            self._stopped_before = number
        self._arrivals.put(Arrival(number, message))
