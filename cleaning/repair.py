"""Repair: an article and rules in, the same article with numbered edits out. A pure function."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import msgspec

from cleaning.article import Article, Block, Metadata, join_values, split_keywords
from cleaning.choice import ALL_SAFE, RuleChoice
from cleaning.edits import Edit, Suggestion, revert_edits
from cleaning.errors import InputError
from cleaning.facts import Facts, SiteFacts
from cleaning.ledger import Ledger, Line, Proposal, Removal, line_breaks, line_removals
from cleaning.literals import Literals, Occurrence, Scan
from cleaning.matching import Hit, Matcher, longest
from cleaning.places import repaired_images, repaired_links
from cleaning.ruleset import Rule, RuleSet, builtin_rules
from cleaning.steps import (
    Carrier,
    Context,
    Script,
    Seeker,
    assistant,
    blends,
    boilerplate,
    calques,
    connectives,
    doubled,
    encoding,
    entities,
    future,
    markdown,
    mojibake,
    obfuscation,
    pagelines,
    pinyin,
    punctuation,
    repetition,
    script,
    spinners,
)

STEPS: tuple[tuple[str, tuple[Carrier, ...]], ...] = (
    ("encoding", (mojibake, entities, encoding)),
    ("pinyin", (pinyin,)),
    ("script", (script,)),
    (
        "wording",
        (obfuscation, connectives, blends, future, doubled, calques, spinners),
    ),
    ("boilerplate", (assistant, markdown, pagelines, boilerplate)),
    ("punctuation", (punctuation,)),
    ("repetition", (repetition,)),
)
"""The order of the steps, in this one place. A step's rules with literals speak first, then its carriers in their order:
what an earlier one proposes, a later one leaves alone."""

# A repaired text is looked at again until nothing is found, so that repairing twice changes nothing more. Real pages are
# quiet in the second pass; the cap stops rules of a user's own that turn a text round and round.
_MOST_PASSES = 8
# What needs more edits is no text that anyone wrote: it stays as it is from there on, and that is recorded.
_MOST_EDITS = 100_000


class _Step(NamedTuple):
    """What some rules have to do in a step: those with literals, and the modules that carry out the others."""

    name: str
    matcher: Matcher
    carriers: tuple[Carrier, ...]

    def proposals(self, ledger: Ledger, field: str, context: Context) -> list[Proposal]:
        """What a step proposes for a field, disjoint: first its literals, then its carriers in their order."""
        if not ledger.fields[field] and not ledger.kept:
            return []  # keywords that removed lines told are all that is ever put into an empty field
        proposals = _literal_proposals(
            ledger, field, self.matcher, context.occurrences(ledger, field, self.name)
        )
        for carrier in self.carriers:
            # More than may be made need not be weighed against each other.
            found = carrier.propose(ledger, field, context)[: _MOST_EDITS + 1]
            if found:
                proposals = _without_overlaps(proposals, found)
        return proposals


class _Active:
    """Some rules made ready: their ids, and the steps in which they have anything to do."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.ids = frozenset(rule.id for rule in rules)
        self.steps = tuple(
            _Step(
                name,
                Matcher([rule for rule in rules if rule.step == name and rule.match]),
                tuple(carrier for carrier in carriers if not self.ids.isdisjoint(carrier.RULES)),
            )
            for name, carriers in STEPS
            if any(rule.step == name for rule in rules)
        )
        carriers = [carrier for step in self.steps for carrier in step.carriers]
        self._literals = Literals(
            {step.name: step.matcher.literals for step in self.steps}
            | {each.TABLE: each.literals() for each in carriers if isinstance(each, Seeker)}
        )

    def context(self, facts: SiteFacts, script: Script) -> Context:
        """What these rules may know besides the article."""
        return Context(self.ids, Scan(self._literals), facts, script)


def _is_one_line_read_anew(ledger: Ledger) -> bool:
    """Whether the text is one line that was wholly mojibake: two repairs in a row must not empty a text."""
    text = ledger.fields["text"]
    return "\n" not in text and any(
        edit.rule in mojibake.RULES and edit.after == text for edit in ledger.edits
    )


class Repairer:
    """Rules made ready: those that are applied, and those that are only reported."""

    def __init__(self, rules: RuleSet, choice: RuleChoice) -> None:
        choice.check(rules)
        self._applied = _Active([rule for rule in rules.rules if choice.takes(rule)])
        self._reported = _Active([rule for rule in rules.rules if choice.reports(rule)])

    def run(self, ledger: Ledger, facts: SiteFacts, script: Script) -> bool:
        """Let every step look at every field, in order, until a whole round finds nothing; False where edits are too many."""
        context = self._applied.context(facts, script)
        for _ in range(_MOST_PASSES):
            found = 0
            for step in self._applied.steps:
                for field in ledger.fields:
                    if step.name == "boilerplate" and field == "text" and _is_one_line_read_anew(ledger):
                        continue
                    proposals = step.proposals(ledger, field, context)
                    if len(ledger.edits) + len(proposals) > _MOST_EDITS:
                        # Edits are disjoint, so any of them may be made without the others.
                        ledger.apply(step.name, field, proposals[: _MOST_EDITS - len(ledger.edits)])
                        return False
                    found += ledger.apply(step.name, field, proposals) if proposals else 0
            if not found:
                break
        return True

    def suggestions(self, ledger: Ledger, facts: SiteFacts, script: Script) -> list[Suggestion]:
        """What the rules that are not applied would change in the text as it is now, in order of field and place."""
        context = self._reported.context(facts, script)
        found: list[Suggestion] = []
        for field, text in ledger.fields.items():
            for step in self._reported.steps:
                proposals = step.proposals(ledger, field, context)
                if proposals:
                    breaks = line_breaks(text)
                    found += [_suggestion(step.name, field, text, each, breaks) for each in proposals]
        return found


def _suggestion(step: str, field: str, text: str, proposal: Proposal, breaks: list[int]) -> Suggestion:
    return Suggestion(
        step=step,
        rule=proposal.rule,
        field=field,
        # The splice of a removed line may begin with the line feed before it.
        block=bisect_left(breaks, proposal.start + text.startswith("\n", proposal.start))
        if field == "text"
        else None,
        start=proposal.start,
        end=proposal.end,
        before=text[proposal.start : proposal.end],
        after=proposal.after,
        confidence=proposal.confidence,
    )


def repair_article(
    article: Article,
    rules: RuleSet | None = None,
    facts: Facts | SiteFacts | None = None,
    *,
    script: Script = "auto",
    choice: RuleChoice = ALL_SAFE,
    site: str | None = None,
) -> Article:
    """The article with every repair made and on record.

    `facts` are those of the article's site, or of many sites together with `site`. `choice` says which rules are
    applied, `script="keep"` leaves Traditional text as it is. An article that was dropped comes back as it is.

    >>> from cleaning.article import Article, Block
    >>> fixed = repair_article(Article(blocks=(Block("paragraph", "在在以后,馆藏会更多。"),)))
    >>> fixed.text, [edit.rule for edit in fixed.edits]
    ('在未来，馆藏会更多。', ['future.doubled-zai', 'punct.comma'])
    """
    if article.dropped is not None:
        return article
    known = facts.of(site) if isinstance(facts, Facts) else facts or SiteFacts()
    ledger = Ledger.of(article)
    ready = repairer(rules or builtin_rules(), choice)
    if not ready.run(ledger, known, script):
        article = msgspec.structs.replace(article, metadata=_with_cap(article.metadata))
    suggestions = tuple(ready.suggestions(ledger, known, script))
    return msgspec.structs.replace(_repaired(article, ledger), suggestions=suggestions)


@lru_cache(maxsize=16)
def repairer(rules: RuleSet, choice: RuleChoice = ALL_SAFE) -> Repairer:
    """The rules made ready, once for each choice of them. Raises InputError for a choice of rules that there are not."""
    return Repairer(rules, choice)


def _literal_proposals(
    ledger: Ledger, field: str, matcher: Matcher, occurrences: Sequence[Occurrence]
) -> list[Proposal]:
    text = ledger.fields[field]
    hits = longest(matcher.hits(text, occurrences, ledger.lines if field == "text" else ()))
    if not hits:
        return []
    proposals: list[Proposal] = []
    candidates: dict[int, list[Hit]] = {}
    breaks = line_breaks(text)
    for hit in hits:
        if hit.rule.action == "replace":
            proposals.append(Proposal(hit.rule.id, hit.start, hit.end, hit.rule.replace, hit.rule.confidence))
        elif field == "text" and hit.line is not None:
            candidates.setdefault(bisect_left(breaks, hit.start), []).append(hit)
    removals = {number: _removal(hit) for number, hit in _from_the_ends(candidates, len(breaks) + 1).items()}
    return _without_overlaps([], [*proposals, *line_removals(text, removals)])


def _from_the_ends(candidates: dict[int, list[Hit]], lines: int) -> dict[int, Hit]:
    """For each line to be removed the hit that removes it.

    `within_last` counts the lines that stay: otherwise a second repair would find further lines within reach.
    """
    chosen: dict[int, Hit] = {}
    gone = 0
    for number in sorted(candidates, reverse=True):
        behind = lines - 1 - number - gone
        for hit in candidates[number]:
            if hit.rule.where.within_last is None or behind < hit.rule.where.within_last:
                chosen[number] = hit
                gone += 1
                break
    return chosen


def _removal(hit: Hit) -> Removal:
    groups = hit.line.groupdict() if hit.line is not None else {}
    keeps = tuple((name, value.strip()) for name, value in groups.items() if value and value.strip())
    return Removal(hit.rule.id, hit.rule.reason or hit.rule.summary, hit.rule.confidence, keeps)


def _without_overlaps(first: list[Proposal], more: list[Proposal]) -> list[Proposal]:
    """`first`, and those of `more` that do not touch it nor each other; a removed line wins over a change inside it."""
    if not first and not _overlap(more):
        return more
    chosen = sorted(first, key=lambda p: p.start)
    ordered = sorted(more, key=lambda p: (p.start - p.end, p.start))
    if not ordered:
        return chosen
    # A mark a character: a sorted list of the chosen ones takes the square of their number to fill.
    size = max(p.end for p in (*chosen, *ordered)) + 1
    taken, inner, points = bytearray(size), bytearray(size), bytearray(size)

    def take(start: int, end: int) -> None:
        if start == end:
            points[start] = 1
        taken[start:end] = b"\1" * (end - start)
        inner[start + 1 : end] = b"\1" * max(end - start - 1, 0)

    for proposal in chosen:
        take(proposal.start, proposal.end)
    for proposal in ordered:
        start, end = proposal.start, proposal.end
        if start == end:
            clear = not inner[start]
        else:
            clear = taken.find(1, start, end) < 0 and points.find(1, start + 1, end) < 0
        if clear:
            chosen.append(proposal)
            take(start, end)
    return sorted(chosen, key=lambda p: p.start)


def _overlap(proposals: list[Proposal]) -> bool:
    """Whether some proposals touch each other, or do not stand in their order."""
    return any(before.end > after.start or before.start == after.end for before, after in pairwise(proposals))


def _repaired(article: Article, ledger: Ledger) -> Article:
    fields = ledger.fields
    related = tuple(
        msgspec.structs.replace(entry, title=fields[f"related/{number}"])
        for number, entry in enumerate(article.related)
    )
    links = article.links
    if links:
        links = repaired_links(links, article.text, ledger.edits, fields["text"])
    return msgspec.structs.replace(
        article,
        title=fields["title"] or None,
        blocks=ledger.blocks(),
        keywords=split_keywords(fields["keywords"]),
        related=related,
        removed=(*article.removed, *ledger.removed),
        edits=tuple(ledger.edits),
        metadata=_enriched(article.metadata, ledger.kept),
        images=repaired_images(article.images, [line.origin for line in ledger.lines]),
        links=links,
    )


def _with_cap(metadata: Metadata) -> Metadata:
    """Metadata that say that a text was not repaired to its end."""
    caps = [*filter(None, metadata.found.get("caps", "").split(", ")), "edits"]
    return msgspec.structs.replace(metadata, found={**metadata.found, "caps": ", ".join(caps)})


def _enriched(metadata: Metadata, kept: dict[str, list[str]]) -> Metadata:
    """Metadata with what removed lines said, in the order of the lines, behind what the page said elsewhere."""
    found = dict(metadata.found)
    told: dict[str, Any] = {}
    for name, values in kept.items():
        if name == "keywords":  # a field of the article, which an edit fills
            continue
        known = getattr(metadata, name)
        if name == "views":
            value = known if known is not None else next((int(v) for v in values if v.isdecimal()), None)
        else:
            value = join_values(name, [known, *values])
        if value != known:
            told[name] = value
            found[name] = f"{found[name]}, removed line" if name in found else "removed line"
    return msgspec.structs.replace(metadata, **told, found=found) if told else metadata


class RepairedText(msgspec.Struct, frozen=True):
    """A repaired plain text. `edits` are offsets into the text with every line end written as a line feed.

    `line_ends` holds the line ends of the text as it was handed in, in order: edits know line feeds only. `suggestions` are
    what rules that were not applied would change, as offsets into the repaired text with line feeds. `complete` is False for
    a text that needs more edits than are made: it stays as it is from there on.
    """

    text: str
    edits: tuple[Edit, ...]
    line_ends: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    complete: bool = True

    def revert(self) -> str:
        """The text as it was handed in, to the last character, by taking back every edit."""
        extracted = revert_edits({"text": with_line_feeds(self.text)}, self.edits)["text"]
        return _with_ends(extracted, self.line_ends)


def repair_text(
    text: str,
    *,
    script: Script = "auto",
    rules: RuleSet | None = None,
    choice: RuleChoice = ALL_SAFE,
) -> RepairedText:
    """Repair one page of plain text, a block a line; line ends come back exactly as they were.

    Boilerplate lines are removed as edits. Raises InputError for a lone surrogate, which no file can hold.

    >>> repair_text("于此同时呢,水位回落。\\r\\n责任编辑:李然\\r\\n").text
    '与此同时，水位回落。\\r\\n'
    """
    if bad := re.search("[\ud800-\udfff]", text):
        raise InputError(
            f"character {bad.start()} is a lone surrogate ({bad[0]!a}); decode the text with errors='replace'"
        )
    ends = re.findall("\r\n|\n|\r", text)
    plain = with_line_feeds(text)
    lines = (Line("paragraph", None, number) for number in range(plain.count("\n") + 1))
    ledger = Ledger({"title": "", "text": plain}, lines, blank_lines=True)
    ready = repairer(rules or builtin_rules(), choice)
    complete = ready.run(ledger, SiteFacts(), script)
    suggestions = tuple(ready.suggestions(ledger, SiteFacts(), script))
    left = [ends[line.origin] for line in ledger.lines[:-1]]
    return RepairedText(
        _with_ends(ledger.fields["text"], left), tuple(ledger.edits), tuple(ends), suggestions, complete
    )


def with_line_feeds(text: str) -> str:
    """The text with every line end written as a line feed.

    >>> with_line_feeds("甲\\r\\n乙\\r丙\\n")
    '甲\\n乙\\n丙\\n'
    """
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _with_ends(text: str, ends: Sequence[str]) -> str:
    lines = text.split("\n")
    ends = _unambiguous(lines, list(ends))
    return "".join(line + end for line, end in zip(lines, [*ends, ""], strict=True))


def _unambiguous(lines: Sequence[str], ends: list[str]) -> list[str]:
    """The ends, with no lone "\\r" before the "\\n" of an empty line: the two would be read as one.

    That happens where a removed line stood between them; the "\\r" then goes behind the line feeds it met.
    """
    place = 0
    while place < len(ends):
        stop = place + 1
        while stop < len(ends) and not lines[stop]:
            stop += 1
        run = ends[place:stop]
        if ("\r", "\n") in pairwise(run):
            ends[place:stop] = sorted(run, key=lambda end: end == "\r")
        place = stop
    return ends


def edited_blocks(article: Article) -> Iterator[tuple[Block, tuple[Edit, ...]]]:
    """Each published block with the edits that fall into the line of E0 it comes from."""
    by_block: dict[int, list[Edit]] = {}
    for edit in article.edits:
        if edit.field == "text" and edit.block is not None:
            by_block.setdefault(edit.block, []).append(edit)
    ledger_lines = surviving_lines(article)
    for block, origin in zip(article.blocks, ledger_lines, strict=True):
        yield block, tuple(by_block.get(origin, ()))


def surviving_lines(article: Article) -> list[int]:
    """For each published block, the number of its line in E0, found by replaying the edits."""
    text = article.original()["text"]
    if not text:
        return []
    ledger = Ledger(
        {"text": text, "title": "", "keywords": ""},
        (Line("paragraph", None, number) for number in range(text.count("\n") + 1)),
    )
    ledger.replay(edit for edit in article.edits if edit.field == "text")
    return [line.origin for line in ledger.lines] if ledger.fields["text"] else []
