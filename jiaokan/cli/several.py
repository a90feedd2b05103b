"""One action for several profiles: a failure is told, the others go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import click

from jiaokan.cli import tell_failure
from jiaokan.errors import RunInterrupted


def worst_of(profiles: Sequence[Path], action: Callable[[Path], int]) -> int:
    """The worst exit code of all; an interruption ends the round at once."""
    codes = []
    for profile in profiles:
        if len(profiles) == 1:
            return action(profile)
        try:
            codes.append(action(profile))
        except (RunInterrupted, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as error:
            codes.append(tell_failure(error))
    # 1 (failed) outweighs 3 (below a floor) and 4 (another run is at work on it).
    return next((code for code in (1, 2, 3, 4) if code in codes), 0)
