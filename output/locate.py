"""From what a person points at to the folder of a dataset."""

from __future__ import annotations

from pathlib import Path

from output.errors import DatasetError


def find_dataset(path: str | Path) -> Path:
    """The dataset folder that a path means: itself, the run a link points to, or the latest run of data/<profile>.

    Raises DatasetError, naming the next thing to try, when it is none of these.
    """
    folder = Path(path)
    if (folder / "datapackage.json").is_file():
        return folder
    if (folder / "latest" / "datapackage.json").is_file():
        return (folder / "latest").resolve()
    raise DatasetError(
        folder,
        expected="a dataset, or a folder with a latest run",
        found=_found(folder),
        try_next=_next(folder),
    )


def runs_folder(path: str | Path) -> Path:
    """The folder of runs that a path means: data/<profile>/runs, or the runs of data/<profile>.

    Raises DatasetError when there is none.
    """
    folder = Path(path)
    for candidate in (folder / "runs", folder):
        if candidate.is_dir() and any((run / "run.json").is_file() for run in candidate.iterdir()):
            return candidate
    raise DatasetError(
        folder,
        expected="a folder of runs, such as data/<profile>",
        found=_found(folder),
        try_next=_next(folder),
    )


def _found(folder: Path) -> str:
    if folder.is_symlink() and not folder.exists():
        return f"a link to {folder.readlink()}, which does not exist"
    if not folder.exists():
        return "no such folder"
    if not folder.is_dir():
        return "a file"
    if (folder / "run.json").is_file():
        return "a run without datapackage.json"
    names = sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))
    return (
        f"a folder with {', '.join(names[:5])}{' …' if len(names) > 5 else ''}"
        if names
        else "an empty folder"
    )


def _next(folder: Path) -> str:
    runs = folder / "runs"
    if runs.is_dir() and (
        names := sorted(run.name for run in runs.iterdir() if (run / "datapackage.json").is_file())
    ):
        return f"{runs / names[-1]}, the newest run; no run was good enough for latest"
    if folder.is_dir() and (
        profiles := sorted(entry.name for entry in folder.iterdir() if (entry / "runs").is_dir())
    ):
        return f"{folder / profiles[0]}"
    return "jiaokan run PROFILE or jiaokan clean INPUT -o DIR makes one"
