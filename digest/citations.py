"""Writes citations to take away: BibTeX, RIS, CSL-JSON, Markdown and plain text. What is not known is left out.

Titles and names come from strangers. Each format is escaped by its own rules, and all text is one line without
control and direction characters before that.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
import urllib.parse
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from digest.addresses import address_of
from digest.nouns import Paper, Reference

# What shows nothing, turns text around or is no character: by code point, since categories change with Python.
_NO_TEXT = re.compile(
    "[\\x00-\\x08\\x0e-\\x1b\\x7f-\\x84\\x86-\\x9f\\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
_DATE = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12][0-9]|3[01]))?)?")
_ARXIV = re.compile(r"[0-9]{4}\.[0-9]{4,5}(v[0-9]+)?|[a-z-]+(\.[A-Z]{2})?/[0-9]{7}(v[0-9]+)?")
_DOI = re.compile(r"""10\.[0-9]{4,9}/[^\s"<>\\^`{|}]+""")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_SUFFIXES = {"jr", "sr", "ii", "iii", "iv"}
_ORGANISATION = re.compile(
    r"\b(?:(?i:team|labs?|inc|ltd|llc|corp|university|institute|group|consortium|collaboration|research|foundation"
    r"|community|project|deepmind|contributors|workshop|association|society|committee|initiative|alliance|organi[sz]ation"
    r"|cent(?:er|re)|department|ministry|agency|council|nvidia|openai|google|microsoft|alibaba|tencent|and)|AI)\b|[0-9&:/(]"
)
_FAMILY_FIRST = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")  # kana, Chinese characters, Hangul
_MOST_NAMES = 10

_FILLERS = {"a", "an", "and", "at", "for", "from", "in", "is", "of", "on", "the", "to", "via", "with"}
_UNFOLDED = str.maketrans({"æ": "ae", "ø": "o", "đ": "d", "ł": "l", "œ": "oe"})

# What LaTeX knows in formulas only; all other letters stay as they are, which pdfLaTeX shows where it can.
_SYMBOLS = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "varepsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma",
    "τ": "tau", "υ": "upsilon", "φ": "varphi", "χ": "chi", "ψ": "psi", "ω": "omega", "Γ": "Gamma", "Δ": "Delta",
    "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
    "∞": "infty", "≤": "leq", "≥": "geq", "≠": "neq", "≈": "approx", "→": "rightarrow", "←": "leftarrow",
    "↔": "leftrightarrow", "∈": "in", "∇": "nabla", "∂": "partial", "ℓ": "ell", "≪": "ll", "≫": "gg", "⊤": "top",
}  # fmt: skip
_NAMED = {  # `\{` would do for LaTeX, but BibTeX counts braces without minding the backslash
    "{": "braceleft", "}": "braceright", "\\": "backslash", "^": "asciicircum", "~": "asciitilde", "`": "asciigrave",
    "<": "less", ">": "greater", "|": "bar",
}  # fmt: skip
_LATEX = str.maketrans(
    {sign: f"{{$\\{name}$}}" for sign, name in _SYMBOLS.items()}
    | {sign: f"\\{sign}" for sign in "%&$#_"}
    | {sign: f"{{\\text{name}}}" for sign, name in _NAMED.items()}
    | {"@": "{@}"}  # before a brace some readers take it for the next entry
)
_LIGATURE = re.compile(r"(?<=([-',]))(?=\1)")
# Three Greek letters in a row are a word, and no signs.
_GREEK_WORD = "[\u0370-\u03ff\u1f00-\u1fff]{3,}"
_GREEK = re.compile(f"({_GREEK_WORD})")
_WORD = re.compile(f"((?:{_GREEK_WORD}|[^\\W_{re.escape(''.join(_SYMBOLS))}])+)")
_COMPOUND = re.compile(r"[^\W_]+(?:-[^\W_]+)+")
_WITHIN_SENTENCE = re.compile(r"\b[a-z]+,? ([A-Z][a-z]+)(?= [a-z]|[,.;])")

# Entities where readers of Markdown differ about the backslash; addresses are broken, or some readers link them.
_MARKDOWN = str.maketrans(
    {sign: f"\\{sign}" for sign in "\\`*_{}[]#"} | {sign: f"&#{ord(sign)};" for sign in "&<>|~$@"}
)
_LIST_MARK = re.compile(r"^([0-9]+(?=[.)])|(?=[-+]))")


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write citations: its name for people, how its files end, its media type.

    `compose` writes one citation, `join` makes a file of several.
    """

    name: str
    suffix: str
    media_type: str
    compose: Callable[[_Facts], str]
    join: Callable[[Iterable[bytes]], bytes]

    def cite(self, papers: Iterable[Paper], base_url: str) -> str:
        """Write a file of citations. `base_url` is the site's, empty where nobody knows it."""
        return Citer(base_url).cite(self, map(refer_to, papers)).decode()


@dataclass(frozen=True, slots=True)
class _Name:
    """An author in parts; of an organisation, and of a person whose parts nobody can tell, the family only."""

    family: str
    given: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of a paper, as clean text; `date` is year, month and day, as many as are known."""

    key: str
    title: str
    bibtex_title: str
    names: tuple[_Name, ...]
    date: tuple[str, ...]
    arxiv: str
    doi: str
    url: str
    abstract: str
    note: str


class Citer:
    """Cites the papers of one site, each of them once in each format, however many files it stands in.

    `base_url` is the site's, empty where nobody knows it.
    """

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._facts: dict[str, _Facts] = {}
        self._owners: dict[str, str] = {}
        self._brief: tuple[Paper, _Facts] | None = None
        self._form: Format | None = None
        self._written: dict[str, bytes] = {}

    def cite(self, form: Format, references: Iterable[Reference]) -> bytes:
        """Write a file of citations, in UTF-8. Raise ValueError should two papers have the same key.

        Those of one format are remembered: write all its files before those of the next.
        """
        if form is not self._form:
            self._form, self._written = form, {}
        return form.join([self._cite_once(form, reference) for reference in references])

    def cite_briefly(self, form: Format, paper: Paper) -> str:
        """Cite one paper without its abstract. Ask for all its formats before those of the next."""
        if not self._brief or self._brief[0] is not paper:
            self._brief = paper, replace(_gather(refer_to(paper), self._base_url), abstract="")
        return form.join([_encode(form.compose(self._brief[1]))]).decode()

    def _cite_once(self, form: Format, reference: Reference) -> bytes:
        written = self._written.get(reference.id)
        if written is None:
            written = self._written[reference.id] = _encode(form.compose(self._gather(reference)))
        return written

    def _gather(self, reference: Reference) -> _Facts:
        facts = self._facts.get(reference.id)
        if facts is None:
            facts = self._facts[reference.id] = _gather(reference, self._base_url)
            if self._owners.setdefault(facts.key, reference.id) != reference.id:
                raise ValueError("two papers have the same key: take more digits of the hash")
        return facts


def refer_to(paper: Paper) -> Reference:
    """Give what citations tell of a paper."""
    return Reference(
        paper.id,
        paper.title,
        paper.abstract,
        paper.summary,
        paper.authors,
        paper.date,
        paper.arxiv,
        paper.links,
        paper.withdrawn,
    )


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _gather(reference: Reference, base_url: str) -> _Facts:
    arxiv, doi = _find_arxiv(reference), _find_doi(reference)
    url = f"{base_url}{address_of(reference)}" if base_url else ""
    if doi:
        url = f"https://doi.org/{urllib.parse.quote(doi, safe='/:;.,-_+=~%')}"
    if arxiv:
        url = f"https://arxiv.org/abs/{arxiv}"
    title, abstract = _clean(reference.title) or reference.id, _clean(reference.abstract)
    return _Facts(
        make_key(reference),
        title,
        _protect_capitals(title, abstract),
        _read_names(reference),
        _read_date(reference),
        arxiv,
        doi,
        url,
        "" if reference.summary else abstract,
        f"Withdrawn: {_clean(reference.withdrawn)}" if reference.withdrawn else "",
    )


def _clean(text: str) -> str:
    """Give a text as one line, composed, without what shows nothing; half a character becomes U+FFFD."""
    if text.isascii() and text.isprintable():
        line = " ".join(text.split())
        return text if line == text else line  # of a text of which there are very many, not a second one
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return unicodedata.normalize("NFC", " ".join(_NO_TEXT.sub("", text).split()))


def _find_arxiv(reference: Reference) -> str:
    linked = (link.url.rpartition("/abs/")[2] for link in reference.links if link.kind == "arxiv")
    return next((id for id in (*linked, reference.arxiv) if _ARXIV.fullmatch(id)), "")


def _find_doi(reference: Reference) -> str:
    found = (_DOI.search(_clean(urllib.parse.unquote(link.url))) for link in reference.links if link.kind == "doi")
    return next((match.group() for match in found if match), "")


def _read_date(reference: Reference | Paper) -> tuple[str, ...]:
    match = _DATE.fullmatch(reference.date)
    return tuple(part for part in match.groups() if part) if match else ()


def _read_names(reference: Reference | Paper) -> tuple[_Name, ...]:
    return tuple(_split_name(name) for author in reference.authors if (name := _clean(author).strip(" ,")))


def _split_name(name: str) -> _Name:
    """Split a name that looks like a person's: at its comma, else before the family, which small words may begin."""
    parts = [part.strip() for part in name.split(",")]
    suffix = next((part for part in parts[1:] if _is_suffix(part)), "")
    if suffix:
        parts.remove(suffix)
    words = parts[0].split()
    if is_organisation(name) or len(parts) > 2 or not all(parts):
        return _Name(name)
    if len(parts) == 2:
        return _Name(parts[0], parts[1], suffix)
    if len(words) > 2 and not suffix and _is_suffix(words[-1]):
        suffix = words.pop()
    if (
        len(words) == 1
        or words[0][0].islower()
        or _is_suffix(words[-1])
        or (_FAMILY_FIRST.search(name) and len(words) > 2)
    ):
        return _Name(name)
    if _FAMILY_FIRST.search(name):
        return _Name(*words)
    first = next((at for at, word in enumerate(words[:-1]) if at and word[0].islower()), len(words) - 1)
    return _Name(" ".join(words[first:]), " ".join(words[:first]), suffix)


def is_organisation(name: str) -> bool:
    """Say whether an author looks like no person."""
    return _ORGANISATION.search(name) is not None


def _is_suffix(word: str) -> bool:
    return word.casefold().removesuffix(".") in _SUFFIXES


def make_key(reference: Reference | Paper) -> str:
    """Make the key of a paper: `doe2026galore-1f0c9e52`, or words of its title without name and year.

    A key is made of its own paper alone, so it is the same in every file and whatever other papers there are; hence it
    always ends in eight digits of the hash of the id, which tell apart those with the same words. Its words are the
    id's, so no correction of a title changes it.
    """
    digits = hashlib.sha256(reference.id.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    words = re.sub(r"-[0-9a-f]{10}$", "", reference.id).split("-")
    telling = [word[:20] for word in words if word not in _FILLERS] or words
    names, date = _read_names(reference), _read_date(reference)
    folded = unicodedata.normalize("NFKD", names[0].family.casefold().translate(_UNFOLDED)) if names else ""
    surname = re.sub(r"[^a-z0-9]", "", folded)[:20]
    lead = f"{surname}{date[0]}{telling[0]}" if surname and date else "-".join(telling[:3])
    return f"{lead}-{digits}"


def _write_bibtex(facts: _Facts) -> str:
    fields = {
        "title": facts.bibtex_title,
        "author": " and ".join(_write_name(name) for name in facts.names),
        "year": "".join(facts.date[:1]),
        "month": "".join(_MONTHS[int(month) - 1] for month in facts.date[1:2]),
        "eprint": facts.arxiv,
        "archiveprefix": "arXiv" if facts.arxiv else "",
        "doi": facts.doi,
        "url": facts.url,
        "note": _write_latex(facts.note),
    }
    # Months are words that every style knows, in its own language; addresses and DOIs are read as they stand.
    lines = (f"  {name} = {value if name == 'month' else f'{{{value}}}'}" for name, value in fields.items() if value)
    return f"@misc{{{facts.key},\n" + ",\n".join(lines) + "\n}\n"


def _write_latex(text: str) -> str:
    if text.isascii():
        return _LIGATURE.sub("{}", text.translate(_LATEX))
    pieces = _GREEK.split(text)
    pieces[::2] = [piece.translate(_LATEX) for piece in pieces[::2]]
    return _LIGATURE.sub("{}", "".join(pieces))


def _protect_capitals(title: str, abstract: str) -> str:
    """Brace the words that keep their capitals where a style writes a title small, as DBLP and the ACL Anthology do.

    They are those with a capital inside, single letters, names with digits, those that the abstract never writes small
    and writes with a capital within a sentence: names, and what a hyphen joins to one of these if the abstract writes
    the whole so, as ZeRO-Offload. Braces around all of it would take the choice from styles
    that have one.
    """
    pieces = _WORD.split(title)
    names = _find_names((word for word in pieces[1::2] if not _keeps_capitals(word)), abstract)
    joined = {start for found in _COMPOUND.finditer(title) if found[0] in abstract for start in _find_joined(found)}
    start = 0
    for at, word in enumerate(pieces):
        if at % 2 and (_keeps_capitals(word) or word in names or start in joined):
            pieces[at] = f"{{{word}}}"
        start += len(word)
    pieces[::2] = [_write_latex(piece) for piece in pieces[::2]]
    return "".join(pieces)


def _find_joined(compound: re.Match[str]) -> list[int]:
    """Find where the capitals stand that go with those that one of the parts of a compound keeps."""
    keeps = any(map(_keeps_capitals, compound[0].split("-")))
    return [compound.start() + at for at, sign in enumerate(compound[0]) if sign.isupper()] if keeps else []


def _keeps_capitals(word: str) -> bool:
    """Tell `LoRA`, `T5` and `Q` by themselves."""
    first, rest = word[0], word[1:]
    return rest != rest.lower() or (first.isupper() and word != "A" and not rest.isalpha())


def _find_names(words: Iterable[str], abstract: str) -> set[str]:
    """Find those that the abstract never writes small and writes with a capital within a sentence."""
    words = [word for word in words if word[:1].isupper() and word in abstract]
    names = set(_WITHIN_SENTENCE.findall(abstract)).intersection(words) if words else set()
    if any(name.lower() in abstract for name in names):
        names -= {word.capitalize() for word in re.findall(r"\b[a-z]+", abstract)}
    return names


def _write_name(name: _Name) -> str:
    """Write a name as BibTeX splits it; in braces what it must not split."""
    if not name.given:
        return f"{{{_write_latex(name.family)}}}"
    return ", ".join(_write_latex(part) for part in (name.family, name.suffix, name.given) if part)


def _write_ris(facts: _Facts) -> str:
    lines = [
        ("TY", "UNPB" if facts.arxiv else "GEN"),
        ("ID", facts.key),
        ("TI", facts.title),
        *(("AU", ", ".join(filter(None, (name.family, name.given, name.suffix)))) for name in facts.names),
        ("PY", "".join(facts.date[:1])),
        ("DA", "/".join([*facts.date, "", "", ""][:3]) + "/" if facts.date[1:] else ""),
        ("PB", "arXiv" if facts.arxiv else ""),
        ("AN", f"arXiv:{facts.arxiv}" if facts.arxiv else ""),
        ("DO", facts.doi),
        ("UR", facts.url),
        ("AB", facts.abstract),
        ("N1", facts.note),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines if value) + "ER  - \r\n"


def _describe(facts: _Facts) -> dict[str, Any]:
    """Say the facts in CSL's words: `article` is what stands for itself, in no journal that we would know of."""
    described = {
        "id": facts.key,
        "type": "article",
        "title": facts.title,
        "author": [_describe_name(name) for name in facts.names],
        "issued": {"date-parts": [[int(part) for part in facts.date]]} if facts.date else None,
        "publisher": "arXiv" if facts.arxiv else "",
        "number": f"arXiv:{facts.arxiv}" if facts.arxiv else "",
        "DOI": facts.doi,
        "URL": facts.url,
        "abstract": facts.abstract,
        "note": facts.note,
    }
    return {name: value for name, value in described.items() if value}


def _describe_name(name: _Name) -> dict[str, str]:
    if not name.given:
        return {"literal": name.family}
    parts = {"family": name.family, "given": name.given, "suffix": name.suffix}
    return {part: value for part, value in parts.items() if value}


def _write_markdown(facts: _Facts) -> str:
    title = _write_marked(facts.title)
    linked = f"[{title}]({facts.url})" if facts.url else title
    rest = [_write_marked(text) for text in (_say_names(facts), *_say_rest(facts))]
    return f"- {' '.join(_write_sentences(linked, *rest))}\n"


def _write_marked(text: str) -> str:
    return _LIST_MARK.sub(r"\1\\", text.translate(_MARKDOWN)).replace("://", "&#58;//")


def _write_sentences(*parts: str) -> Iterator[str]:
    for part in filter(None, parts):
        yield part if part[-1] in ".?!" else f"{part}."


def _say_names(facts: _Facts) -> str:
    names = [_say_name(name) for name in facts.names]
    return ", ".join(names[:_MOST_NAMES]) + (" et al." if len(names) > _MOST_NAMES else "")


def _say_name(name: _Name) -> str:
    family_first = _FAMILY_FIRST.search(name.family)
    parts = (name.family, name.given) if family_first else (name.given, name.family, name.suffix)
    return " ".join(filter(None, parts))


def _say_rest(facts: _Facts) -> tuple[str, ...]:
    """Give the sentences that follow names and title: the date, where it is, and what else there is to say."""
    place = f"arXiv:{facts.arxiv}" if facts.arxiv else f"doi:{facts.doi}" if facts.doi else ""
    return ("-".join(facts.date), place, facts.note)


def _write_plain(facts: _Facts) -> str:
    sentences = _write_sentences(_say_names(facts), facts.title, *_say_rest(facts))
    return " ".join([*sentences, facts.url]).strip() + "\n"


def _write_csl(facts: _Facts) -> str:
    """Write an item, a line for each variable; `json.dumps` with `indent` would take its slow way."""
    pairs = (f'  "{name}": {json.dumps(value, ensure_ascii=False)}' for name, value in _describe(facts).items())
    return " {\n" + ",\n".join(pairs) + "\n }"


def _join_csl(items: Iterable[bytes]) -> bytes:
    parts = [*items]
    if not parts:
        return b"[]\n"
    parts[0] = b"[\n" + parts[0]
    parts[-1] += b"\n]\n"
    return b",\n".join(parts)  # once: of all papers it is a hundred megabytes


BIBTEX = Format("BibTeX", ".bib", "application/x-bibtex", _write_bibtex, b"\n".join)
# Line ends as RIS asks for; a preprint's type is UNPB.
RIS = Format("RIS", ".ris", "application/x-research-info-systems", _write_ris, b"\r\n".join)
CSL = Format("CSL-JSON", ".csl.json", "application/vnd.citationstyles.csl+json", _write_csl, _join_csl)
MARKDOWN = Format("Markdown", ".md", "text/markdown", _write_markdown, b"".join)
PLAIN = Format("Plain text", ".txt", "text/plain", _write_plain, b"".join)
FORMATS = (BIBTEX, RIS, CSL, MARKDOWN, PLAIN)
