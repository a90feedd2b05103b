"""Site profiles as a run needs them: the keys checked by the crawler, selectors, families and rules by the cleaning."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from cleaning.choice import unknown_names
from cleaning.errors import InputError, RuleError
from cleaning.reading.second import check_installed
from cleaning.reading.site import FIELDS, read_site
from cleaning.ruleset import RuleSet, builtin_rules, load_rules
from crawler.errors import ProfileError
from crawler.profile import Profile, load_profile
from jiaokan.errors import ReaderError
from jiaokan.rulefiles import example_faults
from jiaokan.sitereaders import reader_source


def checked_profile(path: Path) -> Profile:
    """The profile in a file, with nothing in it that reading or repair would stumble over.

    Raises ProfileError with every fault at once: those of its keys, of its selectors, of its readers, of its rule files
    with the examples in them, and of the families and rules it names.
    """
    faults: list[str] = []
    profile: Profile | None = None
    try:
        profile = load_profile(path)
    except ProfileError as error:
        faults += error.faults
    document = _document(path)
    faults += [
        f"{path}: read.selectors{fault}" for fault in _selector_faults(_of(document, "read", "selectors"))
    ]
    faults += [f"{path}: read.second_reader: {fault}" for fault in _second_reader_faults(profile)]
    faults += [
        f"{path}: read.reader: {fault}" for fault in _reader_faults(_of(document, "read", "reader"), path)
    ]
    files = _texts(_of(document, "repair", "rules"))
    # A file that is missing is a fault of the keys already.
    rules, rule_faults = _rules([found for name in files if (found := path.parent / name).is_file()])
    faults += [f"{path}: repair.rules: {fault}" for fault in rule_faults]
    if not rule_faults:
        families = _texts(_of(document, "repair", "families"))
        faults += [f"{path}: repair.families: {fault}" for fault in _family_faults(families, rules)]
        for key in ("off", "on"):
            names = _texts(_of(document, "repair", key))
            faults += [f"{path}: repair.{key}: {fault}" for fault in unknown_names(names, rules)]
    if faults or profile is None:
        raise ProfileError(faults)
    return profile


def _document(path: Path) -> Mapping[str, Any]:
    """What the file says, as far as it can be read: that it cannot is told by the crawler."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}


def _of(document: Mapping[str, Any], table: str, key: str) -> Any:
    content = document.get(table)
    return content.get(key) if isinstance(content, Mapping) else None


def _texts(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _selector_faults(selectors: Any) -> list[str]:
    faults = []
    for field, selector in (selectors if isinstance(selectors, Mapping) else {}).items():
        if field not in FIELDS:
            faults.append(
                f": there is no field {field!r}{_nearest(field, FIELDS)}; known: {', '.join(FIELDS)}"
            )
        elif isinstance(selector, str):
            try:
                read_site("", {field: selector})
            except InputError as error:
                told = str(error).removeprefix(f"selectors.{field}: ")
                faults.append(f".{field}: {' '.join(told.split())}; try it in the console of a browser")
    return faults


def _second_reader_faults(profile: Profile | None) -> list[str]:
    try:
        check_installed(profile.read.second_reader if profile is not None else None)
    except InputError as error:
        return [str(error)]
    return []


def _reader_faults(reference: Any, path: Path) -> list[str]:
    """What is wrong with the class of a reader; what is wrong with its place is a fault of the keys already."""
    place, _, name = reference.rpartition(":") if isinstance(reference, str) else ("", "", "")
    if not place or not name.isidentifier():
        return []
    is_file = place.endswith(".py") or "/" in place
    if is_file and not (path.parent / place).is_file():
        return []
    try:
        reader_source(f"{(path.parent / place).resolve()}:{name}" if is_file else reference)
    except ReaderError as error:
        return [str(error)]
    return []


def _rules(files: Sequence[Path]) -> tuple[RuleSet, list[str]]:
    try:
        rules = load_rules(files)
    except RuleError as error:
        return builtin_rules(), [*error.faults, *example_faults(error.sound)]
    return rules, example_faults(rules.rules)


def _family_faults(families: Sequence[str], rules: RuleSet) -> list[str]:
    known = rules.families
    return [
        f"there is no family {name!r}{_nearest(name.removeprefix('-'), known)}; known: {', '.join(known)}"
        for name in families
        if name not in known
    ]


def _nearest(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return f", did you mean {close[0]!r}?" if close else ""
