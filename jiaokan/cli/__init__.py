"""The command line. Commands are imported when they are called, so that `--help` answers at once."""

from __future__ import annotations

import errno
import os
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any

import click

from jiaokan._version import __version__

COMMANDS = {
    "demo": "Crawl, clean and publish a bundled example site, twice, and show what came of it.",
    "run": "Crawl the sites of profiles, clean the pages and publish a dataset of each.",
    "crawl": "Only fetch the pages of a site into its archive.",
    "clean": "Clean files you have - WARC, HTML, text or JSONL - into a dataset.",
    "show": "Show one page as an article, with every edit and the rule that made it.",
    "repair": "Repair plain text.",
    "rules": "List, show and test the rules, find new ones, judge what they did.",
    "profile": "Write site profiles, check them and explain what they do.",
    "schedule": "Run what is due by itself: as units of systemd, as lines for cron, or in the foreground.",
    "status": "Show all sites of a data folder at a glance.",
    "runs": "List the runs of a site and show what one published.",
    "verify": "Prove that every edit of a dataset leads back to the extracted text.",
    "report": "Tell where the report of a dataset lies, and sum it up.",
    "forget": "Take a page out of archive, state, parts and all runs, and never fetch it again.",
}
"""Every command with the first sentence of its help; a test holds the two together."""


_OUTPUT = "standard output"


class ReaderGone(Exception):
    """The reader of our output has gone (head, less): not an error, and nobody is left to tell."""


@contextmanager
def _reader_may_leave() -> Iterator[None]:
    """Takes a broken pipe out of the hands of click, which ends with 1 for it."""
    try:
        yield
    except BrokenPipeError as error:
        raise ReaderGone from error


class LazyGroup(click.Group):
    """A group whose commands live in modules of their own, imported on call."""

    def make_context(self, *arguments: Any, **named: Any) -> click.Context:
        with _reader_may_leave():
            return super().make_context(*arguments, **named)

    def invoke(self, ctx: click.Context) -> Any:
        with _reader_may_leave():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"jiaokan.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            close = get_close_matches(args[0], COMMANDS, n=1)
            hint = f"did you mean 'jiaokan {close[0]}'?" if close else "'jiaokan --help' lists them."
            raise click.UsageError(f"there is no command {args[0]!r}; {hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 ok, 1 failed, 2 wrong usage or configuration, 3 finished below a quality floor, "
    "4 another run holds the lock, 130/143 interrupted (state saved). JIAOKAN_DEBUG=1 prints the traceback of an error.",
)
@click.version_option(__version__, "-V", "--version", prog_name="jiaokan")
def cli() -> None:
    """Turn messy Chinese web articles into datasets, with a record of every changed character.

    \b
    Example:
      jiaokan demo
    """


class Terminated(BaseException):
    """SIGTERM came: everything unwinds as it does for Ctrl-C, and the exit code is 143."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and end the process with the documented exit code."""
    signal.signal(signal.SIGTERM, _terminate)
    _fill_closed_streams()
    errors = sys.stderr
    try:
        code = _called(arguments)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        _say("interrupted; what was finished is saved, run the same command again to go on")
        code = 130
    except Terminated:
        _say("ended by SIGTERM; what was finished is saved, run the same command again to go on")
        code = 143
    except ReaderGone:
        _give_up_output()
        code = 0
    except Exception as error:
        code = tell_failure(error)
        _give_up_output()
    sys.stderr = errors
    sys.exit(code if isinstance(code, int) else 0)


def _called(arguments: list[str] | None) -> Any:
    if sys.stdout is None:
        raise OSError(errno.EBADF, "it is closed", _OUTPUT)
    code = cli.main(arguments, prog_name="jiaokan", standalone_mode=False)
    with _reader_may_leave():
        sys.stdout.flush()
    return code


def _fill_closed_streams() -> None:
    """Give a process that was started without standard streams (`<&-`) something in their place.

    Otherwise the next file that is opened gets the number of the stream, and is written to as if it were the stream.
    `sys.stdin` and `sys.stdout` stay None, which is told to the user when they are needed.
    """
    if sys.stdin is None:
        os.open(os.devnull, os.O_RDONLY)
    if sys.stdout is None:
        os.open(os.devnull, os.O_WRONLY)
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # for as long as the process


def _give_up_output() -> None:
    """Let what cannot be written any more go: the interpreter tries once more at its end, and would fail with 120."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _terminate(_signal: int, _frame: FrameType | None) -> None:
    raise Terminated


def tell_failure(error: Exception) -> int:
    """Print what went wrong and what to try, and give the exit code.

    What nobody foresaw is a fault of ours and is called one; JIAOKAN_DEBUG=1 prints the traceback of anything.
    """
    from jiaokan.cli.failures import explained_failure

    if os.environ.get("JIAOKAN_DEBUG"):
        traceback.print_exception(error)
    message, code = explained_failure(error)
    _say(message)
    return code


def _say(message: str) -> None:
    click.echo(f"jiaokan: {message}", err=True)


def explained(message: Any) -> None:
    """One line for the person at the terminal, on stderr: data alone goes to stdout."""
    click.echo(str(message), err=True)
