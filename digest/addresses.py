"""Makes every address of the site. An address is relative to the site's root and ends with a slash or a file name."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from digest.chains import find_ends
from digest.nouns import (
    ChapterView,
    Dot,
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
    Reference,
    ShelfView,
    Topic,
)
from digest.suggest import Guesser

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
SPELLINGS = "search/words.txt"
NOT_FOUND = "404.html"
DATA = "papers.json"
ASSETS = "assets/"
INDEX = "pagefind/"
GUIDE = "guide/"
SPOTS = "guide/spots.json"
SPOT_WORDS = "guide/words.json"

MAX_ID = 80
MAX_NAME, MAX_ADDRESS = 255, 500
_OWN = Place("site_src")  # of what no file of an editor says
# Names that no device of Windows gives up, and those of files of ours, which may stand in any folder.
_WINDOWS = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9])(\..*)?", re.IGNORECASE)
_OURS = re.compile(
    r"index\.html|feed\.(xml|json)|papers\..+|(recent|spots|words|build-manifest)\.json|sitemap\.xml|robots\.txt|card\.png|sw\.js"
)
_ODD = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\\ud800-\udfff]')


def address_of(noun: Paper | Dot | Reference | Topic | Edition | ReadingList) -> str:
    """Give the address of a noun's page."""
    match noun:
        case Paper() | Dot() | Reference():
            return f"{PAPERS}{noun.id}/"
        case Topic():
            return f"{TOPICS}{noun.id}/"
        case Edition():
            return f"{EDITIONS}{noun.id}/"
        case ReadingList():
            return f"{LISTS}{noun.id}/"


def tidy_address(text: str) -> str:
    """Give an address as this site writes it: `/x/y` and `x/y/index.html` are `x/y/`; a word alone is a paper's id."""
    plain = text.strip("/")
    if "/" not in text:
        plain = f"{PAPERS}{plain}"
    if plain.rpartition("/")[2] == "index.html":
        return plain.removesuffix("index.html")
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
    moves = tuple(moves)
    others = {page.subject.old: page.subject.new for page in pages if isinstance(page.subject, Move)}
    ends = find_ends(others | {move.old: move.new for move in moves})
    guess = Guesser(known, "write the address of a page")
    for move in moves:
        end = ends[move.old]
        if move.new in known:
            continue
        if not end:
            yield Problem(move.place, "T008", f"`{move.old}` leads in a circle", "write the address of a page")
        elif end in known:
            message = f"`{move.old}` leads to `{move.new}`, which leads on"
            yield Problem(move.place, "T007", message, f"write `{end}`")
        else:
            alone = f"/{end.removeprefix(PAPERS)}"  # what a word alone may have meant
            hint = f"write `{alone}`" if alone.removeprefix("/") in known else guess(end)
            yield Problem(move.place, "T006", f"there is no page `{end}`", hint)


def list_above(file: str) -> list[str]:
    """List the folders that a file lies in, the outermost first."""
    return [*accumulate(file.split("/")[:-1], lambda way, name: f"{way}/{name}")]


def check_addresses(pages: Sequence[Page]) -> list[Problem]:
    """Find the addresses that no disk or not every disk can hold, and those that two pages claim.

    Addresses are compared as a disk does that tells no capitals from small letters.
    """
    first: dict[str, Page] = {}
    problems = []
    for page in pages:
        problems += [
            Problem(_source_of(page), code, message, "rename it") for code, message in _judge_address(page.address)
        ]
        other = first.setdefault(file_of(page.address).casefold(), page)
        if other is not page:
            # Of the two, the site's own cannot be renamed.
            owner, later = (page, other) if _source_of(page) == _OWN else (other, page)
            message = f"the address `{later.address}` belongs to the page “{owner.title}” already"
            problems.append(Problem(_source_of(later), "T009", message, "rename it"))
    for file, page in first.items():
        above = [at for at in list_above(file) if at in first]
        if above:
            message = f"the address `{page.address}` lies below `{first[above[0]].address}`"
            problems.append(Problem(_source_of(page), "T011", message, "rename it"))
    return problems


def check_assets(names: Iterable[str]) -> Iterator[Problem]:
    """Find files in `assets/` that not every disk can hold beside the others."""
    first: dict[str, str] = {}
    for name in names:
        place = Place(f"site_src/assets/{name}".encode("utf-8", "replace").decode())
        if any(_ODD.search(part) or _WINDOWS.fullmatch(part) or part.endswith((".", " ")) for part in name.split("/")):
            yield Problem(
                place, "T014", "not every disk can hold a file of this name", "use letters, digits and hyphens"
            )
        parts = unicodedata.normalize("NFKC", name).casefold().split("/")
        for way in accumulate(parts, lambda above, part: f"{above}/{part}"):
            spelled = "/".join(name.split("/")[: way.count("/") + 1]) + "/" * (way.count("/") + 1 < len(parts))
            if (other := first.setdefault(way, spelled)) != spelled:
                yield Problem(
                    place, "T015", f"to some disks `{spelled}` is the same as `{other}`", "rename one of the two"
                )


def _judge_address(address: str) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with one address, as code and message."""
    names = address.casefold().split("/")
    if address.casefold().startswith((ASSETS, INDEX)) or any(map(_OURS.fullmatch, names)):
        yield "T010", f"the address `{address}` is needed by the site itself"
    if any(map(_WINDOWS.fullmatch, names)):
        yield "T013", f"no file of Windows may be called as in `{address}`"
    if len(address) > MAX_ADDRESS or max(map(len, names)) > MAX_NAME:
        yield "T012", f"the address is too long for a disk: `{address[:60]}`"


def _source_of(page: Page) -> Place:
    """Give the file that a page comes from."""
    match page.subject:
        case Issue():
            return Place(f"seeds/{page.subject.edition.file}")
        case Paper():
            return page.subject.sources[0].place
        case PaperView():
            return page.subject.paper.sources[0].place
        case ShelfView():
            return Place("site_src/topics.yml")
        case Reading():
            return page.subject.list.place
        case Move():
            return page.subject.place
        case ChapterView(chapter=chapter):
            return Place(f"docs/{chapter.name or 'README'}.md")
        case str():
            return Place(f"site_src/pages/{page.address.rstrip('/')}.md")
    return _OWN
