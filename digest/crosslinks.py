"""Finds the links by which editors' texts lead to pages of the site, and those of them that lead nowhere.

An address of the site begins with `/`, for its root, wherever the site is served.
"""

from __future__ import annotations

import html
import posixpath
import re
import urllib.parse
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from digest import addresses
from digest.addresses import ASSETS, FEEDS, PAPERS, STATUS_DATA, address_of
from digest.citations import FORMATS
from digest.memo import NO_MEMO, Memo
from digest.nouns import Curation, Page, Place, Problem
from digest.prose import render_markdown
from digest.suggest import MOST, find_closest

_HREF = re.compile(r'<a [^>]*?href="([^"]*)"')
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#|\?|$", re.IGNORECASE)  # another site, or a place of the same page
_OWN_MACHINE = re.compile(r"https?://(localhost|127\.[\d.]+|\[::1\])(:\d+)?(?=/)", re.IGNORECASE)
_HOST = re.compile(r"www\.|[\w-]+(\.[\w-]+)*\.(com|org|net|io|ai|edu|dev)(/|$)", re.IGNORECASE)
# Files that pages of several papers have, and such of the site. That feeds, cards and the sitemap need an address is no
# reason to refuse a link to them: often only the command that publishes knows it.
_OF_COLLECTIONS = (addresses.FEED, addresses.JSON_FEED, *(f"{addresses.CITATIONS}{form.suffix}" for form in FORMATS))
_OF_SITE = (
    *(addresses.DATA, addresses.RECENT, addresses.CHANGES_FEED, addresses.SITEMAP, addresses.CARD),
    "build-manifest.json",
)
_ADVICE = "write its address from the site's root: `/topics/…/`"


@dataclass(frozen=True, slots=True)
class _Text:
    """Markdown of editors: its place, and the address of the one page that shows it, or nothing if several do."""

    place: Place
    markdown: str
    page: str = ""


def check_links(
    curation: Curation, pages: Sequence[Page], assets: Collection[str], site: Path, memo: Memo = NO_MEMO
) -> Iterator[Problem]:
    """Yield a problem for each link to a page or a file that the site will not have. `site` is the folder of texts.

    The texts must have passed all other checks.
    """
    known = {f"/{page.address}" for page in pages} | {f"/{FEEDS}", f"/{STATUS_DATA}"}
    known |= {f"/{ASSETS}{name}" for name in assets}
    there = known | {*_list_files(pages)}
    guess = _make_guesser(known)
    for text in _list_texts(curation):
        locate = _make_locator(site, text.place)
        for target in _find_targets(text.markdown, memo):
            own = _OWN_MACHINE.match(target)
            if own and _is_there(_resolve(target[own.end() :], ""), there):
                hint = f"write `{target[own.end() :]}`"
                yield Problem(locate(target), "T018", f"`{target}` leads to the machine of whoever reads it", hint)
            elif _ELSEWHERE.match(target):
                continue
            elif not text.page and not target.startswith("/"):
                message = f"`{target}` leads elsewhere from each page that shows this"
                yield Problem(locate(target), "T017", message, _hint(target, known) or _ADVICE)
            elif not _is_there(path := _resolve(target, text.page), there):
                hint = _hint(target, known) or guess(path) or _ADVICE
                yield Problem(locate(target), "T016", f"`{target}` leads to no page", hint)


def _resolve(target: str, page: str) -> str:
    """Give the address, from the root, that a link on a page leads to."""
    path = re.split(r"[?#]", target)[0]
    joined = posixpath.normpath(path if path.startswith("/") else f"/{page}{path}")
    is_folder = path.endswith(("/", "/.", "/..")) or path in (".", "..")
    return urllib.parse.unquote(joined.rstrip("/") + "/" if is_folder else joined)


def _list_files(pages: Sequence[Page]) -> Iterator[str]:
    """Yield what the site makes beside its pages and people may lead to; nobody who errs means one of these."""
    yield from (f"/{name}" for name in _OF_SITE)
    for page in pages:
        if page.collection:
            yield from (f"/{page.address}{name}" for name in _OF_COLLECTIONS)
            if page.address.startswith(addresses.TOPICS):
                yield f"/{page.address}{addresses.CARD}"


def _is_there(path: str, there: Collection[str]) -> bool:
    return path in there or (path.endswith("/index.html") and path.removesuffix("index.html") in there)


def _hint(target: str, known: Collection[str]) -> str:
    """Give what to do where that is plain: another site, a file that is missing, an address without its ends."""
    if _HOST.match(target):
        return f"write `https://{target}`"
    if target.startswith(f"/{ASSETS}"):
        return f"put the file into `site_src/{ASSETS}`"
    word = target.strip("./").removesuffix(".md")
    meant = (f"/{word}/", f"/{PAPERS}{word}/", f"/{word}")
    return next((f"write `{address}`" for address in meant if address in known), "")


def _make_guesser(known: Set[str]) -> Callable[[str], str]:
    """Give what says of a misspelt address which of the same folder it stands for; a word alone may be a paper's id."""
    inside: dict[str, dict[str, str]] = defaultdict(dict)  # addresses by folder and name
    for address in known - {"/"}:
        folder, _, name = address.strip("/").rpartition("/")
        inside[folder][name] = address
    said: dict[str, str] = {}

    def guess(path: str) -> str:
        if path not in said and len(said) < MOST:
            folder, _, name = path.strip("/").rpartition("/")
            folders = [folder] if folder else ["", PAPERS.rstrip("/")]
            found = (inside[place].get(find_closest(name, inside[place])) for place in folders)
            said[path] = next((f"did you mean `{address}`?" for address in found if address), "")
        return said.get(path, "")

    return guess


def _find_targets(markdown: str, memo: Memo) -> list[str]:
    """Give what links of a text lead to. What renders Markdown takes its time to load, so it is left if it can be."""
    if not re.search(r"\]\(|\]:|href", markdown):
        return []
    return memo.recall(("targets", markdown), lambda: [*map(html.unescape, _HREF.findall(render_markdown(markdown)))])


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


def _make_locator(site: Path, place: Place) -> Callable[[str], Place]:
    """Give what finds in a file the links of a text, one after the other, from the place of the text on."""
    path = site / place.file.removeprefix("site_src/")
    source = ""
    after: dict[str, int] = {}

    def locate(target: str) -> Place:
        nonlocal source
        if not source:
            source = path.read_text(encoding="utf-8-sig", errors="replace")
            after[""] = sum(len(line) + 1 for line in source.split("\n")[: max(place.line - 1, 0)])
        found = re.compile(rf"""(?:\]\(<?|\]: *<?|href=["']?){re.escape(target)}""").search(
            source, after.get(target, after[""])
        )
        if not found:
            return place
        after[target] = found.end()
        start = found.end() - len(target)
        return Place(place.file, source.count("\n", 0, start) + 1, start - source.rfind("\n", 0, start))

    return locate
