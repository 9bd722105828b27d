"""Makes what a rule of repair puts in the place of what it found: text, spans, or None where it is not certain."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from digest.nouns import Span
from digest.text.symbols import DOUBLE_STRUCK, GREEK, HATS, RAISED_NAMES, SYMBOLS, put_accent, write_plain

Inner = Callable[[str, bool], list[Span]]  # repairs a part of the text; True: as a formula
Made = list[Span] | str | None
Make = Callable[[re.Match[str], Inner], Made]

FONTS = {
    **dict.fromkeys("textbf mathbf boldsymbol bm bf bfseries".split(), "strong"),
    **dict.fromkeys("textit emph textsl em it itshape sl".split(), "em"),
    **dict.fromkeys("texttt tt path".split(), "code"),
    **dict.fromkeys("text textrm textsc textsf textmd textnormal mathrm mathcal mathsf mathit mathfrak mathtt".split()),
    **dict.fromkeys("mathbb mbox hbox operatorname underline sc rm ensuremath".split()),
    "textsuperscript": "sup",
    "textsubscript": "sub",
}
_LONGEST = 400  # characters that one command may hold; more is no emphasis any more

_ESCAPED = re.compile(r"\\([%&#$_{}])")
_AROUND_SIGN = re.compile(r" ?([×·∈+=<>≤≥-]) ?")
_MARKS = re.compile(r"[\\{}$^_]")
_IN_PATH = re.compile(r"(?<![A-Za-z])[A-Za-z]:\\\S*\Z")  # one of Windows


def _join(spans: list[Span]) -> str:
    return "".join(span.text for span in spans)


def _repair_simple(text: str, inner: Inner) -> str | None:
    """Repair a part that must come out as plain text, without anything raised, linked or left over."""
    spans = inner(text, True)
    joined = _join(spans)
    return None if _MARKS.search(joined) or any(span.kind != "text" for span in spans) else joined


def _dress(spans: list[Span], kind: str | None) -> list[Span]:
    """Give the text among the spans a kind; what is raised, linked or code already stays that."""
    return [Span(kind, span.text) if kind and span.kind == "text" else span for span in spans]


def _write_font(name: str, body: str, inner: Inner) -> Made:
    kind = FONTS[name]
    if len(body) > _LONGEST or not body.strip():
        return None
    if kind == "code":
        code = _ESCAPED.sub(r"\1", body)
        return None if "\\" in code else [Span("code", code)]
    if name == "mathbb":
        return DOUBLE_STRUCK.get(body) or body if body.isalnum() else None
    if kind in ("sup", "sub"):
        simple = _repair_simple(body, inner)
        return None if simple is None else [Span(kind, simple)]
    return _dress(inner(body, name.startswith("math")), kind)


def make_font(match: re.Match[str], inner: Inner) -> Made:
    return _write_font(match[1], match[2], inner)


def make_old_font(match: re.Match[str], inner: Inner) -> Made:
    return _write_font(match[1], match[2].rstrip(), inner)


def make_shifted(kind: str) -> Make:
    def make(match: re.Match[str], inner: Inner) -> Made:
        simple = _repair_simple(next(group for group in match.groups() if group is not None), inner)
        return None if not simple else [Span(kind, _AROUND_SIGN.sub(r"\1", simple))]

    return make


def make_raised_name(match: re.Match[str], _inner: Inner) -> Made:
    lowered = [Span("sub", match[3])] if match[3] else []
    return [Span("sup", RAISED_NAMES[match[1] or match[2]]), *lowered]


def make_formula(match: re.Match[str], inner: Inner) -> Made:
    content = match[1] if match[0].startswith("$") else match[1].strip()
    if content != content.strip() or not (_MARKS.search(content) or _is_bare_formula(match)):
        return None
    if _MONEY.match(content) and "\\" not in content:
        return None
    spans = inner(content, True)
    marks = re.compile(r"[\\$^_]") if r"\{" in content else _MARKS
    joined = _join(spans)
    return None if marks.search(joined) or _PROSE.search(joined) else spans


def _is_bare_formula(match: re.Match[str]) -> bool:
    """Say whether what stands between two dollars is a formula although it has no mark of one: `$k$`, but not `$5`."""
    around = match.string[max(0, match.start() - 1) : match.start()] + match.string[match.end() : match.end() + 1]
    return not any(letter.isalnum() for letter in around) and _FORMULA.fullmatch(match[1].strip()) is not None


_FORMULA = re.compile(
    r"\d[\d.]*(?:[=+*/<>-][\w.]+)*"
    r"|(?!\d|.*[A-Za-z]{4})(?!.*[a-z]{2} [a-z]{2})[\w(|=+<>-](?:[\w=+*/(),.<>|' -]{0,60}[\w)|'+])?"
)
_MONEY = re.compile(r"\d[\d.,]*[kMB]? ")
_PROSE = re.compile(r"[a-z]{3,} [a-z]{2,} [a-z]{2,}")


def make_symbol(match: re.Match[str], _inner: Inner) -> Made:
    before = match.string[max(0, match.start() - _LONGEST) : match.start()]
    if _IN_PATH.search(before):
        return None
    made = SYMBOLS.get(match[1])
    return f" {made}" if made == match[1] and before[-1:].isalnum() else made  # `n\log n`


def make_accent(match: re.Match[str], _inner: Inner) -> Made:
    accent, letter = filter(None, match.groups())
    return put_accent(accent, letter.removeprefix("\\"))


def make_hat(match: re.Match[str], inner: Inner) -> Made:
    letter = _repair_simple(match[2] or match[3] or match[4], inner)
    return unicodedata.normalize("NFC", letter + HATS[match[1]]) if letter and len(letter) == 1 else None


def make_fraction(match: re.Match[str], inner: Inner) -> Made:
    parts = [_repair_simple(part, inner) for part in match.groups()]
    if not all(parts):
        return None
    return "/".join(part if part and part.isalnum() else f"({part})" for part in parts)


def make_root(match: re.Match[str], inner: Inner) -> Made:
    simple = _repair_simple(match[1], inner)
    return f"√{simple}" if simple and simple.isalnum() else f"√({simple})" if simple else None


def make_braced(match: re.Match[str], inner: Inner) -> Made:
    spans = inner(match[1], False)
    return None if "\\" in _join(spans) else spans


def make_address(match: re.Match[str], inner: Inner) -> Made:
    spans = inner(match[1], False)
    return spans if len(spans) == 1 else None


def make_named_link(words: int, address: int) -> Make:
    def make(match: re.Match[str], inner: Inner) -> Made:
        spans, shown = inner(match[address], False), "".join(map(write_plain, inner(match[words], False)))
        if len(spans) != 1:
            return None
        # Words that look like an address might name another one than they lead to.
        if spans[0].kind != "link" or not shown.strip() or re.search(r"\w\.\w|/", shown):
            return spans
        return [Span("link", shown, spans[0].url)]

    return make


def wrap_in(before: str, after: str) -> Make:
    def make(match: re.Match[str], inner: Inner) -> Made:
        return [Span("text", before), *inner(match[1], False), Span("text", after)]

    return make


_CLOSED_LATER = re.compile(r"[^`']{1,60}'(?!\w)")


def make_single_quotes(match: re.Match[str], inner: Inner) -> Made:
    # After an s it may be the apostrophe of a plural, if another closing quote follows.
    plural = match[1].endswith("s") and _CLOSED_LATER.match(match.string, match.end())
    if plural or " '" in match[1]:
        return None
    return [Span("text", "‘"), *inner(match[1], False), Span("text", "’")]


def make_straight_quotes(match: re.Match[str], inner: Inner) -> Made:
    return [Span("text", match[1]), *inner(match[2], False), Span("text", match[1])]


def dress_as(kind: str) -> Make:
    return lambda match, inner: _dress(inner(match[1], False), kind)


def put_text(text: str) -> Make:
    return lambda _match, _inner: text


def make_lost_greek(match: re.Match[str], inner: Inner) -> Made:
    lowered = match[2] or match[3]
    simple = _repair_simple(lowered, inner) if lowered else ""
    if simple is None:
        return None
    return [Span("text", GREEK[match[1]]), *([Span("sub", simple)] if simple else [])]


def make_lost_left(match: re.Match[str], inner: Inner) -> Made:
    spans = inner(match[1], True)
    return None if _MARKS.search(_join(spans)) else [Span("text", "("), *spans, Span("text", ")")]


def make_lost_plus_minus(match: re.Match[str], _inner: Inner) -> Made:
    # 8pm10 may be a time of day, 8.81pm0.10 is none.
    around = match.string[max(0, match.start() - 6) : match.end() + 6]
    return "±" if re.search(r"\d\.\d+pm\d|\dpm\d+\.\d", around) else None
