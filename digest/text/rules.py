"""The rules of text repair, as one table. A rule that is not certain of what it found leaves it as it is.

Each rule begins at a sign or a word of its own, looks only so far ahead, and says in an example what it does. Of the
rules that begin alike, the first that fits is taken.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from digest.nouns import Span
from digest.text.makes import (
    FONTS,
    Make,
    dress_as,
    make_accent,
    make_address,
    make_braced,
    make_font,
    make_formula,
    make_fraction,
    make_hat,
    make_lost_greek,
    make_lost_left,
    make_lost_plus_minus,
    make_named_link,
    make_old_font,
    make_raised_name,
    make_root,
    make_shifted,
    make_single_quotes,
    make_straight_quotes,
    make_symbol,
    put_text,
    wrap_in,
)
from digest.text.symbols import ABBREVIATIONS, GREEK, HATS, RAISED_NAMES, RELATIONS, put_accent


@dataclass(frozen=True, slots=True)
class Rule:
    """What begins with one of `starts` and fits `pattern` becomes what `make` says; None: it stays."""

    name: str
    starts: tuple[str, ...]
    pattern: re.Pattern[str]
    make: Make
    before: str
    after: str
    math: bool = False  # only inside a formula


_LOST_FONTS = "mathcal mathbb mathbf mathrm mathsf textbf textit texttt textsc emph operatorname".split()
_ANY_FONT = "|".join(sorted(FONTS, key=lambda name: -len(name)))
_ENTITY = (
    "(?:amp|lt|gt|quot|apos|nbsp|[mn]dash|hellip|[lr][sd]quo|times|#3[49]|#x2[27]|#82(?:1[1-7]|2[01]|30)|"
    "#x20(?:1[1-9d]|26))"
)
_ACCENT = r"\\['\"`^~](?:\{\\?[A-Za-z]\}|\\?[A-Za-z])"

# What stands in braces, with one more pair of braces inside at most. Possessive: what was read is not read again.
_BODY = r"((?:[^{}]++|\{[^{}]*+\})*+)"
_ARGUMENT = rf"\{{{_BODY}\}}"
_RAISED = "|".join(RAISED_NAMES)


def _rule(
    name: str, starts: str | tuple[str, ...], pattern: str, make: Make, before: str, after: str, *, math: bool = False
) -> Rule:
    starts = (starts,) if isinstance(starts, str) else starts
    return Rule(name, starts, re.compile(pattern), make, before, after, math)


_NAMES = "|".join(sorted(GREEK, key=lambda name: -len(name)))
_LOST_NAMES = tuple(name if len(name) > 3 else name + mark for name in GREEK for mark in "_^" if name[:3] != "var")

_PUNCTUATION = ("2013", "2014", "2018", "2019", "201c", "201d")  # dashes and quotes, as `\x2013` writes them
_SENTENCES = (
    "The",
    "We",
    "This",
    "These",
    "In",
    "Our",
    "It",
    "To",
    "However",
    "Moreover",
    "Theoretical",
    "Experiments",
)

RULES: tuple[Rule, ...] = (
    # Addresses in wrappings; a bare one is found by `links`.
    _rule("url", "\\", r"\\url\{\s*([^\s{}]++)\s*\}", make_address, r"\url{https://a.org/b_c}", "https://a.org/b_c"),
    _rule(
        "href", "\\", rf"\\href\{{\s*([^\s{{}}]++)\s*\}}\s?{_ARGUMENT}", make_named_link(2, 1),
        r"see \href{https://a.org/b}{our page}.", "see our page.",
    ),
    _rule("braced address", "{", r"\{\s*(https?://[^\s{}]++)\s*\}", make_address, "{https://a.org/b}", "https://a.org/b"),
    _rule("angled address", "<", r"<(https?://[^\s<>]++)>", make_address, "<https://a.org/b>", "https://a.org/b"),
    _rule(
        "Markdown link", "[", r"\[([^\[\]\n]{1,200})\]\((https?://[^\s()]++)\)", make_named_link(1, 2),
        "see [our page](https://a.org/b).", "see our page.",
    ),
    _rule(
        "this https URL", "this http", r"this https? URL:?\s{1,2}(?:\((https?://[^\s()]++)\)|(?=https?://))",
        lambda match, inner: inner(match[1], False) if match[1] else "",
        "Code: this https URL https://a.org/b.", "Code: https://a.org/b.",
    ),
    # Signs and letters.
    _rule(
        "escaped quotes", "\\", r"(?<![\w\\])\\(['\"])(?=[^\s\\])([^\\]{1,80}+)\\\1(?![A-Za-z])", make_straight_quotes,
        r"a \"small\" step", 'a "small" step',
    ),
    _rule(
        "escaped apostrophe", "\\", r"(?<=[A-Za-z])\\'(?=(?:s|t|re|ve|ll|d|m)(?![A-Za-z]))", put_text("'"),
        r"an object\'s place", "an object's place",
    ),
    _rule(
        "accent", "\\", r"(?<!\\)\\(['\"`^~])(?:\{(\\?[A-Za-z])\}|(\\[ij](?![A-Za-z])|[A-Za-z]))", make_accent,
        r"Fr\'echet, na\"{\i}ve", "Fréchet, naïve",
    ),
    _rule(
        "accent by name", "\\", r"\\([.=Hcdkruv])\{([A-Za-z])\}|(?<=[A-Za-z])\\([cv]) ([A-Za-z])", make_accent,
        r"Erd\H{o}s, Fran\c cois", "Erdős, François",
    ),
    _rule(
        "escaped sign", "\\", r"(?<!\\)\\([%&#$_{}*])", lambda match, _: match[1],
        r"up to 50\% \& more", "up to 50% & more",
    ),
    _rule("thin space", "\\", r"(?<=\w)\\,(?=\w)", put_text(" "), r"10\,000 steps", "10 000 steps"),
    _rule("explicit space", "\\", r"(?<=[\w.,)])\\ (?=\w)", put_text(" "), "i.e.\\ this", "i.e. this"),
    _rule("space in a formula", "\\", r"\\[,;: ]", put_text(" "), r"$a\;b$", "a b", math=True),
    _rule("no space", "\\", r"(?<=[A-Za-z])\\[-/](?=[A-Za-z])", put_text(""), r"hy\-phen", "hyphen"),
    _rule("no space in a formula", "\\", r"\\!", put_text(""), r"$a\!b$", "ab", math=True),
    _rule(
        "line break", "\\", r"(?<=\s)\\\\(?:\s|$)|(?<![\s\\])\\\\(?=\s|$)", put_text(""),
        "one \\\\ two", "one two",
    ),
    _rule(
        "abbreviation", "\\", rf"\\({'|'.join(ABBREVIATIONS)})(?![A-Za-z])(?:\{{\}})?\.?",
        lambda match, _: ABBREVIATIONS[match[1]], r"order, \ie, gradient", "order, i.e., gradient",
    ),
    _rule(
        "delimiter", "\\", r"\\(?:left|right|[bB]ig[lr]?)\s?(?:([()\[\]|])|\.)", lambda match, _: match[1] or "",
        r"$O\left(n\right)$", "O(n)",
    ),
    _rule("font", "\\", rf"\\({_ANY_FONT})(?![A-Za-z])\s?{_ARGUMENT}", make_font, r"\textbf{MoLA} is", "MoLA is"),
    _rule(
        "font of a letter", "\\", r"\\(mathbb|mathcal|mathbf|mathrm|bm) ([A-Za-z])(?![A-Za-z])", make_font,
        r"\mathbb E over x", "𝔼 over x",
    ),
    _rule(
        "hat", "\\", rf"\\({'|'.join(HATS)})(?: ?\{{(\\?[A-Za-z]++)\}}| ([A-Za-z])(?![A-Za-z])| ?(\\[A-Za-z]++))",
        make_hat, r"\tilde{O}(n), \hat\theta", "Õ(n), θ̂",
    ),
    _rule("fraction", "\\", rf"\\[dt]?frac{_ARGUMENT}{_ARGUMENT}", make_fraction, r"\frac{1}{n+1}", "1/(n+1)"),
    _rule("root", "\\", rf"\\sqrt{_ARGUMENT}", make_root, r"O(\sqrt{n})", "O(√n)"),
    _rule(  # the space ends the command, and no word
        "letter", "\\", r"\\(ss|AA|aa|AE|ae|OE|oe|O|o|L|l) (?=[a-z])", make_symbol,
        r"Polyak-\L ojasiewicz", "Polyak-Łojasiewicz",
    ),
    _rule("symbol", "\\", r"(?<![:\\])\\([A-Za-z]++)(?:\{\})?", make_symbol, r"PixArt-\Sigma", "PixArt-Σ"),
    _rule(
        "old font", "{", rf"\{{\s?\\({_ANY_FONT})(?![A-Za-z])\s*{_BODY}\}}", make_old_font,
        r"solve {\em deterministic} ones", "solve deterministic ones",
    ),
    _rule(
        "braced command", "{", rf"\{{(\\[A-Za-z]++|{_ACCENT})\s?\}}", make_braced, r"B/({\eta}{\lambda}D)", "B/(ηλD)",
    ),
    # Formulas.
    _rule("degree in a formula", "$", r"(?<=\d)\$\^(?:\{\\circ\}|\\circ)\$", put_text("°"), r"360$^{\circ}$", "360°"),
    _rule(
        "formula", "$", r"(?<![\\$])\$\$?([^$\n]{1,200}+)\$\$?(?!\$)", make_formula,
        r"of $\ell_2$ and $n^{1.5}d$", "of ℓ₂ and n^(1.5)d",
    ),
    _rule("braced sign in a formula", "{", r"\{([,.])\}", lambda match, _: match[1], "$1{,}000$", "1,000", math=True),
    _rule(
        "formula in brackets", "\\", r"\\\(((?:[^\\\n]|\\[^()\n]){1,200}+)\\\)", make_formula,
        r"of \(x_i \leq 3\)", "of xᵢ ≤ 3",
    ),
    _rule("degree", "^", r"(?<=\d)\^(?:\{\\?circ\}|\\?circ(?![A-Za-z]))", put_text("°"), "in 360^circ", "in 360°"),
    _rule(
        "raised name", "^",
        rf"\^(?:\{{\\?({_RAISED})\}}|\\?({_RAISED})(?![A-Za-z]))(?:_([a-z0-9])(?![A-Za-z0-9_]))?", make_raised_name,
        "V^top_p", "V^⊤ₚ",
    ),
    _rule(
        "raised", "^", r"(?<=[\w)\]|}])\^(?:\{([^{}]{1,40}+)\}|(-?\d++(?![\w.])|-?\d++(?=\.(?!\d))|\d(?=[A-Za-z])"
        r"|[A-Za-z*⊤′†∘⋆](?![\w^])))", make_shifted("sup"),
        "S^{2}FT at 10^{19}, O(L^2)", "S²FT at 10¹⁹, O(L²)",
    ),
    _rule(
        "raised in a formula", "^", r"\^(?:\{([^{}]{1,40}+)\}|([\w*+]|\\[A-Za-z]++))", make_shifted("sup"), "$^2$", "²",
        math=True,
    ),
    _rule(
        "lowered", "_", r"(?<=[\w)\]|])(?<!_)_(?:\{([^{}]{1,40}+)\}|(\\[A-Za-z]++))", make_shifted("sub"),
        "x_{i+1}", "xᵢ₊₁",
    ),
    _rule(
        "lowered number", "_", r"(?<=(?<![\w./\\-])[A-Za-z])_(\d{1,2}+)(?![\w/@]|\.\w)", make_shifted("sub"),
        "the L_2 distance", "the L₂ distance",
    ),
    _rule(
        "lowered letter", "_", r"(?<=(?<![\w./\\-])[A-Z])_([a-z])(?![\w/(@]|\.\w)", make_shifted("sub"),
        "weights W_p", "weights Wₚ",
    ),
    _rule(
        "lowered in a formula", "_", r"_(?:\{([^{}]{1,40}+)\}|([A-Za-z0-9]|\\[A-Za-z]++))", make_shifted("sub"),
        "$x_i$", "xᵢ", math=True,
    ),
    _rule("raised in HTML", "<", r"<sup>([^<>\s]{1,12})</sup>", make_shifted("sup"), "CO<sup>2</sup>", "CO²"),
    _rule("lowered in HTML", "<", r"<sub>([^<>\s]{1,12})</sub>", make_shifted("sub"), "CO<sub>2</sub>", "CO₂"),
    _rule(
        "entity", "&", rf"&(?:amp;(?={_ENTITY};))*+({_ENTITY});", lambda match, _: html.unescape(f"&{match[1]};"),
        "R&amp;D &lt;5", "R&D <5",
    ),
    # Quotes, emphasis and ties.
    _rule(
        "double quotes", "`", r"(?<!`)``(?!`)((?:[^`']|'(?!')|`(?!`)){1,300}+)''", wrap_in("“", "”"),
        "``capacity density'' is", "“capacity density” is",
    ),
    _rule("mixed quotes", "`", r"(?<!`)``(?!`)([^`\"]{1,200}+)\"", wrap_in("“", "”"), '``anchor" set', "“anchor” set"),
    _rule(
        "single quotes", "`", r"(?<![\w`\\])`(?=[^\s`'])((?:[^`']|'(?=\w)){1,120}+)'(?!['\w])", make_single_quotes,
        "the `teacher' network", "the ‘teacher’ network",
    ),
    _rule(
        "code", "`", r"(?<![\w`\\])`(?!\s)([^`\n]{1,80}+)`(?<!\s`)(?![\w`])", lambda match, _: [Span("code", match[1])],
        "call `f(x)`", "call f(x)",
    ),
    _rule(
        "strong", "*", r"(?<![\w*\\/)])\*\*(?=[^\s*])((?:[^*\n]|\*(?!\*)){1,200}+)(?<!\s)\*\*(?![\w*])",
        dress_as("strong"), "build **reWordBench**, a", "build reWordBench, a",
    ),
    _rule(
        "emphasis", "*", r"(?<![\w*\\/)])\*(?=[A-Za-z])([^*\n]{1,100}+)(?<![\s(,])\*(?![\w*])", dress_as("em"),
        "are *not* equal", "are not equal",
    ),
    _rule(
        "tie", "~", r"(?<=[A-Za-z).,][A-Za-z).,0-9])~(?=[(\[`“‘]|--|[A-Za-z]{2,}+(?![\w/@~]))|~(?=\\%)"
        r"|(?<=[a-z]\.)~(?=[A-Za-z])|~(?=\d)(?:(?<=\bFig\.~)|(?<=\bEq\.~)|(?<=\bSec\.~)|(?<=\bal\.~))",
        put_text(" "), "Method~(ABC) and art~ISR", "Method (ABC) and art ISR",
    ),
    _rule(
        "tie to a number", "~", r"~(?=\d)(?:(?<=\bTable~)|(?<=\bFigure~)|(?<=\bSection~)|(?<=\bTheorem~))",
        put_text(" "), "in Table~3", "in Table 3",
    ),
    _rule(
        "lost space", tuple(f".{word} " for word in _SENTENCES),
        rf"(?<=[a-z]{{3}}|[A-Z]Ms)\.(?=(?:{'|'.join(_SENTENCES)}) )",
        put_text(". "), "of large LLMs.The answer", "of large LLMs. The answer",
    ),
    # Lost backslashes: only where no English stands.
    _rule(
        "lost times", "times", r"(?<=\d)times(?:(?![A-Za-z])|(?=x\b))", put_text("×"),
        "1.53times faster, 2times2", "1.53× faster, 2×2",
    ),
    _rule(
        "lost times in a formula", "times", r"(?<=[A-Za-z])times ?(?=[A-Za-z0-9](?![A-Za-z]))", put_text("×"),
        "$R^{mtimes n}$", "R^(m×n)", math=True,
    ),
    _rule(
        "lost escape", tuple(f"x{code}" for code in _PUNCTUATION),
        rf"(?<=[a-z)\]])x({'|'.join(_PUNCTUATION)})(?=[A-Za-z])", lambda match, _: chr(int(match[1], 16)),
        "from scratchx2013even with (7B)x2014a model", "from scratch–even with (7B)—a model",
    ),
    _rule("lost plus-minus", "pm", r"(?<=\d)pm(?=\d)", make_lost_plus_minus, "8.81pm0.10", "8.81±0.10"),
    _rule(
        "lost sim", "sim", r"(?<![\w-])sim ?(?=\d++(?:\.\d++)?(?:[BMKTx]\b|\\?%|times|×))", put_text("~"),
        "and sim 15% less", "and ~15% less",
    ),
    _rule(
        "lost font", tuple(f"{name}{{" for name in _LOST_FONTS),
        rf"(?<![A-Za-z\\])({'|'.join(_LOST_FONTS)}){_ARGUMENT}", make_font, "mathcal{O}(n)", "O(n)",
    ),
    _rule(
        "lost Greek", _LOST_NAMES,
        rf"(?<![\w\\.-])(?<!\w\w/)({_NAMES})"
        r"(?:_(\d{1,2}|[A-Za-z])(?![\w/]|\.\d)|_\{([^{}]{1,20})\}|(?=\^(?:[\d{*]|star\b)))",
        make_lost_greek, "ell_2 and 1/epsilon^4", "ℓ₂ and 1/ε⁴",
    ),
    _rule(
        "lost relation", _LOST_NAMES, rf"(?<![\w\\])({_NAMES})(gg|ll|geq|leq|neq|approx|sim)(?=\d)",
        lambda match, _: GREEK[match[1]] + RELATIONS[match[2]], "(alphagg1)", "(α≫1)",
    ),
    _rule("lost Omega", "|Omega|", r"\|Omega\|", put_text("|Ω|"), "O(|Omega| k)", "O(|Ω| k)"),
    _rule("lost Delta", "Delta", r"(?<!\w)Delta(?=\d++(?:\.\d++)?\\?%)", put_text("Δ"), "(Delta11%)", "(Δ11%)"),
    _rule("lost infty", "infty", r"(?<![A-Za-z_\\])infty(?![A-Za-z_])", put_text("∞"), "Adapt-infty", "Adapt-∞"),
    _rule(
        "lost arrow", "rightarrow",
        r"(?<=[a-z])(?<!long)(?<!left)(?<!hook)(?<!\bx)rightarrow(?!tail|s?\b)(?=[A-Za-z])|(?<=\d )rightarrow(?= \d)",
        put_text("→"), "(EnglishrightarrowGerman), 0.5 rightarrow 0.6", "(English→German), 0.5 → 0.6",
    ),
    _rule(
        "lost brackets", "left(", r"(?<=(?<![A-Za-z])[A-Z])left\(((?:[^()\\]|(?<!right)\([^()]{1,40}\)){1,80}?)right\)",
        make_lost_left, "Oleft(n^{1.5}dright)", "O(n^(1.5)d)",
    ),
    _rule(
        "lost in", "in R^{", r"(?<=(?<![A-Za-z])[A-Z])in (?=R\^\{[A-Za-z0-9]times ?[A-Za-z0-9]\})", put_text(" ∈ "),
        "Uin R^{mtimes k}", "U ∈ R^(m×k)",
    ),
    _rule(
        "lost tilde", "widetilde ", r"(?<![\w\\])widetilde ([A-Z])(?=\()", lambda match, _: put_accent("~", match[1]),
        "widetilde O(n)", "Õ(n)",
    ),
)  # fmt: skip
