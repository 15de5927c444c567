"""What an operation sees of the process it runs in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .models import ModelShelf
from .progress import Progress


class Session:
    """One running operation: its answers, its progress, the wish that it stop, and the models kept between operations."""

    def __init__(self, send: Callable[..., None], should_stop: Callable[[], bool], progress: Progress, shelf: ModelShelf):
        self.send = send
        self.should_stop = should_stop
        self.progress = progress
        self.shelf = shelf
        self._phase = "loading"

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Names what is being done; the phase before comes back at the end."""
        before, self._phase = self._phase, name
        self.progress.update(phase=name)
        try:
            yield
        finally:
            self._phase = before
            self.progress.update(phase=before)

    def warn(self, code: str, message: str) -> None:
        self.send("warning", code=code, message=message)
