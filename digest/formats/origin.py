"""Reads what a capture says of itself: the page's address, the date, the year, the question asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from digest.formats.addresses import read_query
from digest.formats.dates import is_date, make_date, read_date, read_iso

_LINES = 60  # what a capture says of itself stands in its first lines
_TO_DAY = 200  # in which it prints its day
_HEADLINE = 120  # characters; a longer line belongs to a paper
_FIELD = re.compile(
    r"[-*>\s]{0,4}\**(?P<key>[A-Za-z_][\w ()-]{0,30}?)\**\s?:\**\s+(?P<value>\S.{0,2000}?)\s*\**\s*", re.DOTALL
)
_ADDRESS_KEYS = frozenset(
    "url|source url|url source|source_url|sourceurl|link|permalink|page url|final url|source".split("|")
)
_DATE_KEYS = frozenset(
    "date|captured|captured (utc)|captured_at|retrieved|retrieved_at|exported|timestamp|accessed|crawled|fetched"
    "|fetched_at|scraped|scraped_at|saved|created|clipped|scrape date|published time".split("|")
)
_MAIL_KEYS = frozenset("from|to|cc|bcc|subject|sent|reply-to|message-id|mailing-list".split("|"))
_PAGE = re.compile(r"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/(?:api/daily_)?papers(?![\w-])[^\s<>\"')\]]*")
_STATED = re.compile(r"(?:[?&]date=|/date/)(\d{4})-(\d{2})-(\d{2})")
_STATED_YEAR = re.compile(r"/week/(\d{4})-W\d{1,2}|/month/(\d{4})-\d{2}|[?&](?:week|month)=(\d{4})-")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a capture is from. `date` and `year` are empty unless the capture states them.

    `day` is the day as printed; `latest` the last day that something on the page can be of.
    """

    url: str = ""
    date: str = ""
    year: int | None = None
    query: str = ""
    day: str = ""
    latest: str = ""

    def date_of(self, printed: str) -> str:
        """Give a printed date as ISO; one without year is of the stated year, unless that is still to come."""
        found = read_date(printed, self.year)
        return "" if self.latest and found > self.latest and not read_date(printed) else found


NOWHERE = Origin()


def read_origin(text: str) -> Origin:
    """Read what the first lines of a capture say of it: front matter, a scraper's header, the day printed."""
    lines = text.split("\n", _TO_DAY)[:_TO_DAY]
    url = captured = ""
    for key, value in _read_fields(lines[:_LINES]):
        address = _PAGE.search(value) if key in _ADDRESS_KEYS else None
        if address and not url:
            url = address[0]
        if key in _DATE_KEYS and not captured:
            captured = read_iso(value) or read_date(value)
    return place_in_time(url, captured, _find_day(lines))


def measure_front(lines: list[str]) -> int:
    """Say how many lines the front matter has at the head of a capture.

    It is a block between two lines `---`, or one of headers, as mail and scrapers write them, up to an empty line.
    """
    if not lines or lines[0].strip() != "---":
        return _measure_headers(lines)
    ends = (number for number, line in enumerate(lines[1:_LINES], 2) if line.strip() in ("---", "..."))
    end = next(ends, 0)
    fields = sum(_FIELD.fullmatch(line[:2100]) is not None for line in lines[1 : max(end - 1, 1)])
    return end if fields else 0


def _measure_headers(lines: list[str]) -> int:
    end = next((number for number, line in enumerate(lines[:_LINES]) if not line.strip()), 0)
    keys = (found["key"].lower() if (found := _FIELD.fullmatch(line[:2100])) else "" for line in lines[:end])
    return end if all(key in _ADDRESS_KEYS | _DATE_KEYS | _MAIL_KEYS for key in keys) else 0


def place_in_time(url: str, captured: str, day: str = "") -> Origin:
    """Give the origin of a page, its date taken from its address or from when it was captured."""
    stated = _STATED.search(url)
    page_date = make_date(int(stated[1]), int(stated[2]), int(stated[3])) if stated else ""
    years = _STATED_YEAR.search(url)
    year = next((int(number) for number in years.groups() if number), None) if years else None
    source = page_date or captured
    year = int(source[:4]) if page_date or (captured and not year) else year
    printed = read_date(day, year) if day else ""
    printed = "" if captured and printed > captured else printed
    return Origin(url, page_date or printed or ("" if years else captured), year, read_query(url), day, source)


def _read_fields(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        found = _FIELD.fullmatch(line[:2100])
        if found:
            yield found["key"].strip().lower(), found["value"].strip("\"'<>")


def _find_day(lines: list[str]) -> str:
    """Give the day that a page prints under its invitation, before its first paper."""
    invited = False
    for line in lines:
        text = line.strip()
        invited = invited or text.startswith("Get trending papers in your email inbox")
        if invited and is_date(text) and "," not in text:
            return text
        if invited and (text.startswith("###") or len(text) > _HEADLINE):
            return ""
    return ""
