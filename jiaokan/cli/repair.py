"""`jiaokan repair`"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jiaokan.cli import explained, options

if TYPE_CHECKING:
    from cleaning.choice import RuleChoice


def _file(context: click.Context, parameter: click.Parameter, value: str) -> str:
    if value != "-" and Path(value).is_dir():
        raise click.BadParameter(
            f"expected a text file, found the folder {value}; name a file in it, or make a dataset of all of it: "
            f"jiaokan clean {value} -o DIR",
            context,
            parameter,
        )
    return value


@click.command()
@click.argument("file", default="-", type=click.Path(allow_dash=True), callback=_file)
@click.option(
    "--diff", "as_diff", is_flag=True, help="Show each changed line with its edits and their rules."
)
@click.option(
    "--json", "as_json", is_flag=True, help="Write the repaired text and all edits as one JSON object."
)
@options.script
@options.rule_choice
@options.rules
def command(
    file: str,
    as_diff: bool,
    as_json: bool,
    script: Any,
    choice: RuleChoice,
    rules: tuple[str, ...],
) -> None:
    """Repair plain text.

    The repaired text goes to stdout, its line ends exactly as they were. FILE is read in whatever encoding it is in;
    without a FILE, or with -, standard input is read.

    \b
    Example:
      echo '于此同时呢,社区在在以后会更方便.' | jiaokan repair --diff
    """
    from cleaning.decoding import decode
    from cleaning.repair import repair_text
    from jiaokan.cli.streams import standard_input
    from jiaokan.errors import UsageError
    from jiaokan.forms import is_binary
    from jiaokan.rulefiles import sound_rules

    if as_diff and as_json:
        raise UsageError("--diff and --json are two forms of the same; name one of them")
    try:
        raw = standard_input() if file == "-" else _read(file)
    except OSError as error:
        raise UsageError(
            f"{file}: cannot be read ({error.strerror}); name a text file, or - for standard input"
        ) from error
    if is_binary(raw):
        name = "standard input" if file == "-" else file
        raise UsageError(
            f"{name}: expected plain text, found binary data; name a text file, or clean WARC and HTML: jiaokan clean"
        )
    text = _exact(raw) or decode(raw).text
    fixed = repair_text(text, script=script, rules=sound_rules(rules), choice=choice)
    if not fixed.complete:
        explained(
            f"jiaokan: the text needs more than {len(fixed.edits):,} edits and stays as it is from there on; "
            "hand it in by parts, or restrict the repair: --family, --off"
        )
    if as_json:
        import msgspec

        told: dict[str, Any] = {"text": fixed.text, "edits": fixed.edits, "suggestions": fixed.suggestions}
        if set(fixed.line_ends) - {"\n"}:
            # The edits count every line end as one character; these are the ends of the text as it came.
            told["line_ends"] = fixed.line_ends
        click.echo(msgspec.json.format(msgspec.json.encode(told), indent=1).decode())
    elif as_diff:
        from jiaokan.cli.diffs import text_diff

        for row in text_diff(fixed):
            click.echo(row)
    else:
        sys.stdout.buffer.write(fixed.text.encode("utf-8"))


def _read(file: str) -> bytes:
    return Path(file).read_bytes()


def _exact(raw: bytes) -> str | None:
    """UTF-8 as it stands, line ends included; None for any other encoding."""
    try:
        return raw.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError:
        return None
