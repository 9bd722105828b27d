"""Reads what a stranger answered in the form “this paper is in the wrong place” and makes an override of it.

Nothing of it becomes a path, a command or markup: the paper is one of ours, topics are ours, the rest is text of known
form between quotes. What does not fit is answered in words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from digest.desk.markdown_text import escape_markdown
from digest.desk.markdown_text import quote as quote_markdown
from digest.desk.stubs import SCHEMA_LINE, quote
from digest.explain import find_paper
from digest.nouns import Digest, Paper, Topic
from digest.suggest import did_you_mean
from digest.vocabulary import LINKS

# The labels of .github/ISSUE_TEMPLATE/correction.yml, which GitHub puts above the answers.
LABELS = {
    "Which paper?": "paper",
    "Where does it belong?": "topics",
    "The right title": "title",
    "Its arXiv id": "arxiv",
    "Why?": "why",
}
_NO_FORM = "the issue is not from the form for corrections: it names no paper"
_NOTHING = "_No response_"
_MOST_BYTES = 1_000_000
_LONGEST = {"paper": 300, "topics": 300, "title": 300, "arxiv": 60, "why": 5000}
_MOST_TOPICS = 3


class LetterError(Exception):
    """There is no letter to answer; the message is one line for people."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What was answered, by field, and the number of the issue (0: none)."""

    answers: Mapping[str, str]
    number: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """What becomes of a letter: the YAML (none: refused) for a paper, a line for the log, and Markdown to answer."""

    paper: str
    text: str
    line: str
    markdown: str


def read_letter(path: Path) -> Letter:
    """Read an issue: GitHub's event in JSON, or the text of the issue alone. Raises `LetterError`."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise LetterError(f"{path}: {error.strerror}") from None
    if len(data) > _MOST_BYTES:
        raise LetterError(f"{path} is larger than any issue can be")
    text, number = data.decode("utf-8", "replace"), 0
    if text.lstrip().startswith("{"):
        text, number = _read_event(text, path)
    answers = dict(_split_answers(text))
    if not answers.get("paper") and not number:
        raise LetterError(_NO_FORM)
    return Letter(answers, number)


def answer_letter(letter: Letter, digest: Digest) -> Reply:
    """Make an override of a letter, or say what is wrong with it."""
    if not letter.answers.get("paper"):
        return refuse([_NO_FORM])
    paper, complaint = find_paper(digest, _find_id(letter.answers["paper"]))
    if paper is None:
        return refuse([complaint])
    complaints: list[str] = []
    lines = [*_write_fields(letter.answers, digest.topics, complaints)]
    if not lines and not complaints:
        complaints.append("nothing was answered beside the paper; say where it belongs, or its right title")
    if complaints:
        return refuse(complaints)
    text = "\n".join([SCHEMA_LINE, f"{paper.id}:", *lines, ""])
    if paper.override:
        said = f"`{paper.id}` has an override already, in `{paper.override}`; an editor must join the two"
        return Reply(paper.id, "", "refused: the paper has an override already", _explain([said], text))
    return Reply(paper.id, text, f"made an override of {paper.id}", _propose(letter, paper, text))


def refuse(complaints: Sequence[str]) -> Reply:
    """Say in a reply why nothing was made of a letter."""
    line = f"refused: {' '.join(complaints[0].split())}"
    return Reply("", "", line, _explain(complaints))


def _read_event(text: str, path: Path) -> tuple[str, int]:
    try:
        issue = json.loads(text)["issue"]
        body, number = issue["body"], issue["number"]
        if not isinstance(body, str | None) or not isinstance(number, int) or isinstance(number, bool):
            raise TypeError
    except (ValueError, KeyError, TypeError, RecursionError):
        raise LetterError(f"{path} is JSON, but not of an issue") from None
    return body or "", number


def _split_answers(text: str) -> Iterator[tuple[str, str]]:
    """Yield the first answer below each label that the form has."""
    parts = re.split(r"^### (.*)$", text.replace("\r\n", "\n"), flags=re.MULTILINE)
    seen = set()
    for heading, answer in zip(parts[1::2], parts[2::2], strict=False):
        field = LABELS.get(heading.strip())
        if field and field not in seen:
            seen.add(field)
            yield field, "" if answer.strip() == _NOTHING else answer.strip()[: _LONGEST[field] + 1]


def _find_id(answer: str) -> str:
    """Take the id out of the address of a paper's page; else these are an id or words of a title."""
    line = " ".join(answer.split())
    found = re.search(r"papers/([a-z0-9-]+)/?", line)
    return found[1] if found else line


def _write_fields(answers: Mapping[str, str], topics: Sequence[Topic], complaints: list[str]) -> Iterator[str]:
    for field, most in _LONGEST.items():
        if len(answers.get(field, "")) > most:
            complaints.append(f"the answer to {field} is longer than {most} characters")
            return
    if named := answers.get("topics"):
        chosen = [*dict.fromkeys(_choose_topics(named, topics, complaints))]
        if len(chosen) > _MOST_TOPICS:
            complaints.append(f"a paper has at most {_MOST_TOPICS} topics, not {len(chosen)}")
        yield f"  topics: [{', '.join(chosen)}]"
    if title := " ".join(answers.get("title", "").split()):
        if not title.isprintable():
            complaints.append("the title holds characters that cannot be seen")
        yield f"  title: {quote(title)}"
    if arxiv := answers.get("arxiv"):
        shape = LINKS.fields["arxiv"]
        if not re.fullmatch(getattr(shape, "pattern", ""), arxiv):
            complaints.append(f"“{arxiv}” is not an arXiv id like 2503.02130")
        yield from ("  links:", f"    arxiv: {quote(arxiv)}")


def _choose_topics(answer: str, topics: Iterable[Topic], complaints: list[str]) -> Iterator[str]:
    known = {word.casefold(): topic.id for topic in topics for word in (*topic.aliases, topic.name, topic.id)}
    # Names may hold commas, which also stand between them: the longest that is known is one.
    longest = sorted(known, key=lambda word: -len(word))
    whole = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest)
    for part in re.findall(rf"[-*`\s]*(?:{whole})(?=[-*`\s]*(?:[,;\n]|$))|[^,;\n]+", answer, re.IGNORECASE):
        word = " ".join(part.split()).strip("-*` ").casefold()
        if word in known:
            yield known[word]
        elif word:
            complaints.append(f"there is no topic “{word}”; {did_you_mean(word, sorted({*known.values()}))}")


def _propose(letter: Letter, paper: Paper, text: str) -> str:
    why = letter.answers.get("why", "")
    said = [f"Proposed for {quote_markdown(paper.title)}:", "", "```yaml", text.rstrip(), "```"]
    said += ["", f"The reason given: {quote_markdown(why, 1000)}"] if why else []
    return "\n".join([*said, *(["", f"Closes #{letter.number}"] if letter.number else []), ""])


def _explain(complaints: Sequence[str], text: str = "") -> str:
    said = ["Thank you. This could not become a correction by itself:", ""]
    said += [f"- {escape_markdown(complaint)}" for complaint in complaints[:20]]
    said += ["", "```yaml", text.rstrip(), "```"] if text else []
    return "\n".join([*said, "", "An editor can do it by hand; a new form with these points put right works too.", ""])
