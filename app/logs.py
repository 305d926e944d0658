"""Logging: one concise line on stderr for what an operator should know."""

import logging
import sys

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def configure() -> None:
    """For this process. No line holds a body, a variable or a credential: nothing that has them logs them."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format=_FORMAT, force=True)
    # It tells of every step of its start and end; its warnings and the deaths of workers are what matters.
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
