"""Titles and abstracts are repaired where it is certain, and nowhere else."""

from __future__ import annotations

import re
from typing import Any

import pytest

from digest.nouns import HostRules, Span
from digest.text import repair
from digest.text.repair import repair_text, write_all
from digest.text.rules import RULES, Rule
from digest.text.symbols import write_plain

KINDS = {"text", "sup", "sub", "em", "strong", "code", "link"}

# fmt: off
REPAIRED = [
    # signs, letters and spaces
    (r"less than 3\% more", "less than 3% more"),
    (r"40\%-60\%", "40%-60%"),
    (r"only 13~\% percent", "only 13 % percent"),
    (r"knowledge \& reasoning", "knowledge & reasoning"),
    (r"\$5 \#1 a\_b", "$5 #1 a_b"),
    (r"T\"ULU 3", "TÜLU 3"),
    (r"na\"ively", "naïvely"),
    (r"Rozi\`ere et al.", "Rozière et al."),
    (r"Fran\c{c}ois and Fran\c cois", "François and François"),
    (r"\v{S}ar, Erd\H{o}s, {\'e}t{\'e}, {\"o}", "Šar, Erdős, été, ö"),
    (r"Ji\v{r}\'{\i}, na{\"\i}ve", "Jiří, naïve"),
    (r"\O stergaard, Stra{\ss}e, \aa", "Østergaard, Straße, å"),
    ("and sim8B tokens, by sim3x", "and ~8B tokens, by ~3x"),
    ("pi^* and theta^star", "π^* and θ^⋆"),
    (r"an object\'s potential, don\'t", "an object's potential, don't"),
    (r"the \"best\" one, \'so\'", "the \"best\" one, 'so'"),
    (r"first \\ second", "first second"),
    (r"10\,000 tokens", "10 000 tokens"),
    ("Prompting~(DAM-VP) and art~ISR", "Prompting (DAM-VP) and art ISR"),
    ("reach~`Best of Both'", "reach ‘Best of Both’"),
    ("reconstruction~-- that", "reconstruction -- that"),
    ("in Table~3, Fig.~4 and Eq.~(5)", "in Table 3, Fig. 4 and Eq. (5)"),
    ("R&amp;D, 3 &lt; 5, &amp;amp;", "R&D, 3 < 5, &"),
    # commands
    (r"order, \ie, gradient; \eg. this; Li \etal. say", "order, i.e., gradient; e.g. this; Li et al. say"),
    (r"PixArt-\Sigma's, PixArt-\alpha, offering", "PixArt-Σ's, PixArt-α, offering"),
    (r"B/({\eta}{\lambda}D)", "B/(ηλD)"),
    (r"\textbf{MoE (MoLA)} and \emph{so}", "MoE (MoLA) and so"),
    (r"{\em deterministic} and {\bf bold {\em both}}", "deterministic and bold both"),
    (r"\textit{\textbf{bold}} \texttt{snake\_case}", "bold snake_case"),
    (r"\tilde{O}(n), \bar x, \mathbb E", "Õ(n), x̄, 𝔼"),
    (r"of n\log n steps", "of n log n steps"),
    (r"\infty-norm, 3\times, 5\pm1, \leq 4", "∞-norm, 3×, 5±1, ≤ 4"),
    # formulas
    (r"in 360$^{\circ}$ and 360^circ and 90$^\circ$C", "in 360° and 360° and 90°C"),
    (r"S$^2$FT, CO$_2$, 10$^{-3}$", "S²FT, CO₂, 10⁻³"),
    (r"$k$-NN, $\alpha$-fair, $n=3$, $O(n \log n)$", "k-NN, α-fair, n=3, O(n log n)"),
    (r"$\sim$15\%, 3$\times$3, $\Delta$11", "~15%, 3×3, Δ11"),
    (r"$x_i \leq \frac{1}{n}$ \(a\)", "xᵢ ≤ 1/n a"),
    (r"$\mathbb{R}^{m \times n}$ $\ell_\infty$ $p_{\theta}(x)$", "ℝ^(m×n) ℓ_∞ p_θ(x)"),
    (r"$\{1, 2\}$ $O\left(n\right)$ $1{,}000$", "{1, 2} O(n) 1,000"),
    ("10^{19} to 10^23 FLOPs, 10^-5", "10¹⁹ to 10²³ FLOPs, 10⁻⁵"),
    ("S^{2}FT, E^2VPT, GlobalCom^2, C^2", "S²FT, E²VPT, GlobalCom², C²"),
    ("TST^R: and O(L^2)", "TSTᴿ: and O(L²)"),
    ("x^{a,b} and f^*", "x^(a,b) and f^*"),
    ("x_{i+1}, the L_2 distance, l_1-norm, W_p", "xᵢ₊₁, the L₂ distance, l₁-norm, Wₚ"),
    ("T_c", "T_c"),
    ("CO<sub>2</sub> x<sup>2</sup>", "CO₂ x²"),
    # quotes and emphasis
    ("``capacity density'' and ``don't''", "“capacity density” and “don't”"),
    ("``reprogrammed\" to a ``anchor\" set", "“reprogrammed” to a “anchor” set"),
    ("``an `inner' one''", "“an ‘inner’ one”"),
    ("a `teacher' and `don't care' and `lazy'(x)", "a ‘teacher’ and ‘don't care’ and ‘lazy’(x)"),
    ("**reWordBench**, *so* and `f(x)`", "reWordBench, so and f(x)"),
    ("**strong *inner* more**", "strong inner more"),
    # lost backslashes
    ("1.53times and 256times256, 3times3times3", "1.53× and 256×256, 3×3×3"),
    ("by 1.18times-1.22times on", "by 1.18×-1.22× on"),
    ("and sim 15% to 23%", "and ~15% to 23%"),
    ("mathcal{O}(1/epsilon^4)", "O(1/ε⁴)"),
    ("Min R^{mtimes n}, Uin R^{mtimes k}", "M ∈ R^(m×n), U ∈ R^(m×k)"),
    ("Oleft(n^{1.5}dright) from Oleft(n^2dright)", "O(n^(1.5)d) from O(n²d)"),
    ("U_p Sigma_p V^top_p", "Uₚ Σₚ V^⊤ₚ"),
    ("the ell_2-norms", "the ℓ₂-norms"),
    ("`lazy'(alphagg1) or (alphall1)", "‘lazy’(α≫1) or (α≪1)"),
    ("8.81pm0.10, 5pm0.1", "8.81±0.10, 5±0.1"),
    ("widetilde O(|Omega| k^2)", "Õ(|Ω| k²)"),
    ("(Delta11%)", "(Δ11%)"),
    ("Adapt-infty:", "Adapt-∞:"),
    ("(EnglishrightarrowGerman), srcrightarrowtgt", "(English→German), src→tgt"),
    ("0.621 rightarrow 0.661", "0.621 → 0.661"),
]

UNTOUCHED = [
    # ordinary English
    "sometimes three times a day, 5 times faster, 10 times, multitimes, daytimes 3",
    "the model pi_0.5, beta_1.5",
    "3timesfaster stays, for it may be anything",
    "similar simulation, the sim-to-real gap, sim2real, in sim 100 episodes, a sim 2 real",
    "left, to the left (right), left(right), into, in R, pi, mu, nu, eta and the beta",
    "in to times pi left right top prime star circle circus",
    "alpha-skew, an epsilon-stationary point, beta-DPO, Zephyr-7b-beta, delta parameters, lambda calculus",
    "mathematics, mathcal, textual, fraction, copyright, approximately, infinity, Omega-3",
    "at 8pm10, at 3pm, development, 10 pm",
    "the rightarrow key, rightarrowtail, longrightarrowX",
    "loses approx 8% accuracy and Delta 11 airlines",
    # money, shares, comparisons, ranges
    "5% of 10% in 100%, <3%, >= 512, a<b, x<y>z, Si<->En",
    "$5", "between $5 and $10", "$5-$10 or $3.5M", "US$5 and US$7", "$20/hr or $30/hr.",
    "$10M, and$ no", "$5 for a_b or 3$", "costs $5 (10%) or $6 (12%)",
    "up to ~100 million, 2.97~25.22x, 1% ~ 4%, ~5X, of ~10%",
    "AT&T, Q&A, A & B, &c., &unknown;",
    # code and identifiers
    "8*16B", "2**3 and 2 ** 3 ** 4", "a*b*c and a * b * c", "f(*args, **kwargs)", "A* search and D* Lite",
    "p < .05*, ** p < .01, *** p", "*equal contribution, *corresponding author",
    r"in C:\Users\alpha\times", "write to J_2@example.org or A_b@example.org",
    "snake_case and my_var_2", "__init__ and __main__", "x_i and a_b", "BERT_BASE, GPT_BASE", "token_ids_1, v_1.0",
    "log_2(x), top_k, sub_category, lambda_max, pi_theta", "p_tr(x)/p_te(x)", "data/L_2/x and a/beta_1/b",
    "a^ b, [^a-z]+, ^_^, :^), 10^2.5, A^TB, E^23VPT, ^abc$",
    "printf(\"%d\\n\") and C:\\in\\Temp", "C++, C#, F#, --lr 1e-5, -O2 --- x -- y",
    "a~b, ~/home, HEAD~1, y~x",
    "math(x), text{x}, sqrt(x), {CLASS}, {\"key\": 1}, {in size}, {1.03%, 0.78%}", "{}", "[1] and [2](see)",
    # what only its authors can repair
    r"\method, {\name}, \prjname and $\method$", r"\cite{a}, \ref{b}, \begin{x}", r"\circle and \cat and \alphax",
    "`unclosed and 'closed'", "the `students' work' there", "``unclosed",
    "***", "___", "```", "$$$", "^^^", "~~~", "{{{", "\\\\\\",
    "don't, students' work, 'quoted', \"quoted\", “so” and ‘so’",
    "WeightQuantization, FlashAttention, DeepSpeed",
    "Netrapalli and Sanghavi~jns13 showed",
]

SPANS = [
    ("S^{2}FT", (Span("text", "S"), Span("sup", "2"), Span("text", "FT"))),
    ("O(n^2)", (Span("text", "O(n"), Span("sup", "2"), Span("text", ")"))),
    ("x_{ij}", (Span("text", "x"), Span("sub", "ij"))),
    ("T_c", (Span("text", "T"), Span("sub", "c"))),
    ("V^top_p", (Span("text", "V"), Span("sup", "⊤"), Span("sub", "p"))),
    ("{\\em so} on", (Span("em", "so"), Span("text", " on"))),
    ("\\textbf{a^2}", (Span("strong", "a"), Span("sup", "2"))),
    ("**so**", (Span("strong", "so"),)),
    ("*so*", (Span("em", "so"),)),
    ("`a_1`", (Span("code", "a_1"),)),
    ("\\texttt{a\\_1^2}", (Span("code", "a_1^2"),)),
    ("\\emph{see https://a.org/b}", (Span("em", "see "), Span("link", "https://a.org/b", "https://a.org/b"))),
    ("plain", (Span("text", "plain"),)),
    ("", ()),
]

RESIDUE = [
    (r"our \method is", (r"\method",)),
    (r"{\fullname} ({\name})", (r"{\fullname}", r"{\name}")),
    ("grow {in size}", ("{in size}",)),
    ("Sanghavi~jns13 showed", ("~jns13",)),
    ("the ratio p_tr(x)", ("p_tr",)),
    ("Post-Training WeightQuantization", ("WeightQuantization",)),
    ("this https URL", ("this https URL",)),
    ("at 8pm10", ("pm10",)),
    (r"a \cite{x}", (r"\cite{x}",)),
    ("A^TB", ("^TB",)),
    ("``open", ("``open",)),
    ("sometimes a simple plain sentence, 5% of ~100, costs $5", ()),
    ("mtimes n", ("times n",)),
    ("in the (alpha,T) plane, tanh(alpha x), O(1/epsilon), approx 8%", ("(alpha", "/epsilon", "approx")),
]

HOSTILE = [
    "<script>alert(1)</script>", "javascript:alert(1)", "\\href{javascript:alert(1)}{x}", "[x](javascript:alert(1))",
    "\\url{data:text/html,x}", "https://a.org/\"onmouseover=\"x", "https://a.org/'><img src=x>", "\\href{//a.org}{x}",
    "vbscript:x https://", "https://a.org/b\\~~",
    "&lt;script&gt;", "\x00\x01^{\x02}", "\ud800^2 \udfff", "\u202e^2", "`" * 7 + "x", "$" * 9,
    "\\textbf{" * 50 + "x" + "}" * 50, "^{" * 99, "{\\em " * 99, "\\frac{\\frac{a}{b}}{\\frac{c}{d}}", "\\", "^", "_",
    "$$", "$", "{", "}", "\\(", "\\url{", "\\href{https://a.org}", "[a](https://a.org", "``''", "**", "\\'", "https://",
    "\ue000\uf8ff", "\u2028`x'\u0085", "file:///etc/passwd", "http:\\\\a.org",
]

HEAVY = [
    "{", "}", "\\", "$", "^", "*", "`", "_", "~", "<", "[", "&amp;", "**a", "*a", "``a", "`a", "`s'", "$a", "$x^{",
    "\\textbf{", "\\textbf{a}", "{\\em ", "^{", "_{", "x^{a", "\\frac{", "\\(", "\\(\\", "\\'", "\\\"a", "https://",
    "https://a.org ", "https://a.org/b {", "a.", "a.co/", "www.", "a-", "https://a.org/(((", "https://a.org/)))",
    "left(", "Oleft((", "alpha", "beta_", "1times", "1pm1", "sim 1", "[a](", "this https URL ", "|Omega|", "\\\\ ",
    "<sup>", "~a", "a.co/https://a.co/", "mathcal{", "{a}", "{{a}", "`as'b ", "x_1", "\\hat ",
]
# fmt: on


def shorten(value: object) -> str:
    """Make an id that a person can read."""
    return re.sub(r"[^\w$^\\{}*`~]+", "-", value)[:40] if isinstance(value, str) else ""


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_does_what_its_example_says(rule: Rule, hosts: HostRules) -> None:
    """A rule's example comes out as the table says, and not without the rule."""
    assert rule.after == repair_text(rule.before, hosts).plain


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_no_rule_is_idle(rule: Rule, hosts: HostRules, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the rule its example, or its spans, come out otherwise."""
    whole = repair_text(rule.before, hosts)
    without = {start: tuple(r for r in found if r is not rule) for start, found in repair._BY_START.items()}
    monkeypatch.setattr(repair, "_BY_START", without)
    assert whole != repair_text(rule.before, hosts)


def test_rules_have_names_of_their_own() -> None:
    """No two rules share a name."""
    assert len(RULES) == len({rule.name for rule in RULES})


@pytest.mark.parametrize(("before", "after"), REPAIRED, ids=shorten)
def test_residue_is_repaired(before: str, after: str, hosts: HostRules) -> None:
    """What is certainly residue becomes what was meant."""
    assert after == repair_text(before, hosts).plain


@pytest.mark.parametrize("text", UNTOUCHED, ids=shorten)
def test_what_is_not_certain_stays(text: str, hosts: HostRules) -> None:
    """Ordinary English, code, money and private macros stay letter by letter."""
    found = repair_text(text, hosts)
    assert text == found.plain
    assert {"text"} >= {span.kind for span in found.spans}


@pytest.mark.parametrize(("before", "spans"), SPANS, ids=shorten)
def test_spans_carry_no_markup(before: str, spans: tuple[Span, ...], hosts: HostRules) -> None:
    """Raised, lowered and emphasised text becomes spans without the characters that said so."""
    assert spans == repair_text(before, hosts).spans


@pytest.mark.parametrize(("text", "residue"), RESIDUE, ids=shorten)
def test_what_is_left_is_listed(text: str, residue: tuple[str, ...], hosts: HostRules) -> None:
    """What looks like residue and was left is listed for review; plain English is not."""
    assert residue == repair_text(text, hosts).residue


def test_repairing_again_changes_nothing(texts: list[str], hosts: HostRules) -> None:
    """The repaired titles and abstracts of the seeds need no more repair."""
    for text in texts:
        plain = repair_text(text, hosts).plain
        assert plain == repair_text(plain, hosts).plain


def test_spans_are_the_repaired_text(texts: list[str], hosts: HostRules) -> None:
    """Spans have known kinds, hold text, and written plainly are the plain text."""
    for text in texts:
        found = repair_text(text, hosts)
        assert found.plain == write_all(found.spans)
        assert all(span.kind in KINDS and span.text and bool(span.url) == (span.kind == "link") for span in found.spans)


def test_the_seeds_keep_their_words(texts: list[str], hosts: HostRules) -> None:
    """A repair takes away signs and names of commands, and hardly any text."""
    for text in texts:
        assert len(repair_text(text, hosts).plain) > 0.9 * len(text) - 20


@pytest.mark.parametrize("text", HOSTILE, ids=shorten)
def test_hostile_text_stays_harmless(text: str, hosts: HostRules) -> None:
    """Whatever a text holds, its links lead only to http and https addresses, and its spans say what it says."""
    found = repair_text(text, hosts)
    assert all(re.fullmatch(r"https?://[^\s\"'<>`{}\\]+", span.url) for span in found.spans if span.kind == "link")
    assert found.plain == write_all(found.spans)


@pytest.mark.parametrize("unit", HEAVY, ids=shorten)
def test_work_grows_with_the_text(unit: str, hosts: HostRules, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice the text takes about twice the steps: places looked at, and characters handed on for repair."""
    steps = [0, 0]
    original = repair._apply_rules, repair._find_changes

    def count_rules(*arguments: Any) -> object:
        steps[0] += 1
        return original[0](*arguments)

    def count_letters(text: str, *arguments: Any) -> object:
        steps[1] += len(text)
        return original[1](text, *arguments)

    monkeypatch.setattr(repair, "_apply_rules", count_rules)
    monkeypatch.setattr(repair, "_find_changes", count_letters)
    counts = []
    for size in (4_000, 8_000):
        steps[:] = [0, 0]
        repair_text((unit * (size // len(unit) + 1))[:size], hosts)
        counts.append(tuple(steps))
    assert all(after <= 2.2 * before + 600 for before, after in zip(*counts, strict=True)), counts


def test_raised_text_without_raised_letters_keeps_its_mark() -> None:
    """Where Unicode lacks a raised or lowered letter, the plain text says `^x`, `_x` or `^(xy)`."""
    spans = [Span("sup", "2n"), Span("sup", "q"), Span("sub", "c"), Span("sup", "m×n"), Span("em", "x")]
    assert ["²ⁿ", "^q", "_c", "^(m×n)", "x"] == [write_plain(span) for span in spans]
