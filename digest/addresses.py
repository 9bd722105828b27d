"""Makes every address of the site. An address is relative to the site's root and ends with a slash or a file name."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from digest.nouns import (
    Edition,
    Issue,
    Move,
    Page,
    Paper,
    PaperView,
    Place,
    Problem,
    Reading,
    ReadingList,
    Shelf,
    Topic,
)
from digest.suggest import did_you_mean

HOME = ""
PAPERS = "papers/"
TOPICS = "topics/"
EDITIONS = "editions/"
LISTS = "lists/"
REVIEW = "review/"
CORRECT = "correct/"
CHANGES = "changes/"
NEW = "new/"
RECENT = "new/recent.json"
STATUS = "status/"
STATUS_DATA = "status.json"
FEEDS = "feeds.opml"
MINE = "mine/"
MAP = "map/"
FEED = "feed.xml"
JSON_FEED = "feed.json"
SITEMAP = "sitemap.xml"
ROBOTS = "robots.txt"
WORKER = "sw.js"
CARD = "card.png"
CITATIONS = "papers"  # the name of files of citations, before their suffix
CHANGES_FEED = "changes/feed.xml"
SEARCH = "search/"
NOT_FOUND = "404.html"
DATA = "papers.json"
ASSETS = "assets/"
INDEX = "pagefind/"

MAX_ID = 80


def address_of(noun: Paper | Topic | Edition | ReadingList) -> str:
    """Give the address of a noun's page."""
    match noun:
        case Paper():
            return f"{PAPERS}{noun.id}/"
        case Topic():
            return f"{TOPICS}{noun.id}/"
        case Edition():
            return f"{EDITIONS}{noun.id}/"
        case ReadingList():
            return f"{LISTS}{noun.id}/"


def tidy_address(text: str) -> str:
    """Give an address as this site writes it: `/x/y` is `x/y/`; a word alone is that of a paper."""
    plain = text.strip("/")
    if "/" not in text:
        plain = f"{PAPERS}{plain}"
    return plain if plain.endswith(".html") else f"{plain}/"


def file_of(address: str) -> str:
    """Give the file that a server answers with for an address."""
    return address + "index.html" if address == HOME or address.endswith("/") else address


def root_from(address: str, base_path: str = "/") -> str:
    """Give the way from a page to the site's root; 404.html is served at any depth, so it goes by `base_path`."""
    if address == NOT_FOUND:
        return base_path
    return "../" * address.count("/") or "./"


def edition_id(file: str) -> str:
    """Make the id of an edition from the name of its dump; what a plain name cannot say, digits of its hash do."""
    stem, _, suffix = file.rpartition(".")
    plain = stem if suffix == "txt" else f"{stem}-{suffix}"
    if re.fullmatch(r"[a-z0-9]+([_-][a-z0-9]+)*", plain):
        return plain
    words = re.findall(r"[a-z0-9]+", unicodedata.normalize("NFKD", stem or file).casefold())
    digits = hashlib.sha256(file.encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return "-".join([*words, digits])[-MAX_ID:].strip("-")


def check_moves(moves: Iterable[Move], pages: Sequence[Page]) -> Iterator[Problem]:
    """Find redirects that lead to no page, or to one more redirect: chains cost readers time, loops never end."""
    known = {page.address for page in pages if not isinstance(page.subject, Move)}
    leads_to = {move.old: move.new for move in moves}
    for move in moves:
        if move.new in known:
            continue
        end = _follow(move, leads_to)
        if not end:
            yield Problem(move.place, "T008", f"`{move.old}` leads in a circle", "write the address of a page")
        elif end in known:
            message = f"`{move.old}` leads to `{move.new}`, which leads on"
            yield Problem(move.place, "T007", message, f"write `{end}`")
        else:
            yield Problem(move.place, "T006", f"there is no page `{end}`", did_you_mean(end, known))


def _follow(move: Move, leads_to: dict[str, str]) -> str:
    """Give where a redirect ends; nothing, if it never does."""
    seen, end = {move.old}, move.new
    while end in leads_to and end not in seen:
        seen.add(end)
        end = leads_to[end]
    return "" if end in seen else end


def check_addresses(pages: Sequence[Page]) -> list[Problem]:
    """Find the addresses that two pages claim, also where a disk tells no capitals from small letters."""
    first: dict[str, Page] = {}
    problems = []
    for page in pages:
        if page.address in (ASSETS, INDEX):
            message = f"the address `{page.address}` is needed by the site itself"
            problems.append(Problem(_source_of(page), "T010", message, "rename it"))
        other = first.setdefault(page.address.casefold(), page)
        if other is not page:
            message = f"the address `{page.address}` belongs to the page “{other.title}” already"
            problems.append(Problem(_source_of(page), "T009", message, "rename it"))
    return problems


def _source_of(page: Page) -> Place:
    """Give the file that a page comes from."""
    match page.subject:
        case Issue():
            return Place(f"seeds/{page.subject.edition.file}")
        case Paper():
            return page.subject.sources[0].place
        case PaperView():
            return page.subject.paper.sources[0].place
        case Shelf():
            return Place("site_src/topics.yml")
        case Reading():
            return page.subject.list.place
        case Move():
            return page.subject.place
        case str():
            return Place(f"site_src/pages/{page.address.rstrip('/')}.md")
    return Place("site_src")
