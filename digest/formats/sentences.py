"""Makes one line of text of what scrapers wrap, escape and link; says where a text visibly ends."""

from __future__ import annotations

import re
from html import unescape

# What neither HTML nor XML can hold, and line ends within a line.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ufffe\uffff]")
_WRAP = re.compile(r"\\{1,2}(?=\s)")
_COUNT = re.compile(r"\(?\d{1,3}[.)]\s+(?=\S)|\[\d{1,3}\]\s+(?=\S)")  # before the titles of a numbered list
# A backslash before a sign is Markdown's; before an accent between letters, as in `Rozi\`ere`, it is LaTeX's.
_ESCAPE = re.compile(r"\\([\\_*\[\]#>|]|[`~](?!(?<=[^\W\d_].{2})[A-Za-z]))")
_HYPHEN = re.compile(r"(?<=[^\W_])-\n[ \t]*(?=[^\W_])(?!(?:and|or|to|und|oder)\b(?!-))")  # not of `pre- and post-`
_SPACES = re.compile(r" {2,}")
_ADDRESS = r"\([^()\s]{0,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,200}){0,4}(?:\s+\"[^\"\n]{0,300}\")?\)"
_IMAGE = re.compile(rf"!\[[^\[\]\n]{{0,500}}\]{_ADDRESS}")
_LINK = re.compile(rf"\[([^\[\]]{{0,2000}})\](?:{_ADDRESS}|\[\d{{1,5}}\])")
# With attributes, or it is no tag: `$1<p\le 2$ and $q>1$` has none.
_ATTRIBUTE = r"\s+[\w:-]{1,50}\s*=\s*(?:\"[^\"]{0,1000}\"|'[^']{0,1000}'|[^\s\"'<>=]{1,1000})"
_TAG = re.compile(rf"</?(?:p|a|br|div|span|em|strong|b|i)(?:{_ATTRIBUTE}){{0,20}}\s*/?>", re.IGNORECASE)
_ELEMENT = re.compile(rf"</?([a-z][a-z0-9]{{0,20}})(?:{_ATTRIBUTE}|\s+[\w-]{{1,50}}){{0,20}}\s*/?>", re.IGNORECASE)
_INLINE = frozenset("a abbr b cite code em i kbd mark q s small span strong sub sup u var".split())
_SENTENCE = re.compile(r"[.!?](?= [A-Z(]|$)")
_CUT_MARKS = ("…", "...", "[…]", "[...]", "…]", "...]", "[truncated]", "[Content truncated]")
_TIGHT_LEFT = re.compile(r"[,.;:!?)\]%'’/]|-(?![-\s])")
_TIGHT_RIGHT = re.compile(r"(?:^|[^-])-$|[(\[/]$")


def tidy(text: str) -> str:
    """Give the text on one line, with single spaces; a line that ends in a hyphen goes on without one."""
    if "-\n" in text:
        text = _HYPHEN.sub("-", text)
    return _SPACES.sub(" ", CONTROL.sub(" ", text)).strip()


def goes_on(line: str, following: str) -> bool:
    """Say whether a line ends in a hyphen behind which the word goes on in the next."""
    return line.endswith("-") and _HYPHEN.search(f"{line[-2:]}\n{following[:9]}") is not None


def unwrap(text: str) -> str:
    """Give the text of a Markdown link: on one line, without the scraper's line ends and escapes."""
    return _ESCAPE.sub(r"\1", tidy(_WRAP.sub(" ", text)))


def drop_tags(text: str, gap: str = " ") -> str:
    """Give HTML without the tags that stand in and around the sentences of feeds."""
    return _TAG.sub(gap, text)


def read_html(text: str) -> str:
    """Give the words of HTML: without tags, and with the characters that its entities stand for."""
    return unescape(_ELEMENT.sub(lambda tag: "" if tag[1].lower() in _INLINE else " ", text))


def drop_images(text: str) -> str:
    """Give Markdown text without its images."""
    return _IMAGE.sub(" ", text) if "![" in text else text


def strip_links(text: str) -> str:
    """Give Markdown text with every link replaced by its words, and without images."""
    text = drop_images(text)
    return _LINK.sub(r"\1", text) if "](" in text or "][" in text else text


def join_fragments(fragments: list[str]) -> str:
    """Join what a scraper put into paragraphs of their own (a linked keyword in the middle of a sentence)."""
    parts: list[str] = []
    for fragment in fragments:
        before = parts[-1].rpartition(" ")[2] if parts else "("
        # Behind the last slash of an address another word begins.
        tight = _TIGHT_LEFT.match(fragment) or ("://" not in before and _TIGHT_RIGHT.search(before[-2:]))
        parts.append(fragment if tight or not parts else " " + fragment)
    return "".join(parts)


def drop_counts(texts: list[str], share: int = 2) -> list[str]:
    """Take away the numbers of a numbered list, if one of so many has one; of a single text it may be its own."""
    counted = sum(_COUNT.match(text) is not None for text in texts)
    if counted < 2 or counted * share < len(texts):
        return texts
    return [text[found.end() :] if (found := _COUNT.match(text)) else text for text in texts]


def is_cut(text: str) -> bool:
    """Say whether the text ends in a mark that something was cut off."""
    return text.endswith(_CUT_MARKS)


def ends_midway(text: str) -> bool:
    """Say whether a text, the last of its file, ends inside a sentence."""
    last = text.rsplit(" ", 1)[-1]
    return is_cut(text) or not (last[-1:] in ".!?)]}\"'”’。" or "/" in last or "." in last)


def count_sentences(text: str) -> int:
    """Say how many sentences a text seems to have."""
    return len(_SENTENCE.findall(text))
