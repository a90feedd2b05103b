"""Loading the classes that operators write for their sites: code of theirs, named by their profile and by nothing else.

The digest of the source is taken from the very bytes that are run, and stands for the version of the reader: parts
that another version has read are not found, and a file that changes while a run is at work is noticed.
"""

from __future__ import annotations

import hashlib
import sys
import traceback
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from cleaning.reading import ReaderSource
from cleaning.reading.sitereader import SiteReader
from jiaokan.errors import ReaderError

_EXAMPLE = (
    "write a class of that name there: class {name}(jiaokan.SiteReader), with a method read(self, soup, page)"
)


def reader_source(reference: str) -> ReaderSource:
    """What a reference such as "/srv/crawl/readers.py:Riverbank" or "our.readers:Riverbank" names, as it is now.

    The class is loaded and tried for its method. Raises ReaderError, which says what to do, where that is not possible.
    """
    place, _, name = reference.rpartition(":")
    if not place or not name:
        raise ReaderError(
            f'{reference!r}: expected a file and a class, "readers.py:Name", or a module and a class, "our.readers:Name"'
        )
    source = ReaderSource(place, name, _digest(place))
    load_reader(source)
    return source


def load_reader(source: ReaderSource) -> SiteReader:
    """The reader of a source, made once a process; ReaderError where its code is not there or not the same any more."""
    _check_version(source, _stamp(source.place))
    return _made(source)


def _stamp(place: str) -> tuple[int, int] | None:
    """What changes with a file, so that its digest need not be taken page by page."""
    try:
        status = Path(place).stat() if _is_file(place) else None
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_size) if status is not None else None


@lru_cache(maxsize=32)
def _check_version(source: ReaderSource, _stamp: tuple[int, int] | None) -> None:
    if (now := _digest(source.place)) != source.sha256:
        raise ReaderError(
            f"{source.place}: has changed since it was read (sha256 {source.sha256[:12]}… then, {now[:12]}… now); put that "
            "version back, or let the profile be read anew: jiaokan run PROFILE --no-crawl, jiaokan show URL --profile PROFILE"
        )


@lru_cache(maxsize=32)
def _made(source: ReaderSource) -> SiteReader:
    module = _module(source)
    found = getattr(module, source.name, None)
    advice = _EXAMPLE.format(name=source.name)
    if found is None:
        known = sorted(name for name, value in vars(module).items() if _is_reader(value))
        raise ReaderError(
            f"{source.place}: there is no class {source.name!r}; readers in it: {', '.join(known) or 'none'}; {advice}"
        )
    if not isinstance(found, type) or not callable(getattr(found, "read", None)):
        raise ReaderError(f"{source.place}: {source.name} is no class with a method read; {advice}")
    try:
        made: SiteReader = found()
    except (Exception, SystemExit) as error:
        raise ReaderError(
            f"{source.place}: {source.name}() fails: {_told(error, source.place)}; it is made without arguments"
        ) from error
    return made


def refuse_brought_along(source: ReaderSource | None, data: Path, *, crawled: bool) -> None:
    """ReaderError for a reader that a run names and that came with the run: data from elsewhere must not bring code.

    `data` is the folder of the site; only runs of crawled sites have readers. A path that is a link
    somewhere (or /proc/self/…) would lead where nobody has looked.
    """
    if source is None:
        return
    path = Path(source.place)
    if not crawled:
        raise ReaderError(
            f"run.json names a reader, {source.place}:{source.name}, though the dataset was made of files, which have none: it "
            "was written by somebody else; verify without --source"
        )
    if _is_file(source.place) and (path.resolve() != path or path.is_relative_to(data.resolve())):
        raise ReaderError(
            f"run.json names a reader, {source.place}:{source.name}, inside the data or behind a link: no code is run from there; "
            "keep readers beside the profile, then run again"
        )


def shown(source: ReaderSource) -> str:
    """A source as a person wrote it, with its version."""
    return f"{Path(source.place).name}:{source.name} (sha256 {source.sha256[:12]}…)"


def _is_reader(value: Any) -> bool:
    return isinstance(value, type) and issubclass(value, SiteReader) and value is not SiteReader


def _is_file(place: str) -> bool:
    return place.endswith(".py") or "/" in place or "\\" in place


def _digest(place: str) -> str:
    return hashlib.sha256(_code(place)).hexdigest() if _is_file(place) else _package_digest(place)


def _code(place: str) -> bytes:
    try:
        return Path(place).read_bytes()
    except OSError as error:
        raise ReaderError(
            f"{place}: cannot be read ({error.strerror or error}); the reader of a profile is a Python file beside it, or a "
            "module that is installed"
        ) from error


def _module(source: ReaderSource) -> ModuleType:
    try:
        return _from_file(source) if _is_file(source.place) else _from_module(source)
    except (Exception, SystemExit) as error:
        if isinstance(error, ReaderError):
            raise
        hint = (
            "; a reader is one file: what it imports beside libraries is not found and would not count for its version"
            if isinstance(error, ModuleNotFoundError)
            else ""
        )
        raise ReaderError(
            f"{source.place}: cannot be loaded: {_told(error, source.place)}{hint}; correct it, then run again"
        ) from error


def _from_file(source: ReaderSource) -> ModuleType:
    """A module made of the bytes that were digested; no .pyc of another version can stand in for them."""
    code = _code(source.place)
    module = ModuleType(f"jiaokan_reader_{source.sha256[:16]}")
    module.__file__ = source.place
    # Dataclasses and the like look their module up.
    sys.modules[module.__name__] = module
    try:
        exec(compile(code, source.place, "exec"), vars(module))  # the operator's own file
    except BaseException:
        del sys.modules[module.__name__]
        raise
    return module


_imported: dict[str, str] = {}
"""The digest that each module had when this process imported it."""


def _from_module(source: ReaderSource) -> ModuleType:
    if _imported.setdefault(source.place, source.sha256) != source.sha256:
        raise ReaderError(
            f"{source.place}: has changed since this process imported it, and Python imports a module once; start anew"
        )
    return import_module(source.place)


def _package_digest(module: str) -> str:
    """A digest over the Python files of the package that a module belongs to: readers share code inside of it."""
    try:
        spec = find_spec(module)
        top = find_spec(module.partition(".")[0])
    except (ImportError, ValueError) as error:
        raise ReaderError(_not_installed(module, str(error))) from error
    if spec is None or top is None or spec.origin is None:
        raise ReaderError(_not_installed(module, "there is no module of that name"))
    files = sorted(
        file for folder in top.submodule_search_locations or () for file in Path(folder).rglob("*.py")
    ) or [Path(spec.origin)]
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.name}\0{hashlib.sha256(_code(str(file))).hexdigest()}\n".encode())
    return digest.hexdigest()


def _not_installed(module: str, why: str) -> str:
    return f'{module}: {why}; install it beside jiaokan, or name a file beside the profile: reader = "readers.py:Name"'


def _told(error: BaseException, place: str) -> str:
    """An exception in one line, with the line of the reader's file where it came from."""
    line = getattr(error, "lineno", None) if isinstance(error, SyntaxError) else None
    own = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == place]
    where = f"line {line or own[-1]}: " if line or own else ""
    said = " ".join((error.msg if isinstance(error, SyntaxError) else str(error)).split())
    return f"{where}{type(error).__name__}{': ' if said else ''}{said}"
