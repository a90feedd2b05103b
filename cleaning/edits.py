"""Edits: the law of the house.

Edit k turns E(k-1) into E(k) by one splice of one field: ``E(k-1)[start:end] == before``, offsets in code points.
Everything here is exact replay. What proposes edits lives in `cleaning.steps`, what numbers them in
`cleaning.ledger`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence

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


def splice(text: str, edit: Edit) -> str:
    """The text after one edit.

    >>> splice("在在以后,", Edit(1, "wording", "future.doubled-zai", "text", 0, 0, 4, "在在以后", "在未来"))
    '在未来,'
    """
    found = text[edit.start : edit.end]
    if found != edit.before or edit.end != edit.start + len(edit.before):
        raise EditError(
            f"edit {edit.seq} ({edit.rule}) expects {_short(edit.before)} at {edit.field}[{edit.start}:{edit.end}], "
            f"found {_short(found)}"
        )
    return text[: edit.start] + edit.after + text[edit.end :]


def unsplice(text: str, edit: Edit) -> str:
    """The text before one edit, given the text after it; raises when `after` does not stand at its place."""
    end = edit.start + len(edit.after)
    found = text[edit.start : end]
    if found != edit.after or edit.start < 0 or edit.end != edit.start + len(edit.before):
        raise EditError(
            f"edit {edit.seq} ({edit.rule}) should have left {_short(edit.after)} at {edit.field}[{edit.start}:{end}], "
            f"found {_short(found)}"
        )
    return text[: edit.start] + edit.before + text[end:]


def apply_edits(fields: Mapping[str, str], edits: Iterable[Edit]) -> dict[str, str]:
    """The fields after all edits, in order of their numbers."""
    out = dict(fields)
    for edit in edits:
        out[edit.field] = splice(_field(out, edit), edit)
    return out


def revert_edits(fields: Mapping[str, str], edits: Sequence[Edit]) -> dict[str, str]:
    """The fields before all edits: `revert_edits(apply_edits(x, e), e) == x`, always."""
    out = dict(fields)
    for edit in reversed(edits):
        out[edit.field] = unsplice(_field(out, edit), edit)
    return out


def digest(fields: Mapping[str, str]) -> str:
    """The SHA-256, in hex, of the canonical JSON (RFC 8785) of the fields.

    >>> digest({"text": "", "title": "", "keywords": ""})[:16]
    '122f3538c815a15e'
    """
    canonical = json.dumps(dict(fields), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


def text_digest(text: str) -> str:
    """The SHA-256, in hex, of a text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


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
