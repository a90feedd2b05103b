"""Edits: the law of the house.

Edit k turns E(k-1) into E(k) by one splice of one field: ``E(k-1)[start:end] == before``, offsets in code points.
Everything here is exact replay. What proposes edits lives in `cleaning.steps`, what numbers them in
`cleaning.ledger`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from cleaning.errors import EditError


class Edit(msgspec.Struct, frozen=True):
    """One splice by one rule.

    `seq` counts from 1 over the whole article. `block` is the line number in E0 of `text` (from 0) where the
    edit falls, None in other fields. `confidence` is between 0 and 1.
    """

    seq: int
    step: str
    rule: str
    field: str
    block: int | None
    start: int
    end: int
    before: str
    after: str
    confidence: float = 1.0


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """A change that a suggested rule would make to a repaired text, and that was not made.

    `start` and `end` are offsets in code points of the field as published, `block` the line of `text` there (from 0), None in
    other fields. Suggestions of different steps may overlap.
    """

    step: str
    rule: str
    field: str
    block: int | None
    start: int
    end: int
    before: str
    after: str
    confidence: float = 1.0


def splice(text: str, edit: Edit) -> str:
    """The text after one edit.

    >>> splice("在在以后,", Edit(1, "wording", "future.doubled-zai", "text", 0, 0, 4, "在在以后", "在未来"))
    '在未来,'
    """
    return _applied(text, [edit])


def unsplice(text: str, edit: Edit) -> str:
    """The text before one edit, given the text after it; raises when `after` does not stand at its place."""
    return _reverted(text, [edit])


def apply_edits(fields: Mapping[str, str], edits: Iterable[Edit]) -> dict[str, str]:
    """The fields after all edits, in order of their numbers."""
    out = dict(fields)
    for run in runs(edits):
        out[run[0].field] = _applied(_field(out, run[0]), run)
    return out


def revert_edits(fields: Mapping[str, str], edits: Sequence[Edit]) -> dict[str, str]:
    """The fields before all edits: `revert_edits(apply_edits(x, e), e) == x`, always."""
    out = dict(fields)
    for run in reversed(list(runs(edits))):
        out[run[0].field] = _reverted(_field(out, run[-1]), run)
    return out


def runs(edits: Iterable[Edit]) -> Iterator[list[Edit]]:
    """The edits in stretches that can be carried out in one pass over the text.

    A stretch is of one field, disjoint and from right to left, as a step numbers them: carried out one by one, none of
    its edits moves the place of the next, so all offsets are offsets into one text.
    """
    run: list[Edit] = []
    for edit in edits:
        if run and not (edit.field == run[-1].field and edit.end <= run[-1].start and edit.start <= edit.end):
            yield run
            run = []
        run.append(edit)
    if run:
        yield run


def _applied(text: str, run: Sequence[Edit]) -> str:
    pieces: list[str] = []
    reached = 0
    for edit in reversed(run):
        found = text[edit.start : edit.end] if edit.start >= 0 else ""
        if (
            edit.start < 0
            or edit.end > len(text)
            or found != edit.before
            or len(found) != edit.end - edit.start
        ):
            raise EditError(
                f"edit {edit.seq} ({edit.rule}) expects {_short(edit.before)} at {edit.field}[{edit.start}:{edit.end}], "
                f"found {_short(found)}"
            )
        pieces += (text[reached : edit.start], edit.after)
        reached = edit.end
    return "".join([*pieces, text[reached:]])


def _reverted(text: str, run: Sequence[Edit]) -> str:
    pieces: list[str] = []
    reached = moved = 0
    for edit in reversed(run):
        start = edit.start + moved
        end = start + len(edit.after)
        found = text[start:end] if start >= 0 else ""
        if (
            edit.start < 0
            or end > len(text)
            or found != edit.after
            or edit.end != edit.start + len(edit.before)
        ):
            raise EditError(
                f"edit {edit.seq} ({edit.rule}) should have left {_short(edit.after)} at {edit.field}[{start}:{end}], "
                f"found {_short(found)}"
            )
        pieces += (text[reached:start], edit.before)
        reached = end
        moved += len(edit.after) - len(edit.before)
    return "".join([*pieces, text[reached:]])


def digest(fields: Mapping[str, str]) -> str:
    """The SHA-256, in hex, of the canonical JSON (RFC 8785) of the fields.

    >>> digest({"text": "", "title": "", "keywords": ""})[:16]
    '122f3538c815a15e'
    """
    canonical = json.dumps(dict(fields), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return _sha256(canonical.encode("utf-8"))


def text_digest(text: str) -> str:
    """The SHA-256, in hex, of a text in UTF-8."""
    return _sha256(text.encode("utf-8"))


def _field(fields: Mapping[str, str], edit: Edit) -> str:
    try:
        return fields[edit.field]
    except KeyError:
        known = ", ".join(fields)
        raise EditError(
            f"edit {edit.seq} ({edit.rule}) changes field {edit.field!r}; there are: {known}"
        ) from None


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:39] + "…")


def _sha256(content: bytes) -> str:
    # OpenSSL takes 3 MB, which reading alone need not have.
    import hashlib

    return hashlib.sha256(content).hexdigest()
