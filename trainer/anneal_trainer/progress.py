"""`progress` answers: at least one a second while an operation runs, at most a few."""

import threading
import time
from collections import deque
from collections.abc import Callable

BEAT_SECONDS = 1.0
SHORTEST_GAP_SECONDS = 0.25
WINDOW_STEPS = 20


class Progress:
    """The latest figures of the running operation, repeated by a thread so that a long step is not taken for a dead process."""

    def __init__(self, send: Callable[..., None], phase: str):
        self._send = send
        self._figures = {"phase": phase, "step": 0, "totalSteps": 0, "loss": None, "learningRate": None, "gradNorm": None, "tokensPerSecond": None, "etaSeconds": None}
        self._sent = 0.0
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="progress", daemon=True)

    def __enter__(self) -> "Progress":
        self._emit()
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._ended.set()
        self._thread.join()

    def update(self, **figures) -> None:
        """Takes over new figures. A change of phase and the last step are sent at once, others when the last answer is old enough."""
        with self._lock:
            changed = figures.get("phase", self._figures["phase"]) != self._figures["phase"]
            self._figures.update(figures)
            last = 0 < self._figures["totalSteps"] == self._figures["step"]
            due = time.monotonic() - self._sent >= SHORTEST_GAP_SECONDS
        if changed or last or due:
            self._emit()

    def _emit(self) -> None:
        with self._lock:
            self._sent = time.monotonic()
            self._send("progress", **self._figures)

    def _beat(self) -> None:
        while not self._ended.wait(BEAT_SECONDS / 4):
            # a quarter of the beat is the thread's own resolution
            if time.monotonic() - self._sent >= BEAT_SECONDS * 0.75:
                self._emit()


class Pace:
    """Tokens a second over the latest steps, and the time left by the mean of this attempt."""

    def __init__(self, step: int, total: int):
        self._begun = time.monotonic()
        self._first = step
        self._total = total
        self._window: deque[tuple[float, int]] = deque([(self._begun, 0)], maxlen=WINDOW_STEPS + 1)

    def figures(self, step: int, tokens: int) -> dict:
        """`tokens`: of the step that just ended."""
        now = time.monotonic()
        self._window.append((now, tokens))
        span = now - self._window[0][0]
        counted = sum(count for _, count in list(self._window)[1:])
        done = step - self._first
        per_step = (now - self._begun) / done if done > 0 else None
        return {
            "tokensPerSecond": counted / span if span > 0 else None,
            "etaSeconds": per_step * (self._total - step) if per_step is not None else None,
        }
