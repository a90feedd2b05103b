"""The report: one HTML file that opens offline, with styles and drawings inside and no script."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from output.history import History
from output.manifest import RunRecord
from output.report.view import view
from output.report.wording import number, percent, safe_link, shown_of, to_minute, visible
from output.tally import Tally

if TYPE_CHECKING:
    from jinja2 import Template

_HERE = Path(__file__).parent


def render(record: RunRecord, tally: Tally, history: History) -> str:
    """The report of a run as HTML. All text of pages is escaped, and only http and https addresses become links."""
    return _template().render(view(record, tally, history))


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        number=number, percent=percent, visible=visible, link=safe_link, to_minute=to_minute
    )
    environment.globals["shown_of"] = shown_of
    return environment.get_template("report.html.j2")
