"""Tells lines of authors' names from titles and text."""

from __future__ import annotations

import re

_LABEL = re.compile(r"[*_>\s]*(?:Authors?\s*:|By\s)[*_\s]*", re.IGNORECASE)
_AND = re.compile(r"\s*[;,]\s*(?:and\s+|&\s*)?|\s+(?:and|&)\s+|\s*·\s*")
_MARKS = re.compile(r"[\d*†‡§¶∗⋆]+$|^[*_]+|[*_]+$")
_PARTICLE = r"(?:van|von|de|der|den|del|della|di|da|dos|du|la|le|al|el|bin|ibn|ben|ter|ten|zu|y)"
_NAME = re.compile(rf"(?:{_PARTICLE}\s+)*[^\W\d_a-z][\w.'’-]*(?:\s+(?:{_PARTICLE}|[^\W\d_a-z][\w.'’-]*)){{1,4}}")
# Names of institutions look like those of people; where one stands in a line, nobody says that it is of authors.
_INSTITUTION = re.compile(
    r"\b(?:Universit\w*|Institut\w*|College|School|Academy|Laborator\w*|Labs?|Research|Group|Team|Inc|Corporation|"
    r"Google|Microsoft|NVIDIA|Meta|OpenAI|DeepMind|Alibaba|Tencent|Hugging Face)\b"
)
_MOST = 4000  # characters of a line of names


def read_names(text: str) -> tuple[str, ...]:
    """Give the names that a line is made of, or nothing; of a single name it must say that it is the author's."""
    if len(text) > _MOST:
        return ()
    text = " ".join(text.split())
    label = _LABEL.match(text)
    if not label and _INSTITUTION.search(text):
        return ()
    listed = text[label.end() :] if label else text
    names = [_MARKS.sub("", name.strip()).strip() for name in _AND.split(listed.strip("*_ "))]
    names = [name for name in names if name and name.lower() not in ("et al", "et al.")]
    fits = all(len(name) <= 60 and _NAME.fullmatch(name) for name in names)
    return tuple(names) if fits and len(names) > (0 if label else 1) else ()
