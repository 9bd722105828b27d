"""Reads the documentation in `docs/` and plans it as pages of the site: the guide. It is the project's own Markdown.

What stands there is written for two readers, GitHub's and the site's: links between its files and to files of the
repository are those of files, and become those of pages here.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath

from digest.addresses import ASSETS, GUIDE, SPOT_WORDS, SPOTS
from digest.memo import NO_MEMO, Memo
from digest.nouns import Chapter, ChapterView, Page, Site, Spot
from digest.prose import make_anchor, shorten, translate_markdown
from digest.words import Say

INDEX = "README"  # what GitHub shows of a folder is the first page here
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_HEADING = re.compile(r"(#{2,4}) (.+)")
_ROW = re.compile(r'\| <a id="([\w-]+)">(.+?)</a> \| (.+?) \|')
_ROW_LEVEL = 5  # below all headings
_LINK = re.compile(r"\[([^\]]+)\]\(([\w-]+)\.md\)")
_PICTURE = re.compile(r'(?:src|srcset)="([\w-]+\.png)"')
_ELSEWHERE = re.compile(r"#|https?://|mailto:")
# The search page asks for none of these, and every text has them.
COMMON = frozenset(
    "and are can each every for from has have how its must need not one only other same such than that the their them"
    " they this was what when where which who will with".split()
)


def read_guide(folder: Path) -> tuple[Chapter, ...]:
    """Read all chapters, in the order in which the first one names them; without that one there is no guide."""
    if not (folder / f"{INDEX}.md").is_file():
        return ()
    paths = {path.stem: path for path in sorted(folder.glob("*.md")) if _NAME.fullmatch(path.stem)}
    first = _read_chapter(folder / f"{INDEX}.md", "", {})
    labels = {name: label for label, name in _LINK.findall(first.text) if name in paths}
    return (first, *(_read_chapter(paths[name], name, labels) for name in dict.fromkeys([*labels, *paths])))


def _read_chapter(path: Path, name: str, labels: Mapping[str, str]) -> Chapter:
    head, _, text = path.read_text(encoding="utf-8", errors="replace").partition("\n")
    title = head.removeprefix("# ").strip() or path.stem
    return Chapter(name, labels.get(name, title), title, text.strip())


def read_pictures(folder: Path, chapters: Iterable[Chapter]) -> Iterator[tuple[str, bytes]]:
    """Yield the pictures that chapters show, named as assets."""
    for name in sorted({name for chapter in chapters for name in _PICTURE.findall(chapter.text)}):
        if (folder / name).is_file():
            yield GUIDE + name, (folder / name).read_bytes()


def translate_chapters(chapters: Iterable[Chapter], memo: Memo = NO_MEMO) -> tuple[Chapter, ...]:
    """Make HTML of the chapters' Markdown. It is not clean yet: what a page shows is cleaned each time."""
    return tuple(
        replace(chapter, html=memo.recall(("guide", chapter.text), partial(translate_markdown, chapter.text)))
        for chapter in chapters
    )


def plan_guide(chapters: Sequence[Chapter], say: Say) -> Iterator[Page]:
    """Plan a page for each chapter."""
    shelf = tuple((address_chapter(chapter.name), chapter.label) for chapter in chapters)
    for chapter in chapters:
        spots = tuple(cut_spots(chapter))
        description = shorten(_strip_marks(chapter.text.partition("\n\n")[0]))
        view = ChapterView(chapter, spots, shelf)
        title = chapter.title if chapter.name else say("guide")
        yield Page(address_chapter(chapter.name), "guide.html", title, description, view)


def address_chapter(name: str) -> str:
    """Give the address of a chapter."""
    return f"{GUIDE}{name}/" if name else GUIDE


def cut_spots(chapter: Chapter) -> Iterator[Spot]:
    """Cut a chapter at its headings, and at the rows of tables that have an anchor, each with the text that follows."""
    anchor, level, heading = "", 1, chapter.title
    lines: list[str] = []
    in_code = False
    for line in chapter.text.split("\n"):
        in_code ^= line.startswith("```")
        found = None if in_code else _HEADING.fullmatch(line)
        row = _ROW.match(line)
        if found or row:
            yield Spot(anchor, level, heading, "\n".join(lines))
            lines = []
        if found:
            heading = _strip_marks(found[2])
            anchor, level = make_anchor(heading), len(found[1])
        elif row:
            anchor, level, heading = row[1], _ROW_LEVEL, f"{row[2]}: {_strip_marks(row[3])}"
        lines.append(line)
    yield Spot(anchor, level, heading, "\n".join(lines))


def write_spots(pages: Iterable[Page]) -> Iterator[tuple[str, bytes]]:
    """Write what the search page finds of the guide: the headings, and in a second file the rows and all words."""
    views = [(page.address, page.subject) for page in pages if isinstance(page.subject, ChapterView)]
    spots = [(address, view.chapter.label, spot) for address, view in views for spot in view.spots]
    spots.sort(key=lambda one: one[2].level == _ROW_LEVEL)
    names = [[address, label, *_name_spot(spot)] for address, label, spot in spots]
    rows = sum(spot.level == _ROW_LEVEL for _, _, spot in spots)
    yield SPOTS, _write_lines(names[: len(names) - rows])
    yield SPOT_WORDS, _write_lines([names[len(names) - rows :], [" ".join(_list_words(spot)) for _, _, spot in spots]])


def _write_lines(items: Iterable[object]) -> bytes:
    return json.dumps([*items], ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"


def _name_spot(spot: Spot) -> list[str]:
    """Give the heading, and the anchor where a browser cannot make it of that: a first search is to stay light."""
    made = re.sub(r"[^a-z0-9_ -]", "", spot.heading.lower()).replace(" ", "-")
    return [spot.heading] if spot.heading.isascii() and spot.anchor == made else [spot.heading, spot.anchor]


def _list_words(spot: Spot) -> Iterator[str]:
    """Yield the words of a text that its heading has not, each once, without COMMON and those of one or two letters."""
    folded = unicodedata.normalize("NFKD", _strip_marks(spot.text)).lower()
    known = {*re.findall(r"[^\W_]+", spot.heading.lower()), *COMMON}
    for word in dict.fromkeys(re.findall(r"[^\W\d_][^\W_]{2,}", folded)):
        if word not in known:
            yield word


def _strip_marks(text: str) -> str:
    """Give the words of a piece of Markdown without addresses and marks; quicker than reading it whole."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", re.sub(r"<[^>]+>", "", text))
    return " ".join(re.sub(r"[`*]|\\(?=[|])", "", plain).split())


def find_way(site: Site, root: str) -> Callable[[str], str]:
    """Give the function that says where a link of a chapter leads from a page; nowhere, if that is not known."""
    return partial(_lead_on, site, root)


def _lead_on(site: Site, root: str, target: str) -> str:
    path, sharp, anchor = target.partition("#")
    if _ELSEWHERE.match(target):
        return target
    if path.startswith("../"):
        inside = PurePosixPath(path.removeprefix("../"))
        return f"{site.repository}/blob/{site.branch}/{inside}{sharp}{anchor}" if site.repository else ""
    if path.endswith(".md"):
        name = path.removesuffix(".md")
        return f"{root}{address_chapter('' if name == INDEX else name)}{sharp}{anchor}"
    return f"{root}{ASSETS}{GUIDE}{path}"
