"""What can go wrong while reading and repairing, rooted in one base."""

from __future__ import annotations


class CleaningError(ValueError):
    """Base of every error this package raises on purpose."""


class EditError(CleaningError):
    """An edit does not fit the text it claims to change, or breaks a law of the ledger."""


class RuleError(CleaningError):
    """One or more rule files are not valid; `faults` lists all of them, a sentence each."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        count = f"{len(faults)} fault{'s' if len(faults) > 1 else ''} in the rules:"
        super().__init__("\n".join([count, *(f"  - {fault}" for fault in faults)]))


class InputError(CleaningError):
    """A value handed to the public functions cannot be worked on; the message says what would do."""
