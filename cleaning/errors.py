"""What can go wrong while reading and repairing, rooted in one base."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleaning.ruleset import Rule


class CleaningError(ValueError):
    """Base of every error this package raises on purpose."""


class EditError(CleaningError):
    """An edit does not fit the text it claims to change, or breaks a law of the ledger."""


class RuleError(CleaningError):
    """One or more rule files are not valid; `faults` lists all of them, a sentence each.

    `sound` holds the rules of the files that have no fault of their own, so that whoever runs examples can add what these
    say; `advice` is the next thing to try.
    """

    def __init__(self, faults: list[str], sound: Sequence[Rule] = (), advice: str = "") -> None:
        self.faults = faults
        self.sound = tuple(sound)
        count = f"{len(faults)} fault{'s' if len(faults) > 1 else ''} in the rules:"
        super().__init__("\n".join([count, *(f"  - {fault}" for fault in faults), *filter(None, [advice])]))


class InputError(CleaningError):
    """A value handed to the public functions cannot be worked on; the message says what would do."""


class SiteReaderError(CleaningError):
    """A reader that a person wrote for one site failed on a page; the message names class, file, line and exception."""
