"""`load()`: a dataset as pandas frames with the right types."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from output.errors import DatasetError
from output.frames import frame, joined
from output.history import read_run
from output.locate import find_dataset
from output.marks import marked, segments
from output.readers import read_csv, read_jsonl
from output.replay import Cells, edit_of, original_fields
from output.schema import LATER, TABLES, Row, Table, table
from output.times import zone
from output.verify import read_package, tables_listed

if TYPE_CHECKING:
    import pandas

# One letter and a colon would be a drive.
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")


class Dataset:
    """The tables of one dataset, or of several one after the other, each read when it is first asked for.

    Text is `string`, counts `Int64`, shares `Float64`, times `datetime64[us, UTC]`, and columns with few distinct
    values are categories; a missing value is missing and the text "NA" is text.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = tuple(folders)
        self._rows_promised = [_rows_promised(folder) for folder in self.folders]
        self._indexes: dict[str, list[dict[str, list[Cells]]]] = {}

    def __repr__(self) -> str:
        counts = ", ".join(f"{of.name} {sum(rows[of.name] for rows in self._rows_promised)}" for of in TABLES)
        return f"Dataset({', '.join(map(str, self.folders))}: {counts})"

    @cached_property
    def articles(self) -> pandas.DataFrame:
        """One row is one published article."""
        return self._frame(table("articles"))

    @cached_property
    def blocks(self) -> pandas.DataFrame:
        """One row is one line of a published article."""
        return self._frame(table("blocks"))

    @cached_property
    def related(self) -> pandas.DataFrame:
        """One row is one neighbour article that a page points to."""
        return self._frame(table("related"))

    @cached_property
    def edits(self) -> pandas.DataFrame:
        """One row is one change to an article's text."""
        return self._frame(table("edits"))

    @cached_property
    def removed(self) -> pandas.DataFrame:
        """One row is one line that is not published."""
        return self._frame(table("removed"))

    @cached_property
    def dropped(self) -> pandas.DataFrame:
        """One row is one page that gave no article."""
        return self._frame(table("dropped"))

    @cached_property
    def gone(self) -> pandas.DataFrame:
        """One row is one article of an earlier run that the site has taken away."""
        return self._frame(table("gone"))

    @cached_property
    def images(self) -> pandas.DataFrame:
        """One row is one image in the text of a published article."""
        return self._frame(table("images"))

    @cached_property
    def suggestions(self) -> pandas.DataFrame:
        """One row is one change that a suggested rule would make and that was not made."""
        return self._frame(table("suggestions"))

    def edits_of(self, article_id: str) -> pandas.DataFrame:
        """The edits of one article in order of application; KeyError when there is no such article."""
        self._article(article_id)
        edits = self.edits
        return edits[edits["article_id"] == article_id].reset_index(drop=True)

    def original(self, article_id: str) -> dict[str, str]:
        """The fields of one article as they were extracted, by taking back its edits.

        The keys are `title`, `text`, `keywords` and `related/<n>`. KeyError when there is no such article;
        ReplayError when an edit does not lead back.
        """
        article = self._article(article_id)
        return original_fields(article, self._own("related", article_id), self._own("edits", article_id))

    def text_with_marks(self, article_id: str) -> str:
        """The published text of one article with each change written as 〔before→after〕."""
        article = self._article(article_id)
        edits = [edit_of(row) for row in self._own("edits", article_id) if row["field"] == "text"]
        return marked(segments(article["text"], edits))

    def _article(self, article_id: str) -> Cells:
        found = self._own("articles", article_id)
        if not found:
            raise KeyError(f"no article {article_id!r} in {', '.join(map(str, self.folders))}")
        return found[0]

    def _own(self, name: str, article_id: str) -> list[Cells]:
        """The rows of one article as plain values; of the first dataset that has it, if several do."""
        for place in range(len(self.folders)):
            if rows := self._index(name)[place].get(article_id):
                return rows
        return []

    def _index(self, name: str) -> list[dict[str, list[Cells]]]:
        """Rows by article, dataset by dataset, kept for the next question."""
        if name not in self._indexes:
            self._indexes[name] = [
                _by_article(table(name), folder, promised[name])
                for folder, promised in zip(self.folders, self._rows_promised, strict=True)
            ]
        return self._indexes[name]

    def _frame(self, of: Table) -> pandas.DataFrame:
        parts = zip(self.folders, self._rows_promised, strict=True)
        return joined(
            of, [frame(of, _rows(of, folder, rows[of.name]), _zone_of(folder)) for folder, rows in parts]
        )


def load(path: str | Path | Iterable[str | Path]) -> Dataset:
    """The dataset at a path: a folder, a link `latest`, data/<profile> (its latest run), or a list of these.

    An article that several datasets of a list hold, such as two runs of a site, has its rows from each of them: choose
    one before joining over `article_id`. Raises DatasetError when a path is none of these or comes twice, a table is
    missing, or the schema is newer than this code; a table that is damaged raises it, with the line, when the table is
    first asked for.
    """
    paths = [path] if isinstance(path, str | Path) else list(path)
    if not paths:
        raise DatasetError(
            "load",
            expected="at least one dataset",
            found="an empty list",
            try_next='load("data/<profile>/latest")',
        )
    folders = [find_dataset(_local(one)) for one in paths]
    _refuse_second(folders)
    return Dataset(folders)


def _local(path: str | Path) -> str | Path:
    """The path; DatasetError for an address, which a path would make a folder name of."""
    if _ADDRESS.match(str(path)):
        raise DatasetError(
            path,
            expected="a folder on this machine",
            found="an address",
            try_next="download the dataset folder and name it; reading over the network is not part of this version",
        )
    return path


def _refuse_second(folders: Sequence[Path]) -> None:
    real = [folder.resolve() for folder in folders]
    for place, folder in enumerate(real):
        if folder in real[:place]:
            raise DatasetError(
                folders[place],
                expected="each dataset of the list once",
                found=f"{folder} a second time",
                try_next="take one of them out of the list; latest is a link to one of the runs",
            )


def _rows_promised(folder: Path) -> dict[str, int]:
    """Rows by table as datapackage.json has them; DatasetError when a table has no file."""
    package = read_package(folder)
    promised = {resource["name"]: resource["rows"] for resource in package["resources"]}
    for of in tables_listed(package):
        if of.name not in promised or not _file_of(of, folder).is_file():
            raise DatasetError(
                folder / f"{of.name}.jsonl",
                expected=f"the table {of.name} as CSV or JSONL",
                found="neither",
                try_next="restore the file, or publish the run again",
            )
    return {name: promised.get(name, 0) for name in (of.name for of in TABLES)}


def _file_of(of: Table, folder: Path) -> Path:
    """The JSONL file where it is there, which is faster to read, else the CSV file, be it there or not."""
    path = folder / f"{of.name}.jsonl"
    return path if path.is_file() else path.with_suffix(".csv")


def _rows(of: Table, folder: Path, promised: int) -> Iterable[Row]:
    path = _file_of(of, folder)
    if promised == 0 and of.name in LATER and not path.is_file():
        return
    count = 0
    for row in (read_jsonl if path.suffix == ".jsonl" else read_csv)(path, of):
        count += 1
        yield row
    if count != promised:
        raise DatasetError(
            f"{path}, line {count}",
            expected=f"{promised} rows, as datapackage.json says",
            found=f"{count} and the end of the file",
            try_next="restore the file, or publish the run again; jiaokan verify names every damaged file",
        )


def _by_article(of: Table, folder: Path, promised: int) -> dict[str, list[Cells]]:
    rows: dict[str, list[Cells]] = {}
    for row in _rows(of, folder, promised):
        rows.setdefault(str(row[0]), []).append(dict(zip(of.names, row, strict=True)))
    return rows


def _zone_of(folder: Path) -> ZoneInfo:
    return zone(read_run(folder).time_zone)
