"""Finds the links by which editors' texts lead to pages of the site, and those of them that lead nowhere.

An address of the site begins with `/`, for its root, wherever the site is served.
"""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from digest.addresses import ASSETS, PAPERS, address_of, is_own_file
from digest.nouns import Curation, Page, Place, Problem
from digest.suggest import Guesser

_CODE = re.compile(r"(`+)(?:.|\n)*?\1|^(?: {4}|\t).*$", re.MULTILINE)
_TARGET = re.compile(
    r"""\]\(\s*<?([^\s)>]+)|^\ {0,3}\[[^\]\n]+\]:\s*<?([^\s>]+)|<a\s[^>]*?\bhref=["']?([^\s"'>]+)""",
    re.MULTILINE | re.VERBOSE,
)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#|\?", re.IGNORECASE)  # another site, or a place of the same page
_HOST = re.compile(r"www\.|[\w-]+(\.[\w-]+)*\.(com|org|net|io|ai|edu|dev)(/|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Text:
    """Markdown of editors: its place, and the address of the one page that shows it, or nothing if several do."""

    place: Place
    markdown: str
    page: str = ""


def check_links(curation: Curation, pages: Sequence[Page], assets: Collection[str], site: Path) -> Iterator[Problem]:
    """Yield a problem for each link to a page or a file that the site will not have. `site` is the folder of texts."""
    known = {f"/{page.address}" for page in pages}
    files = {f"/{ASSETS}{name}" for name in assets}
    guess = Guesser(known, "write the address of a page, from the site's root: `/topics/…/`")
    for text in _list_texts(curation):
        for target in _find_targets(text.markdown):
            path = urllib.parse.unquote(re.split(r"[?#]", target)[0])
            if not (text.page or path.startswith("/")):
                hint = _hint(target, known | files) or "write the address from the site's root: `/topics/…/`"
                message = f"`{target}` leads elsewhere from each page that shows this"
                yield Problem(_locate(site, text.place, target), "T017", message, hint)
                continue
            path = urllib.parse.urljoin(f"/{text.page}", path)
            if not (path in known or path in files or (is_own_file(path) and path[: path.rindex("/") + 1] in known)):
                hint = _hint(target, known | files) or guess(path)
                yield Problem(_locate(site, text.place, target), "T016", f"`{target}` leads to no page", hint)


def _hint(target: str, known: Collection[str]) -> str:
    """Give what to do where that is plain: another site, a file that is missing, an address without its ends."""
    if _HOST.match(target):
        return f"write `https://{target}`"
    if target.startswith(f"/{ASSETS}"):
        return f"put the file into `site_src/{ASSETS}`"
    word = target.strip("./")
    meant = (f"/{word}/", f"/{PAPERS}{word}/", f"/{word}")
    return next((f"write `{address}`" for address in meant if address in known), "")


def _find_targets(markdown: str) -> Iterator[str]:
    """Yield what links of a text lead to, but other sites."""
    if "](" not in markdown and "]:" not in markdown and "href" not in markdown:
        return
    for found in _TARGET.finditer(_CODE.sub("", markdown)):
        target = found[1] or found[2] or found[3]
        if not _ELSEWHERE.match(target):
            yield target


def _list_texts(curation: Curation) -> Iterator[_Text]:
    for name, text in curation.prose.items():
        yield _Text(Place(f"site_src/pages/{name}.md"), text, f"{name}/")
    for name, text in curation.notes.items():
        yield _Text(Place(f"site_src/notes/{name}.md"), text, f"{PAPERS}{name}/")
    for name, override in curation.overrides.items():
        yield _Text(override.find_place("note"), override.note, f"{PAPERS}{name}/")
    for topic in curation.topics:
        yield _Text(Place("site_src/topics.yml"), topic.description)
    for edition in curation.editions.values():
        yield _Text(Place("site_src/editions.yml"), edition.note)
    for reading in curation.lists:
        yield _Text(reading.place, reading.description)
        for item in reading.items:
            yield _Text(item.place, item.line, address_of(reading))


def _locate(site: Path, place: Place, target: str) -> Place:
    """Find where in its file a link stands, from the place of its text on."""
    lines = (site / place.file.removeprefix("site_src/")).read_text(encoding="utf-8", errors="replace").split("\n")
    for number, line in enumerate(lines[max(place.line - 1, 0) :], max(place.line, 1)):
        if target in line:
            return Place(place.file, number, line.index(target) + 1)
    return place
