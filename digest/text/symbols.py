"""What LaTeX's names stand for in Unicode: symbols, accents, letters of sets, and raised and lowered characters."""

from __future__ import annotations

import unicodedata

from digest.nouns import Span

GREEK = dict(
    zip(
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi "
        "psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega varepsilon vartheta varphi varrho "
        "ell".split(),
        "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩεϑφϱℓ",
        strict=True,
    )
)
RELATIONS = {
    "approx": "≈", "equiv": "≡", "ge": "≥", "geq": "≥", "geqslant": "≥", "gg": "≫", "in": "∈", "le": "≤", "leq": "≤",
    "leqslant": "≤", "ll": "≪", "ne": "≠", "neq": "≠", "notin": "∉", "propto": "∝", "sim": "~", "simeq": "≃",
    "subset": "⊂", "subseteq": "⊆", "to": "→",
}  # fmt: skip
SYMBOLS = {
    **GREEK, **RELATIONS,
    "AA": "Å", "AE": "Æ", "L": "Ł", "LaTeX": "LaTeX", "Leftrightarrow": "⇔", "O": "Ø", "OE": "Œ", "Rightarrow": "⇒",
    "S": "§", "TeX": "TeX", "aa": "å", "ae": "æ", "ast": "*", "bullet": "•", "cap": "∩", "cdot": "·", "cdots": "⋯",
    "checkmark": "✓", "circ": "∘", "copyright": "©", "cup": "∪", "dag": "†", "dagger": "†", "ddagger": "‡",
    "degree": "°", "div": "÷", "dots": "…", "downarrow": "↓", "emptyset": "∅", "exists": "∃", "exp": "exp",
    "forall": "∀", "gets": "←", "i": "ı", "infty": "∞", "int": "∫", "j": "ȷ", "l": "ł", "langle": "⟨", "ldots": "…",
    "leftarrow": "←", "leftrightarrow": "↔", "log": "log", "ln": "ln", "mapsto": "↦", "max": "max", "mid": "|",
    "min": "min", "mp": "∓", "nabla": "∇", "o": "ø", "odot": "⊙", "oe": "œ", "oplus": "⊕", "otimes": "⊗",
    "partial": "∂", "perp": "⊥", "pm": "±", "prime": "′", "prod": "∏", "quad": " ", "qquad": " ", "rangle": "⟩",
    "rightarrow": "→", "sin": "sin", "cos": "cos", "ss": "ß", "star": "⋆", "sum": "∑", "tanh": "tanh",
    "textasciitilde": "~", "textasciicircum": "^", "textbackslash": "\\", "textendash": "–", "textemdash": "—",
    "textquotesingle": "'", "textregistered": "®", "texttrademark": "™", "textunderscore": "_", "times": "×",
    "top": "⊤", "uparrow": "↑", "varnothing": "∅", "vee": "∨", "wedge": "∧",
}  # fmt: skip
ABBREVIATIONS = {"cf": "cf.", "eg": "e.g.", "etal": "et al.", "etc": "etc.", "ie": "i.e.", "vs": "vs.", "wrt": "w.r.t."}
HATS = {
    "bar": "\u0304", "overline": "\u0304", "ddot": "\u0308", "dot": "\u0307", "hat": "\u0302", "widehat": "\u0302",
    "tilde": "\u0303", "widetilde": "\u0303", "vec": "\u20d7",
}  # fmt: skip
DOUBLE_STRUCK = dict(zip("CEHNPQRZ", "ℂ𝔼ℍℕℙℚℝℤ", strict=True))
RAISED_NAMES = {"circ": "∘", "dagger": "†", "prime": "′", "star": "⋆", "top": "⊤"}

_ACCENTS = {
    "'": "\u0301", '"': "\u0308", "`": "\u0300", "^": "\u0302", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    "H": "\u030b", "c": "\u0327", "d": "\u0323", "k": "\u0328", "r": "\u030a", "u": "\u0306", "v": "\u030c",
}  # fmt: skip
_RAISED = dict(
    zip(
        "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ",
        strict=True,
    )
)
_LOWERED = dict(zip("0123456789+-−=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True))


def put_accent(accent: str, letter: str) -> str | None:
    """Put one of LaTeX's accents on a letter, or give nothing where Unicode has no such letter."""
    composed = unicodedata.normalize("NFC", letter + _ACCENTS[accent])
    return composed if len(composed) == 1 else None


def write_plain(span: Span) -> str:
    """Write a span without markup: raised and lowered characters of Unicode where it has all, else `^x` and `_x`."""
    if span.kind == "sup":
        return _write_shifted(span.text, _RAISED, "^")
    return _write_shifted(span.text, _LOWERED, "_") if span.kind == "sub" else span.text


def _write_shifted(text: str, table: dict[str, str], mark: str) -> str:
    if all(letter in table for letter in text):
        return "".join(table[letter] for letter in text)
    return f"{mark}{text}" if len(text) == 1 else f"{mark}({text})"
