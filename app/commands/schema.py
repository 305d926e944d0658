"""touchpoint schema"""

import argparse
import sys

from schema.schema import sdl


def run(_arguments: argparse.Namespace) -> int:
    """Print the SDL, and nothing else."""
    sys.stdout.write(sdl())
    sys.stdout.flush()
    return 0
