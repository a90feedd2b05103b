"""Rows as pandas frames, with the types that the schema declares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from output.schema import Cell, Column, Row, Table
from output.times import instant

if TYPE_CHECKING:
    import pandas

# Any, because the pandas stubs know only literal names of types.
_FRAME_TYPES: dict[str, Any] = {
    "string": "string",
    "text": "string",
    "integer": "Int64",
    "number": "Float64",
    "boolean": "boolean",
}


def frame(of: Table, rows: Iterable[Row], home: ZoneInfo) -> pandas.DataFrame:
    """The rows of a table as a frame; `home` is the zone of times that name none."""
    import pandas as pd

    cells: list[Sequence[Cell]] = list(zip(*rows, strict=True)) or [()] * len(of.columns)
    pairs = zip(of.columns, cells, strict=True)
    return pd.DataFrame({column.name: _series(column, values, home) for column, values in pairs})


def joined(of: Table, frames: Sequence[pandas.DataFrame]) -> pandas.DataFrame:
    """The frames one after the other, with columns of few distinct values as categories."""
    import pandas as pd

    whole = frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)
    return whole.astype({column.name: "category" for column in of.columns if column.repeats})


def _series(column: Column, values: Sequence[Cell], home: ZoneInfo) -> Any:
    import numpy as np
    import pandas as pd

    if column.type != "datetime":
        return pd.array(list(values), dtype=_FRAME_TYPES[column.type])
    moments = [instant(None if value is None else str(value), home) for value in values]
    return pd.Series(np.array(moments, dtype="datetime64[us]")).dt.tz_localize("UTC")
