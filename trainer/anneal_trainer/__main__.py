"""`python -m anneal_trainer`: reads requests from standard input until it ends. Exit codes: 0, 75 (interrupted), 78 (cannot run here)."""

import logging
import os
import sys

EXIT_CONFIGURATION = 78
# Read by libraries when they load, so set before the first import of one.
SURROUNDINGS = {
    "OMP_WAIT_POLICY": "PASSIVE",  # waiting threads sleep instead of spinning: on a shared machine, spinning made products 20 to 400 times slower
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "TRANSFORMERS_VERBOSITY": "error",
}


def main() -> int:
    from .answers import Answers, claim_stdout
    from .inbox import Inbox

    answers = Answers(claim_stdout())
    os.environ.update(SURROUNDINGS)
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    inbox = Inbox()
    inbox.start()
    try:
        from .contract import operations
        from .process import serve

        operations()
    except (ImportError, OSError, ValueError) as error:
        logging.getLogger("anneal_trainer").error("The trainer cannot run here: %s: %s", type(error).__name__, error)
        return EXIT_CONFIGURATION
    return serve(inbox, answers)


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    os._exit(code)  # at once: no destructor of a library may hold up, or fail, an end that is already in order
