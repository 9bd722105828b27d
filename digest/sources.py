"""Finds and reads the files that editors own: YAML of a known shape, and Markdown. Every fault is a problem."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from digest.nouns import Place, Problem
from digest.prose import check_markdown
from digest.shapes import Shape, check_shape
from digest.suggest import did_you_mean
from digest.yaml_text import Node, parse_yaml, read_text

Problems = list[Problem]

NAMES = (
    *("site.yml", "topics.yml", "editions.yml", "links.yml", "redirects.yml", "services.yml", "words.yml"),
    *("overrides/", "notes/", "lists/", "pages/", "assets/", "enrichment/", "schemas/"),
)
MOST = 200  # problems of one file; nobody mends more at a time


def read_shaped(folder: Path, name: str, shape: Shape) -> tuple[Node | None, Problems]:
    """Read `site_src/<name>` and check it; a file that is not there is `None` without a problem."""
    path = folder / name
    if not path.exists() and not path.is_symlink():
        return None, []
    text, problems = read_text(path, f"site_src/{name}")
    return (None, problems) if problems else parse_shaped(text, name, shape)


def parse_shaped(text: str, name: str, shape: Shape) -> tuple[Node | None, Problems]:
    """Parse the text of `site_src/<name>` and check it."""
    node, problems = parse_yaml(text, f"site_src/{name}")
    found = [*islice(chain(problems, check_shape(node, shape)), MOST + 1)]
    if len(found) > MOST:
        hint = "mend these first"
        found[MOST:] = [
            Problem(Place(f"site_src/{name}"), "F010", f"more than {MOST} problems stand in this file", hint)
        ]
    return node, found


def find_strays(folder: Path) -> Iterator[Problem]:
    """Yield a problem for YAML and Markdown that stand in `site_src/`, or a folder there, where nobody reads them."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name + "/" * path.is_dir() in NAMES or path.name.startswith(".") or path.is_symlink():
            continue
        if path.name.startswith("README") and path.is_file():
            continue
        if any(one.suffix in (".yml", ".yaml", ".md") for one in (path, *path.rglob("*"))):
            again = path.name == folder.name or path.name == "site_src"
            hint = "move what is in it one folder up" if again else did_you_mean(path.stem, NAMES)
            yield Problem(Place(f"site_src/{path.name}"), "F011", "no file or folder of this name is read", hint)


def is_scratch(name: str) -> bool:
    """Say whether a file is an editor's own, hidden or a copy of what was there before."""
    return name.startswith(".") or name.endswith(("~", ".tmp"))


def list_files(folder: Path, name: str, suffix: str, problems: Problems) -> Iterator[Path]:
    """Yield the files of `site_src/<name>/` by name; what has another suffix is a problem.

    A folder that is a link is not looked into; that it is one is said elsewhere, as of all links.
    """
    home = folder / name
    if home.is_symlink():
        return
    if home.exists() and not home.is_dir():
        hint = f"delete it; a file in the folder has both names, as `{name}/name{suffix}`"
        problems.append(Problem(Place(f"site_src/{name}"), "F012", "this is a file, and must be a folder", hint))
    for path in sorted(home.iterdir()) if home.is_dir() else ():
        if is_scratch(path.name):
            continue
        if path.suffix == suffix or path.is_dir():
            yield path
        else:
            message = f"only files that end in `{suffix}` are read"
            problems.append(
                Problem(Place(f"site_src/{name}/{path.name}"), "F007", message, "rename it, or move it elsewhere")
            )


def read_named_markdown(folder: Path, name: str, pattern: str) -> tuple[dict[str, str], Problems]:
    """Read the Markdown files of `site_src/<name>/`, by file name without `.md`; `pattern` is that of names."""
    texts: dict[str, str] = {}
    problems: Problems = []
    for path in list_files(folder, name, ".md", problems):
        place = Place(f"site_src/{name}/{path.name}")
        if not re.fullmatch(pattern, path.stem):
            message = "the name is no address with `.md` after it"
            problems.append(Problem(place, "F008", message, "use only small letters, digits and hyphens, then `.md`"))
            continue
        text, found = read_text(path, place.file)
        problems += found or [Problem(place, *said) for said in check_markdown(text)]
        texts[path.stem] = text
    return texts, problems
