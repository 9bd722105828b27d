"""Reads text in which every paper's fields stand behind their names: `Title: …`, `Authors: …`, `Abstract: …`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from digest.formats.reader import STRANGE, Reader, make_dump, show_broken
from digest.formats.records import ABSTRACTS, name_field, read_record
from digest.formats.sentences import ends_midway, strip_links, tidy
from digest.nouns import Dump, Entry, Place, SetAside

_LABEL = re.compile(
    r"[ \t>*_#-]*(?P<name>Title|Authors?|Abstract|Summary|URL|Link|PDF|arXiv(?: ID)?|Date|Published|Code|GitHub|"
    r"Project(?: page)?|Upvotes|Categories|Subjects?|Comments?|Venue|Year|Tags|Keywords)[*_]*\s?:[*_]*(?:[ \t]+|$)",
    re.IGNORECASE,
)
_TITLE = re.compile(r"^[ \t>*_#-]*Title[*_]*\s?:[*_]*[ \t]+\S", re.MULTILINE | re.IGNORECASE)
_ABSTRACT = re.compile(r"^[ \t>*_#-]*(?:Abstract|Summary)[*_]*\s?:[*_]*(?:[ \t]+\S|$)", re.MULTILINE | re.IGNORECASE)
_HEADED = re.compile(
    r"^#{1,6}[ \t]+(?:\d{1,3}[.)][ \t]+)?(?=[^\s\[][^\n]*\n(?:(?!#)[^\n]*\n){0,12}?[ \t>*_-]*Abstract[*_]*\s?:)",
    re.MULTILINE | re.IGNORECASE,
)
# As the site of arXiv writes them; the fields of all of its pages are these.
_CLOSE = re.compile(r"^([ \t]*(?:arXiv|Title|Authors|Abstract|Comments|Subjects|Cite as):)(?=\S)", re.MULTILINE)
_LISTED = re.compile(r"^[ \t]*\[\d{1,4}\][ \t]+arXiv:(\d{4}\.\d{4,5})\b.*")  # as arXiv's own lists begin
# What notes have beside these; abstracts have other words before a colon.
_OTHER_LABEL = re.compile(
    r"[ \t>*_#-]*(?:DOI|Rating|Score|TL;?DR|My (?:notes?|rating|thoughts)|BibTeX|Citation|Conference|Journal|Status|"
    r"Created|Added|Updated|Type|Source|Topics?|Area|Affiliations?|Institutions?|Organi[sz]ations?|Relevance|Priority|"
    r"Publisher|Licen[sc]e|Demo|Website|Homepage|Blog|Video|Slides|Poster|ID)[*_]*\s?:[*_]*(?:[ \t]+|$)",
    re.IGNORECASE,
)
_ANY_LABEL = re.compile(r"[ \t>*_#-]*[A-Z][\w ./-]{0,24}[*_]*\s?:[*_]*(?:[ \t]+|$)")
_HEADING = re.compile(r"[ \t]*(?:#{1,6}[ \t]|[-*_]{3,}[ \t]*$|\|)")  # or the begin of a table
_LONG = 100  # characters; of what stands in no field, longer text may be an abstract
_PROSE = 200  # characters; a line of an abstract, unless it is wrapped
_MOST_PARAGRAPHS = 10  # of an abstract
_RULE = re.compile(r"[\s=*_#~+\\>|-]*")  # or what YAML has above text of several lines
_QUOTED = re.compile(r'^"([^"]+)"$')
_STOPS = (".", "!", "?", ":", ";")
_FULL = 40  # characters; a title that was wrapped has a first line of so many


def looks_like_labelled(text: str) -> bool:
    """Say whether most titles and abstracts of a text are called so, and not one of many."""
    text = _name_titles(text)
    if "itle" not in text and "ITLE" not in text:
        return False
    titles, abstracts = len(_TITLE.findall(text)), len(_ABSTRACT.findall(text))
    if not 0 < titles <= 2 * abstracts <= 4 * titles:
        return False
    return sum(len(line) > _PROSE for line in text.split("\n")) <= _MOST_PARAGRAPHS * abstracts


def _name_titles(text: str) -> str:
    """Call headings titles where the fields of a paper stand under each, and nothing else is called so."""
    if "Title:" in text and "\nAbstract:" in text:
        text = _CLOSE.sub(r"\1 ", text)
    return text if "# " not in text or "bstract" not in text or _TITLE.search(text) else _HEADED.sub("Title: ", text)


@dataclass(slots=True)
class _Record:
    line: int = 0  # of its title, from 1
    fields: dict[str, list[str]] = field(default_factory=dict)


def read_labelled(text: str, file: str) -> Dump:
    """Read the fields of one capture; each paper begins with its title, or with what stands above all of them."""
    lines = [_LISTED.sub(r"arXiv: \1", line) for line in _name_titles(text).split("\n")]
    loose: list[SetAside] = []
    read = [_read_fields(record, file) for record in _cut_records(lines, file, loose)]
    last = read[-1] if read else None
    if isinstance(last, Entry) and ends_midway(last.abstract):
        read[-1] = replace(last, cut=True)
    return make_dump(file, [*read, *loose], nothing="the text holds no papers")


def _cut_records(lines: Sequence[str], file: str, loose: list[SetAside]) -> Iterator[_Record]:
    """Yield what each paper's fields hold; long text that is in no field goes to `loose`."""
    labels = _find_labels(lines)
    starts = _find_starts([name_field(label["name"]) if label else "" for label in labels], lines)
    often = {label for label, count in Counter(map(_find_any, lines)).items() if count > 1}
    record, name, after_gap = _Record(), "", False
    for at, (line, label) in enumerate(zip(lines, labels, strict=True)):
        if at in starts:
            if record.line:
                yield record
            record, name = _Record(), ""
        words = tidy(strip_links(line[label.end() :] if label else line))
        if label:
            name = name_field(label["name"])
            record.line = record.line or (at + 1 if name == "title" else 0)
        elif _ends_field(lines[at : at + 3], name, record.fields.get(name, []), after_gap, often):
            name = ""
        after_gap = not words
        if name and not _RULE.fullmatch(words):
            record.fields.setdefault(name, []).append(words)
        elif not name and len(words) > _LONG:
            loose.append(SetAside(Place(file, at + 1), show_broken(words), STRANGE))
    if record.line:
        yield record


def _find_any(line: str) -> str:
    """Find what may be the name of a field, known to us or not."""
    label = _ANY_LABEL.match(line)
    return label[0].strip() if label else ""


def _find_labels(lines: Sequence[str]) -> list[re.Match[str] | None]:
    """Find the names of fields; where titles have a capital, a small word within a wrapped abstract is none."""
    labels = [_LABEL.match(line) for line in lines]
    small = any(label and label["name"] == "title" for label in labels)
    name, ended = "", True
    for at, (line, label) in enumerate(zip(lines, labels, strict=True)):
        if label and label["name"].islower() and not small and not ended and name in ABSTRACTS:
            labels[at] = None
        elif label:
            name = name_field(label["name"])
        ended = not line.strip() or line.rstrip().endswith(_STOPS)
    return labels


def _find_starts(names: Sequence[str], lines: Sequence[str]) -> set[int]:
    """Find where papers begin: at their titles, or at the first field above these that each has, or the first title."""
    titles = [at for at, name in enumerate(names) if name == "title"]
    if not titles:
        return set()
    every = (name for name in names[: titles[0]] if name and names.count(name) == len(titles))  # what each paper has
    leading = next(every, names[_find_top(titles[0], names, lines, 0)])
    spans = [*pairwise([-1, *titles])]
    tops = [max((at for at in range(a + 1, b) if names[at] == leading), default=-1) for a, b in spans]
    between = [names[top:title] for top, title in zip(tops, titles, strict=True) if top >= 0]
    told = {any(name in ABSTRACTS for name in some) for some in between}
    if leading == "title" or len(told) > 1:  # above some titles is the abstract of another, and so is the field
        return set(titles)
    # Where not every paper has that field, its first is the highest of those directly above its title.
    return {
        top if top >= 0 else _find_top(title, names, lines, before + 1)
        for top, (before, title) in zip(tops, spans, strict=True)
    }


def _find_top(title: int, names: Sequence[str], lines: Sequence[str], least: int) -> int:
    """Find the first of the fields that stand directly above a title, one a line."""
    at = title
    while at > least and names[at - 1] not in ("", *ABSTRACTS) and lines[at - 1].strip():
        at -= 1
    return at


def _ends_field(lines: Sequence[str], name: str, said: Sequence[str], after_gap: bool, often: Container[str]) -> bool:
    """Say whether the first of some lines, without a label that we know, begins something else than more of a field.

    Abstracts may have several paragraphs, and words with a colon behind them (`Results: …`). Wrapped titles may have
    such words, too, but not those that stand `often` at the begin of a line.
    """
    line, *following = lines
    if not line.strip():
        return False
    if _HEADING.match(line) or _OTHER_LABEL.match(line):
        return True
    if name not in ABSTRACTS:
        label = _find_any(line)
        wrapped = name == "title" and bool(said) and len(said[-1]) >= _FULL and label not in often
        return bool(said) and (after_gap or (label != "" and not wrapped))
    under = next((text.strip() for text in following if text.strip()), "")
    titled = after_gap and len(line) <= _LONG and not line.rstrip().endswith((".", "!", ":", ",", ";"))
    return titled and bool(said) and len(under) > _LONG


def _read_fields(record: _Record, file: str) -> Entry | SetAside:
    said = {name: _QUOTED.sub(r"\1", " ".join(words)) for name, words in record.fields.items()}
    return read_record(said, Place(file, record.line))


LABELLED = Reader("text with the fields of papers behind their names", looks_like_labelled, read_labelled)
