"""Makes every address of the site. An address is relative to the site's root and ends with a slash or a file name."""

from __future__ import annotations

import re
import unicodedata

from digest.nouns import Edition, Page, Paper, Place, Problem, Topic

HOME = ""
PAPERS = "papers/"
TOPICS = "topics/"
EDITIONS = "editions/"
SEARCH = "search/"
NOT_FOUND = "404.html"
DATA = "papers.json"
ASSETS = "assets/"
INDEX = "pagefind/"


def address_of(noun: Paper | Topic | Edition) -> str:
    """Give the address of a noun's page."""
    match noun:
        case Paper():
            return f"{PAPERS}{noun.id}/"
        case Topic():
            return f"{TOPICS}{noun.id}/"
        case Edition():
            return f"{EDITIONS}{noun.id}/"


def file_of(address: str) -> str:
    """Give the file that a server answers with for an address."""
    return address + "index.html" if address == HOME or address.endswith("/") else address


def root_from(address: str, base_path: str = "/") -> str:
    """Give the way from a page to the site's root; 404.html is served at any depth, so it goes by `base_path`."""
    if address == NOT_FOUND:
        return base_path
    return "../" * address.count("/") or "./"


def edition_id(file: str) -> str:
    """Make the id of an edition from the name of its dump."""
    stem = unicodedata.normalize("NFKD", file.rpartition("/")[2].rpartition(".")[0] or file).casefold()
    return "-".join(re.findall(r"[a-z0-9]+", stem)) or "edition"


def check_addresses(pages: list[Page]) -> list[Problem]:
    """Find the addresses that two pages claim, also where a disk tells no capitals from small letters."""
    first: dict[str, Page] = {}
    problems = []
    for page in pages:
        if page.address in (ASSETS, INDEX):
            message = f"“{page.title}” claims the address `{page.address}`, which the site needs for itself"
            problems.append(Problem(Place("site_src"), message, "rename it"))
        other = first.setdefault(page.address.casefold(), page)
        if other is not page:
            message = f"two pages claim the address `{page.address}`: “{other.title}” and “{page.title}”"
            problems.append(Problem(Place("site_src"), message, "rename one of the two"))
    return problems
