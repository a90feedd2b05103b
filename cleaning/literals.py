"""Tables of literals, all looked for in one pass over a text.

A pass costs about the same for ten literals and for ten thousand, so rules and tables share one automaton; what else a
rule asks for is asked where one of its literals stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ahocorasick_rs import AhoCorasick, MatchKind

Occurrence = tuple[int, int, int]
"""The number of a literal in its table, and where it begins and ends."""


class Literals:
    """Some tables of literals by name, and one automaton over them.

    >>> Literals({"fruit": ["苹果", "果"], "colour": ["苹果绿"]}).found_in("苹果绿")
    {'fruit': [(0, 0, 2), (1, 1, 2)], 'colour': [(0, 0, 3)]}
    """

    def __init__(self, tables: Mapping[str, Sequence[str]]) -> None:
        places: dict[str, list[tuple[str, int]]] = {}
        for name, literals in tables.items():
            for number, literal in enumerate(literals):
                places.setdefault(literal, []).append((name, number))
        self._places = list(places.values())
        self._automaton = AhoCorasick(list(places), matchkind=MatchKind.Standard) if places else None

    def found_in(self, text: str) -> dict[str, list[Occurrence]]:
        """Every occurrence in a text by table, in order of its end; they may overlap."""
        found: dict[str, list[Occurrence]] = {}
        if self._automaton is None:
            return found
        for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            for name, number in self._places[index]:
                found.setdefault(name, []).append((number, start, end))
        return found


class Scan:
    """What the tables find in the fields of one article: looked for once for each text of a field."""

    def __init__(self, literals: Literals) -> None:
        self._literals = literals
        self._latest: dict[str, tuple[str, dict[str, list[Occurrence]]]] = {}

    def of(self, field: str, text: str, table: str) -> Sequence[Occurrence]:
        """The occurrences of a table's literals in the text that a field has now."""
        known = self._latest.get(field)
        if known is None or known[0] is not text:
            known = self._latest[field] = text, self._literals.found_in(text)
        return known[1].get(table, ())


def disjoint(occurrences: Iterable[Occurrence]) -> list[Occurrence]:
    """Those that do not overlap: leftmost first, then the longest.

    >>> disjoint([(0, 0, 2), (1, 1, 2), (2, 0, 3)])
    [(2, 0, 3)]
    """
    chosen: list[Occurrence] = []
    for each in sorted(occurrences, key=lambda each: (each[1], -each[2])):
        if not chosen or each[1] >= chosen[-1][2]:
            chosen.append(each)
    return chosen
