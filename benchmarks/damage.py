"""How much of damaged text comes back exactly: clean text, damaged in each way, repaired, compared.

python benchmarks/damage.py FOLDER [--pieces N]

FOLDER holds clean Simplified text as UTF-8 files. Pieces of 2 to 60 characters are cut out of it at random places, of
each length the same number, damaged as a whole (the last columns: standing between two undamaged sentences), and counted
as repaired when they come back to the last character; `wrong` are those of their length that hold a character which
neither the piece has at that place nor the damaged text anywhere.
Pieces that a way of damage cannot say, or leaves as they are, are not counted.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

from cleaning.choice import RuleChoice
from cleaning.repair import repair_text

LENGTHS = (2, 3, 4, 6, 10, 20, 40, 60)
_PIECE = re.compile("[\u4e00-\u9fff，。、；：！？“”（）《》]+")
_FAMILIES = ("encoding", "mojibake", "entity")
_BEFORE, _BEHIND = "下面是读者的来信。", "信到此为止。"

Damage = Callable[[str], str]


def as_browsers_read_gbk(text: str) -> str:
    """UTF-8 decoded as the Encoding Standard decodes GB 18030: byte 80 is the Euro sign, a lost trail U+FFFD."""
    data, said, place = text.encode(), "", 0
    while place < len(data):
        size = 1 if data[place] <= 0x80 else 2
        pair = data[place : place + size]
        place += size
        if pair == b"\x80":
            said += "€"
            continue
        try:
            said += pair.decode("gb18030")
        except UnicodeDecodeError:
            said += "\ufffd"
            place -= len(pair) == 2 and pair[1] < 0x80
    return said


def as_windows_reads(data: bytes) -> str:
    """Bytes decoded as windows-1252, its five holes as controls, as browsers do."""
    return "".join(bytes((b,)).decode("cp1252", "ignore") or chr(b) for b in data)


def with_spaces_for_a0(text: str) -> str:
    """UTF-8 read as windows-1252 whose no-break spaces were folded to plain ones."""
    return as_windows_reads(text.encode()).replace("\xa0", " ")


DAMAGES: dict[str, Damage] = {
    "UTF-8 as GBK, browser": as_browsers_read_gbk,
    "UTF-8 as GBK, lost bytes U+FFFD": lambda text: text.encode().decode("gbk", "replace"),
    "UTF-8 as GBK, lost bytes ?": lambda text: text.encode().decode("gbk", "replace").replace("\ufffd", "?"),
    "UTF-8 as GBK, lost bytes dropped": lambda text: text.encode().decode("gbk", "ignore"),
    "UTF-8 as Shift JIS": lambda text: text.encode().decode("cp932"),
    "UTF-8 as Latin 1": lambda text: text.encode().decode("latin-1"),
    "UTF-8 as windows-1252": lambda text: as_windows_reads(text.encode()),
    "UTF-8 as windows-1252, A0 a space": with_spaces_for_a0,
    "UTF-8 as windows-1252, twice": lambda text: as_windows_reads(as_windows_reads(text.encode()).encode()),
    "GBK as Latin 1": lambda text: text.encode("gbk").decode("latin-1"),
    "GBK as windows-1252": lambda text: as_windows_reads(text.encode("gbk")),
    "GBK as Shift JIS": lambda text: text.encode("gbk").decode("cp932"),
    "GBK as Big5": lambda text: text.encode("gbk").decode("big5hkscs"),
    "entities, decimal": lambda text: "".join(f"&#{ord(c)};" for c in text),
    "entities, hexadecimal": lambda text: "".join(f"&#x{ord(c):X};" for c in text),
    "entities, escaped again": lambda text: "".join(f"&amp;#{ord(c)};" for c in text),
    "entities without &": lambda text: "".join(f"#{ord(c)};" for c in text),
    "\\u escapes": lambda text: "".join(f"\\u{ord(c):04x}" for c in text),
    "%u escapes": lambda text: "".join(f"%u{ord(c):04X}" for c in text),
    "percent codes": quote,
}


def pieces(texts: list[str], number: int, seed: int = 1) -> Iterator[str]:
    """So many pieces of each length, drawn by seed."""
    chance = random.Random(seed)
    lines = [run for text in texts for run in _PIECE.findall(text) if len(run) >= max(LENGTHS)]
    for length in LENGTHS:
        for _ in range(number):
            run = chance.choice(lines)
            place = chance.randrange(len(run) - length + 1)
            piece = run[place : place + length]
            # No line ends in what opens or goes on.
            yield piece[:-1] + "。" if piece[-1] in "、《“（" else piece


def repaired(damaged: str) -> str:
    """What repair makes of a damaged text."""
    return repair_text(damaged, choice=RuleChoice.of(_FAMILIES)).text


def main() -> None:
    """Damage, repair, count, print one line for each way."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pieces", type=int, default=100, help="of each length")
    options = parser.parse_args()
    files = sorted(options.folder.glob("*.txt"))
    if not files:
        raise SystemExit(f"{options.folder}: expected clean texts as *.txt, found none; name another folder")
    drawn = list(pieces([file.read_text("utf-8") for file in files], options.pieces))
    clean = [piece for piece in drawn if repaired(piece) == piece]
    print(f"{len(clean)} pieces of {len(files)} files; exact, in per cent, by length of the piece")
    print(f"{'way of damage':<36}{''.join(f'{length:>6}' for length in LENGTHS)}  inside  wrong")
    for name, damage in DAMAGES.items():
        came: dict[int, list[bool]] = {length: [] for length in LENGTHS}
        inside: list[bool] = []
        wrong = 0
        for piece in clean:
            try:
                damaged = damage(piece)
            except UnicodeError:
                continue
            if damaged == piece:
                continue
            said = repaired(damaged)
            came[len(piece)].append(said == piece)
            wrong += len(said) == len(piece) and any(
                new != old and new not in damaged for new, old in zip(said, piece, strict=True)
            )
            inside.append(repaired(f"{_BEFORE}{damaged}{_BEHIND}") == f"{_BEFORE}{piece}{_BEHIND}")
        row = "".join(f"{_share(came[length]):>6}" for length in LENGTHS)
        print(f"{name:<36}{row}{_share(inside):>8}{wrong:>7}")


def _share(came: list[bool]) -> str:
    return f"{100 * sum(came) / len(came):.0f}" if came else "-"


if __name__ == "__main__":
    main()
