"""Rules: declarative corrections read from TOML, validated as one, addressed by their permanent ids."""

from __future__ import annotations

import difflib
import hashlib
import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from itertools import chain
from pathlib import Path
from typing import Any, Literal, get_args

import msgspec

from cleaning.errors import RuleError

_IN_NO_BLOCK = re.compile("[\n\r\x00\ud800-\udfff]")
_FLAGS = re.compile(r"\(\?([aimsux]+)\)")

STEP_NAMES = ("encoding", "pinyin", "script", "wording", "boilerplate", "punctuation", "repetition")
"""The steps in the order in which they look at an article; each sees the text the ones before it left."""

KEPT_FIELDS = ("author", "source", "editor", "rights", "views", "keywords")
"""What a named group of a `line` condition may hand to the article's metadata."""


class Where(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Conditions on a hit; all that are given must hold.

    `starts`: the hit begins a sentence, a clause or a line. `ends`: it ends one. `preceded_by`, `followed_by` and
    their `not_` forms are regular expressions that must (not) match right before or after the hit, on its line.
    `written = true` asks that the sentence is written: no question, no quoted speech and no word of conversation in it.
    `line` must match the whole line. `near` / `not_near`: one of these words stands (none stands) in the same field.
    `block` restricts the kinds of block, `within_first` the lines counted from the article's beginning.
    `within_last`, for rules that remove lines, counts the lines from the end that are not removed themselves.
    """

    starts: Literal["sentence", "clause", "line"] | None = None
    ends: Literal["sentence", "clause", "line"] | None = None
    preceded_by: str | None = None
    not_preceded_by: str | None = None
    followed_by: str | None = None
    not_followed_by: str | None = None
    written: bool = False
    line: str | None = None
    near: list[str] = []
    not_near: list[str] = []
    block: list[Literal["heading", "paragraph", "list_item", "table_row", "quote", "code", "caption"]] = []
    within_first: int | None = None
    within_last: int | None = None


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One correction. `match` are literals, found for all rules in one pass; `where` is asked only on hits.

    A rule with `action = "replace"` puts `replace` for the literal, `remove-line` removes the line the literal
    stands in (named groups of `where.line` go to the article's metadata), `code` documents a correction that a
    step carries out itself. `safe` rules are applied, `suggested` ones only on request.
    """

    id: str
    summary: str
    why: str
    family: str = ""
    step: str = ""
    safety: Literal["safe", "suggested"] = "safe"
    action: Literal["replace", "remove-line", "code"] = "replace"
    match: list[str] = []
    replace: str = ""
    reason: str = ""
    confidence: float = 1.0
    where: Where = Where()
    examples: list[tuple[str, str]] = []
    keep: list[str] = []
    origin: str = "built-in"


class RuleSet:
    """All rules of a repair, in the order of their files, with one digest over what they say."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self.by_id = {rule.id: rule for rule in self.rules}

    def __getitem__(self, rule_id: str) -> Rule:
        """The rule of that id; a KeyError names the nearest known id."""
        try:
            return self.by_id[rule_id]
        except KeyError:
            raise KeyError(
                f"no rule {rule_id!r}{_nearest(rule_id, self.by_id)}; `jiaokan rules list` shows all"
            ) from None

    @property
    def families(self) -> tuple[str, ...]:
        """The families of artifacts the rules belong to, sorted."""
        return tuple(sorted({rule.family for rule in self.rules}))

    def digest(self) -> str:
        """SHA-256, in hex, of what the rules say; where a file lies does not count."""
        told = [msgspec.structs.replace(rule, origin="") for rule in self.rules]
        return hashlib.sha256(msgspec.json.encode(told, order="deterministic")).hexdigest()


@cache
def builtin_rules() -> RuleSet:
    """The rules that come with the package, read and validated once a process."""
    folder = resources.files("cleaning") / "rules"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return RuleSet(_parse([(f"cleaning/rules/{f.name}", f.read_text("utf-8")) for f in files], own=True))


def load_rules(paths: Iterable[str | Path] = ()) -> RuleSet:
    """The built-in rules and those of the named files; a file's rules stand behind the built-in ones.

    Raises RuleError with every fault of every file at once.
    """
    sources: list[tuple[str, str]] = []
    faults: list[str] = []
    for path in map(Path, paths):
        try:
            sources.append((str(path), path.read_text("utf-8")))
        except OSError as error:
            faults.append(f"{path}: cannot be read ({error.strerror}); name an existing rule file")
        except UnicodeDecodeError as error:
            faults.append(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8")
    try:
        added = _parse(sources, known={rule.id for rule in builtin_rules().rules})
    except RuleError as error:
        raise RuleError(faults + error.faults, error.sound) from None
    if faults:
        raise RuleError(faults, added)
    return RuleSet([*builtin_rules().rules, *added]) if added else builtin_rules()


def _parse(sources: Sequence[tuple[str, str]], known: Iterable[str] = (), own: bool = False) -> list[Rule]:
    rules: list[Rule] = []
    faults: list[str] = []
    seen = dict.fromkeys(known, "the built-in rules")
    for name, text in sources:
        try:
            content = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            faults.append(f"{name}: not valid TOML: {error}")
            continue
        faults += [
            f"{name}: unknown key {key!r}{_nearest(key, ('rule', 'family', 'step'))}"
            for key in content
            if key not in ("rule", "family", "step")
        ]
        tables = content.get("rule", [])
        if not isinstance(tables, list) or not tables:
            faults.append(f"{name}: holds no [[rule]]; a rule file is a list of [[rule]] tables")
            continue
        for number, table in enumerate(tables, 1):
            if not isinstance(table, dict):
                faults.append(f"{name}: rule {number} is {table!r:.60}, expected a [[rule]] table")
                continue
            defaults = {"family": content.get("family", "custom"), "step": content.get("step", "wording")}
            rule, found = _rule(
                f"{name}: rule {number}", {**defaults, **table, "origin": "built-in" if own else name}
            )
            faults += found
            ident = str(table.get("id", ""))
            if ident and ident in seen:
                faults.append(f"{name}: rule {ident!r} is already defined in {seen[ident]}; ids are unique")
            seen.setdefault(ident, name)
            if rule is not None:
                rules.append(rule)
    if faults:
        raise RuleError(faults, rules)
    return rules


def _rule(where: str, table: dict[str, Any]) -> tuple[Rule | None, list[str]]:
    if isinstance(table.get("id"), str):
        where = f'{where.rsplit(": ", 1)[0]}: rule "{table["id"]}"'
    faults = [*_unknown_keys(where, table), *(f"{where}: {fault}" for fault in _wrong_values(table))]
    known = {key: value for key, value in table.items() if key in Rule.__struct_fields__}
    try:
        rule = msgspec.convert(known, Rule)
    except msgspec.ValidationError:
        # What is wrong has been told, value by value; the rest is checked with a stand-in for what is not usable.
        rule = _stand_in(known)
        return None, faults + [f"{where}: {fault}" for fault in _faults(rule)]
    found = [f"{where}: {fault}" for fault in _faults(rule)]
    return (None if faults or found else rule), faults + found


def _wrong_values(table: dict[str, Any]) -> list[str]:
    """What msgspec would say of each value by itself; it stops at the first one of a whole table."""
    faults = [
        f"{field.name} is missing"
        for field in msgspec.structs.fields(Rule)
        if field.required and field.name not in table
    ]
    for field in msgspec.structs.fields(Rule):
        value = table.get(field.name)
        if field.name == "where" and isinstance(value, dict):
            for condition in msgspec.structs.fields(Where):
                if condition.name in value:
                    faults += _wrong_value(f"where.{condition.name}", value[condition.name], condition.type)
        elif field.name in table:
            faults += _wrong_value(field.name, value, field.type)
    return faults


def _wrong_value(name: str, value: Any, kind: Any) -> list[str]:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        allowed = [
            each
            for each in (*get_args(kind), *chain(*map(get_args, get_args(kind))))
            if isinstance(each, str)
        ]
        if allowed and isinstance(value, str):
            return [f"{name} is {value!r}{_nearest(value, allowed)}; expected one of {', '.join(allowed)}"]
        return [f"{name}: {error}, found {value!r:.80}"]
    return []


def _stand_in(table: dict[str, Any]) -> Rule:
    """The rule as far as its values can be used; what cannot, or is missing, is replaced by something without a fault."""
    values: dict[str, Any] = {"id": "stand.in", "summary": "-", "why": "-"}
    usable = {"match": ["-"], "step": "wording", "examples": [("-", "-")], "keep": ["-"]}
    for field in msgspec.structs.fields(Rule):
        if field.name == "where" and isinstance(table.get("where"), dict):
            values["where"] = _usable_conditions(table["where"])
        elif field.name in table:
            if not _wrong_value(field.name, table[field.name], field.type):
                values[field.name] = msgspec.convert(table[field.name], field.type)
            elif field.name in usable:
                values[field.name] = usable[field.name]
    return Rule(**values)


def _usable_conditions(table: dict[str, Any]) -> Where:
    return Where(
        **{
            field.name: table[field.name]
            for field in msgspec.structs.fields(Where)
            if field.name in table and not _wrong_value(field.name, table[field.name], field.type)
        }
    )


def _unknown_keys(where: str, table: dict[str, Any]) -> list[str]:
    faults = [
        f"{where}: unknown key {key!r}{_nearest(key, Rule.__struct_fields__)}"
        for key in table
        if key not in Rule.__struct_fields__
    ]
    conditions = table.get("where", {})
    if isinstance(conditions, dict):
        faults += [
            f"{where}: unknown condition {key!r}{_nearest(key, Where.__struct_fields__)}"
            for key in conditions
            if key not in Where.__struct_fields__
        ]
    return faults


def _faults(rule: Rule) -> list[str]:
    faults = []
    if rule.action == "code" and rule.origin != "built-in":
        faults.append('action "code" describes what a built-in step does; use "replace" or "remove-line"')
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)+", rule.id):
        faults.append('id must be words of a-z, 0-9 and "-" joined by ".", for example "spin.besides"')
    if rule.step not in STEP_NAMES:
        faults.append(
            f"step {rule.step!r} is unknown{_nearest(rule.step, STEP_NAMES)}; steps: {', '.join(STEP_NAMES)}"
        )
    if not 0 < rule.confidence <= 1:
        faults.append(f"confidence must lie above 0 and at most 1, found {rule.confidence}")
    if rule.action != "code" and not rule.match:
        faults.append('match is empty; name at least one literal, for example match = ["于此同时呢"]')
    faults += [
        f"match holds an unusable literal {m!r}: not empty, no line break, NUL or surrogate"
        for m in rule.match
        if not m or _IN_NO_BLOCK.search(m)
    ]
    if _IN_NO_BLOCK.search(rule.replace):
        faults.append("replace holds a line break, NUL or surrogate; a block holds none")
    if rule.action == "remove-line" and not rule.where.line:
        faults.append("a remove-line rule needs where.line, the pattern of the whole line it may remove")
    if rule.action != "remove-line" and rule.where.within_last is not None:
        faults.append("where.within_last is for remove-line rules; use within_first or block")
    for name in ("within_first", "within_last"):
        lines = getattr(rule.where, name)
        if lines is not None and lines < 1:
            faults.append(f"where.{name} is {lines}, so no line is within it; name 1 or more lines")
    for name in ("near", "not_near"):
        if "" in getattr(rule.where, name):
            faults.append(f"where.{name} holds an empty word, which stands in every text; name words")
    if rule.action == "replace" and rule.replace in rule.match:
        faults.append(f"replace {rule.replace!r} is also matched; the rule would change nothing")
    elif (
        rule.action == "replace"
        and (again := [m for m in rule.match if m in rule.replace])
        and rule.where == Where()
    ):
        faults.append(
            f"replace {rule.replace!r} holds {again[0]!r}, which is matched, so the rule would go on for ever; "
            "add a condition that its own result does not meet"
        )
    for name in ("preceded_by", "not_preceded_by", "followed_by", "not_followed_by", "line"):
        pattern = getattr(rule.where, name)
        try:
            groups = re.compile(pattern).groupindex if pattern is not None else {}
            if pattern is not None and name.endswith("preceded_by"):
                ending(pattern)
        except (re.error, OverflowError, RecursionError) as error:
            flags = _FLAGS.match(pattern)
            if flags and name.endswith("preceded_by"):
                advice = f"; write (?{flags[1]}:…) around what they are for instead of (?{flags[1]})"
            else:
                advice = ""
            faults.append(f"where.{name} is not a valid regular expression: {error}{advice}")
            continue
        faults += [
            f"where.{name}: group {group!r} is unknown{_nearest(group, KEPT_FIELDS)}; groups: {', '.join(KEPT_FIELDS)}"
            for group in groups
            if group not in KEPT_FIELDS
        ]
    if rule.action != "code" and not rule.examples:
        faults.append("examples is empty; give at least one [before, after]")
    if rule.action != "code" and not rule.keep:
        faults.append("keep is empty; a rule without a near-miss that must stay untouched is unfinished")
    return faults


def ending(pattern: str) -> re.Pattern[str]:
    """The pattern of a condition on what stands before a hit: it must end right there.

    >>> ending("[甲乙]").search("丙甲")[0]
    '甲'
    """
    return re.compile(rf"(?:{pattern})\Z")


def _nearest(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
