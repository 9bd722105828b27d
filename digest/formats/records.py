"""Makes an entry of one JSON object: a paper of the site's API, or any with `title` and `abstract`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from digest.formats.addresses import is_code, read_arxiv
from digest.formats.dates import read_stated
from digest.formats.names import is_rest, split_names
from digest.formats.reader import find_lack
from digest.formats.sentences import is_cut, read_html, tidy
from digest.nouns import Entry, Place, SetAside

Record = Mapping[str, object]
# Numbers stay as they are written: the id 2503.02130 keeps its last zero.
DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)
_IDS = (
    *("id", "arxiv_id", "arxiv", "arxivId", "arXiv", "paper_id", "entry_id", "eprint", "url", "link", "pdf_url"),
    *("abs_url", "doi", "number", "key"),
)
_DATES = (
    "publishedAt",
    "published",
    "date",
    "published_at",
    "publication_date",
    "publicationDate",
    "issued",
    "submittedOnDailyAt",
    "update_date",
    "year",
)
_CODES = ("githubRepo", "code", "code_url", "github", "github_url", "repository", "repo")
LISTS = ("dailyPapers", "papers", "results", "items", "data", "entries")  # what lists of papers are called
ABSTRACTS = ("abstract", "summary", "abs", "description", "content_text")
_MANY = 5000  # authors
_OTHER_NAMES = {
    "arxiv id": "arxiv_id",
    "author": "authors",
    "pdf": "pdf_url",
    "project page": "project",
    **dict.fromkeys(("paper title", "article title", "title of paper", "document title"), "title"),
    **dict.fromkeys(("abstract note", "paper abstract", "abstract text", "abstracts", "short abstract"), "abstract"),
    **dict.fromkeys(("publication date", "date published", "published date"), "date"),
    **dict.fromkeys(("publication year", "paper year"), "year"),
    **dict.fromkeys(("paper url", "paper link", "arxiv url", "arxiv link"), "link"),
    "author names": "authors",
}
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/)?10\.48550/arxiv\.", re.IGNORECASE)  # arXiv's own
_NAME_PARTS = ("given", "dropping-particle", "non-dropping-particle", "family", "suffix")  # of CSL, as they are said
_FAMILY_FIRST = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # as Chinese, Japanese and Korean say names
# A list as Python prints it, for tables know no lists: of names, or of objects with names.
_PRINTED = re.compile(r"\s*\[\s*[\"'{].*[\"'}]\s*\]\s*", re.DOTALL)
_STRING = r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\""
_STRINGS = re.compile(_STRING)
_NAMED = re.compile(rf"[\"']name[\"']\s*:\s*(?:{_STRING})")
_JOINTS = re.compile(r"[_-]+")
_KNOWN = (
    *("title", "authors", "upvotes", "numComments", "organization", "ai_summary", "githubStars", "stars"),
    *("projectPage", "project", *_IDS, *_DATES, *_CODES, *ABSTRACTS),
)
_NAMES = {name.lower(): name for name in _KNOWN}


def decode(text: str, at: int = 0) -> tuple[object, int]:
    """Decode the JSON value that begins at a place; give it with its end, or nothing and -1."""
    try:
        value, end = DECODER.raw_decode(text, at)
    except (ValueError, RecursionError):
        return None, -1
    return value, end


@lru_cache(maxsize=2**12)  # the same few names stand in every row
def name_field(written: str) -> str:
    """Give the name of a field as records have it, however it is written at the head of a column or of a line."""
    name = tidy(written).strip("*_` ").lower()
    name = name if name in _NAMES else _JOINTS.sub(" ", name)
    return _OTHER_NAMES.get(name) or _NAMES.get(name) or name


def is_field(name: str) -> bool:
    """Say whether records have a field of this name."""
    return name in _KNOWN


def name_fields(record: Record) -> Record:
    """Give an object with the names of fields that records have; those that it has already stay first."""
    return {**{name_field(name): value for name, value in record.items()}, **record}


def read_record(record: Record, place: Place) -> Entry | SetAside:
    """Make an entry of one object, or say why not."""
    record = name_fields(record)
    inner = record.get("paper")
    paper: Record = name_fields(inner) if isinstance(inner, dict) else record
    title = _find_text((paper, record), ("title",))
    abstract = _find_abstract((paper, record))
    machine = _find_text((paper, record), ("ai_summary",))
    text = abstract or machine
    if lack := find_lack(title, text, place):
        return lack
    return Entry(
        title=title,
        abstract=text,
        place=place,
        summary=not abstract,
        cut=is_cut(text),
        arxiv=_find_arxiv(paper),
        date=_find_date((paper, record)),
        upvotes=_number(paper.get("upvotes", record.get("upvotes"))),
        comments=_number(record.get("numComments", record.get("comments"))),
        authors=tuple(_read_authors(paper.get("authors", record.get("authors", record.get("author"))))),
        organisation=_read_organisation(record.get("organization") or paper.get("organization")),
        code=next((url for key in _CODES if is_code(url := _text(paper.get(key)))), ""),
        stars=_number(paper.get("githubStars", paper.get("stars"))),
        project=next(
            (url for key in ("projectPage", "project", "project_page") if (url := _address(paper.get(key)))), ""
        ),
    )


def is_paper(value: Record) -> bool:
    """Say whether an object is a paper with all that it needs."""
    return isinstance(read_record(value, Place("")), Entry)


def is_surely_paper(value: Record) -> bool:
    """Say whether an object has what only papers have: an abstract that is called so, a `paper`, an arXiv id.

    Feeds and collections have a title and a description too, so these alone say nothing.
    """
    value = name_fields(value)
    return isinstance(value.get("paper"), dict) or _text(value.get("abstract")) != "" or _find_arxiv(value) != ""


def is_list(value: Record) -> bool:
    """Say whether an object lists papers and is none itself; a paper may have others in it that are related to it."""
    return not is_surely_paper(value) and _holds_papers(value)


def _holds_papers(value: Record) -> bool:
    """Say whether something among the values of an object, however deep, is a paper, or in a list called so."""
    left: list[object] = [*value.values()]
    if any(_has_titles(value.get(name)) for name in LISTS):
        return True
    while left:
        one = left.pop()
        if isinstance(one, dict):
            if is_paper(one):
                return True
            left += one.values()
        elif isinstance(one, list):
            left += one
    return False


def _has_titles(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(one, dict) and "title" in name_fields(one) for one in value)


def _find_arxiv(record: Record) -> str:
    others = record.get("externalIds")
    stated = [others.get("ArXiv")] if isinstance(others, dict) else []
    texts = (_DOI.sub("", _text(value)) for value in (*stated, *map(record.get, _IDS)))
    return next((found for text in texts if (found := read_arxiv(text))), "")


def _text(value: object) -> str:
    return tidy(value) if isinstance(value, str) else ""


def _address(value: object) -> str:
    text = _text(value)
    return text if text.startswith(("http://", "https://")) and " " not in text else ""


def _number(value: object) -> int | None:
    return int(value) if isinstance(value, str) and value.isdecimal() and value.isascii() and len(value) < 10 else None


def _find_text(records: tuple[Record, Record], keys: tuple[str, ...]) -> str:
    return next((text for record in records for key in keys if (text := _text(record.get(key)))), "")


def _find_abstract(records: tuple[Record, Record]) -> str:
    """Find an abstract; what a JSON Feed has beside its whole text is a summary of that."""
    html = _find_text(records, ("content_html",))
    texts = (_find_text(records, ABSTRACTS), _find_text(records, ("content_text",)), html and tidy(read_html(html)))
    return _find_text(records, ("abstract",)) or max(texts, key=len)


def _find_date(records: tuple[Record, Record]) -> str:
    texts = (_say_date(record.get(key)) for record in records for key in _DATES)
    return next((found for text in texts if (found := read_stated(text))), "")


def _say_date(value: object) -> str:
    """Give a date as text, also one in CSL's parts: `{"date-parts": [[2026, 6, 12]]}`."""
    parts = value.get("date-parts") if isinstance(value, dict) else None
    first = parts[0] if isinstance(parts, list) and parts else None
    return "-".join(map(_text, first[:3])) if isinstance(first, list) else _text(value)


def _read_authors(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from (_read_printed(value) or split_names(tidy(value)))[:_MANY]
    for author in value[:_MANY] if isinstance(value, list) else ():
        name = _name_author(author) if isinstance(author, dict) else _text(author)
        if name and not is_rest(name):
            yield name


def _name_author(author: Record) -> str:
    """Give the name of an author that is an object: its name, or its parts as CSL has them."""
    if author.get("hidden"):
        return ""
    parts = [_text(author.get(part)) for part in _NAME_PARTS]
    if _FAMILY_FIRST.search(parts[3]):
        parts = [parts[3], parts[0]]
    return _text(author.get("name")) or _text(author.get("literal")) or " ".join(filter(None, parts))


def _read_printed(text: str) -> list[str]:
    """Read a list of names as Python prints it."""
    if not _PRINTED.fullmatch(text):
        return []
    found = (_NAMED if text.lstrip(" [").startswith("{") else _STRINGS).finditer(text)
    return [name for one in found if (name := tidy((one[1] or one[2] or "").replace("\\", "")))]


def _read_organisation(value: object) -> str:
    if isinstance(value, dict):
        return _text(value.get("fullname")) or _text(value.get("name"))
    return _text(value)
