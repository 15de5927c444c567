"""The failures that leave the process, with the names of src/contracts/failure.ts."""

import errno

NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
MEMORY_PHRASES = ("out of memory", "can't allocate memory", "cannot allocate memory", "not enough memory")


class Failure(Exception):
    """A failure with a name that the worker acts on and a message for a person. Never holds row text."""

    def __init__(self, name: str, message: str):
        super().__init__(message)
        self.name = name
        self.message = message


class Interrupted(Exception):
    """An operation noticed that it was asked to stop before it had anything to save."""


def invalid_input(message: str) -> Failure:
    return Failure("InvalidInput", message)


def refused(message: str) -> Failure:
    return Failure("BackendRefused", message)


def corrupt(message: str) -> Failure:
    return Failure("CheckpointCorrupt", message)


def as_failure(error: BaseException) -> Failure:
    """Names any error: memory, disk, or the trainer's own fault (`TrainerFailed`)."""
    if isinstance(error, Failure):
        return error
    if isinstance(error, OSError) and error.errno in NO_SPACE:
        return Failure("DiskFull", f"No space left while writing {error.filename or 'a file'}. Free some and start again: checkpoints already announced are whole.")
    if is_out_of_memory(error):
        return Failure("OutOfMemory", "Memory ran out. Use a smaller microBatchSize, gradientCheckpointing or a smaller maxTokens.")
    return Failure("TrainerFailed", f"{type(error).__name__}: {error}")


def is_out_of_memory(error: BaseException) -> bool:
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    return isinstance(error, RuntimeError) and any(phrase in str(error).lower() for phrase in MEMORY_PHRASES)
