"""Asking arXiv: the question, the feed, and what counts as the same paper."""

from __future__ import annotations

from xml.sax.saxutils import escape

import pytest

from digest.network.arxiv import Candidate, choose_match, find_code, make_query, make_url, parse_atom
from digest.network.wire import WebError
from digest.nouns import Paper

ABSTRACT = (
    "Training large networks requires careful scheduling of learning rates. We introduce averaging across several "
    "checkpoints, which stabilises optimisation and improves generalisation without additional computation. "
    "Experiments with language models and vision transformers demonstrate consistent improvements."
)
REVISED = ABSTRACT.replace("Experiments with language models", "Extensive evaluations on speech models")
OTHER = (
    "Rivers transport sediment downstream during seasonal floods. Measurements from fourteen catchments reveal how "
    "vegetation slows erosion, and historical photographs confirm decades of channel migration near settlements."
)


def make_entry(id: str = "2503.02130v2", title: str = "On Rivers", abstract: str = ABSTRACT, more: str = "") -> str:
    """Make one entry in arXiv's shape."""
    return f"""<entry><id>http://arxiv.org/abs/{id}</id><title>{escape(title)}</title><summary>  {escape(abstract)}
</summary><published>2025-03-03T23:50:08Z</published><updated>2025-04-01T01:02:03Z</updated>
<author><name>Ada  Lovelace</name></author><author><name>Émilie du Châtelet</name></author>
<category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/><category term="68T05"/>
<arxiv:primary_category term="stat.ML"/>{more}</entry>"""


def make_feed(*entries: str, total: int | None = None) -> bytes:
    """Make a feed in arXiv's shape."""
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom"
 xmlns="http://www.w3.org/2005/Atom"><id>https://arxiv.org/api/x</id><title>arXiv Query</title>
<opensearch:totalResults>{len(entries) if total is None else total}</opensearch:totalResults>
{"".join(entries)}</feed>""".encode()


def make_candidate(title: str, abstract: str = ABSTRACT, arxiv: str = "2503.02130") -> Candidate:
    """Make what arXiv might answer."""
    return Candidate(arxiv, title, abstract, ("Ada Lovelace",), "2025-03-03", "2025-03-03", ("cs.LG",))


@pytest.mark.parametrize(
    ("title", "query"),
    [
        ("On Rivers: A Study", 'ti:"On Rivers A Study"'),
        ('He said "yes" OR all:*', 'ti:"He said yes OR all"'),
        (r"$\beta$-VAE and \textbf{Big} Models", 'ti:"beta VAE and Big Models"'),
        ("Don't Stop at GPT-3.5", 'ti:"Don\'t Stop at GPT 3.5"'),
        ("обучение сетей", 'ti:"обучение сетей"'),
        (" ".join(["word"] * 99), f'ti:"{" ".join(["word"] * 40)}"'),
    ],
    ids=["marks", "query language", "latex", "apostrophe", "cyrillic", "long"],
)
def test_the_question_holds_words_only(title: str, query: str) -> None:
    """Nothing of a title can change what the question means."""
    assert query == make_query(title)


def test_the_address_of_a_question() -> None:
    """The question stands in the address, escaped."""
    expected = "https://x.org/api/query?search_query=ti%3A%22On+Rivers%22&max_results=5"
    assert expected == make_url("https://x.org", "On Rivers", 5)


def test_a_feed_is_read() -> None:
    """Id without version, days, names, the primary category first, comment, DOI and journal."""
    more = (
        "<arxiv:comment>12 pages,\n code at https://github.com/a/b</arxiv:comment>"
        "<arxiv:doi>10.1000/182</arxiv:doi><arxiv:journal_ref>Rivers 3 (2025)</arxiv:journal_ref>"
    )
    expected = Candidate(
        arxiv="2503.02130",
        title="On $x$ & Rivers",
        abstract=ABSTRACT,
        authors=("Ada Lovelace", "Émilie du Châtelet"),
        date="2025-03-03",
        updated="2025-04-01",
        categories=("stat.ML", "cs.LG", "68T05"),
        comment="12 pages, code at https://github.com/a/b",
        doi="10.1000/182",
        journal="Rivers 3 (2025)",
    )
    assert [expected] == parse_atom(make_feed(make_entry(title="On $x$\n  & Rivers", more=more)))


@pytest.mark.parametrize(
    ("id", "arxiv"),
    [("2503.02130v12", "2503.02130"), ("0704.0001", "0704.0001"), ("hep-th/9901001v1", "hep-th/9901001")],
)
def test_ids_lose_their_version(id: str, arxiv: str) -> None:
    """Old and new ids are known, and the version is left off."""
    assert arxiv == parse_atom(make_feed(make_entry(id)))[0].arxiv


@pytest.mark.parametrize("id", ["2503.02130/../x", "evil", "", "2503.1", "２５０３.02130"])
def test_entries_without_a_proper_id_are_left_out(id: str) -> None:
    """What is no arXiv id is no paper."""
    assert [] == parse_atom(make_feed(make_entry(id)))


BOMB = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (make_feed(make_entry())[:-9], "not whole XML"),
        (b"", "not whole XML"),
        (b"<html><body>Sorry</body></html>", "no Atom feed"),
        (b"<!DOCTYPE html><html><body>Sorry</body></html>", "document type"),
        (b"<html><br></html>", "not whole XML"),
        (f"{BOMB}<feed>&b;</feed>".encode(), "document type"),
        (f"<?xml version='1.0'?>\n{BOMB}<feed>&b;</feed>".encode(), "document type"),
        (b'<!DOCTYPE f SYSTEM "file:///etc/passwd"><feed/>', "document type"),
        (f"<?xml version='1.0' encoding='utf-16'?>{BOMB}<feed/>".encode("utf-16"), "not UTF-8"),
        (f"<?xml version='1.0' encoding='utf-7'?>{BOMB}<feed/>".encode("utf-7"), "document type"),
        (b"<feed>&nbsp;</feed>", "not whole XML"),
        (b"<a>" * 100_000, "too many elements"),
        (b"<a>" + b"<b/>" * 100_000 + b"</a>", "too many elements"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"/>\x00', "not whole XML"),
        (make_feed(total=7), "says that there are results and shows none"),
        (
            make_feed("<entry><id>http://arxiv.org/api/errors#bad</id><title>Error</title><summary>bad</summary></entry>"),
            "refused (bad)",
        ),
    ],
    ids=[
        "cut", "empty", "html", "html with doctype", "not well-formed", "bomb", "bomb after declaration", "external",
        "utf-16", "utf-7", "undefined entity", "deep", "wide", "nul", "empty page", "error entry",
    ],
)  # fmt: skip
def test_what_is_no_feed_is_refused(body: bytes, message: str) -> None:
    """One line, and nothing that could grow is unfolded."""
    with pytest.raises(WebError) as caught:
        parse_atom(body)
    assert message in str(caught.value)
    assert str(caught.value).isprintable()


def test_an_empty_feed_is_an_answer() -> None:
    """No result is not an error."""
    assert [] == parse_atom(make_feed())


TITLE = "LongAverager: Checkpoint Averaging for Training Large Networks"


@pytest.mark.parametrize(
    ("title", "abstract", "other_title", "other_abstract", "same"),
    [
        (TITLE, ABSTRACT, TITLE, ABSTRACT, True),
        (TITLE, ABSTRACT, TITLE, REVISED, True),
        (TITLE, ABSTRACT[:200], TITLE, ABSTRACT, True),
        (TITLE, ABSTRACT, "longaverager - checkpoint-averaging for training large networks.", ABSTRACT, True),
        (TITLE, ABSTRACT, TITLE.replace("Training Large", "TrainingLarge"), ABSTRACT, True),
        (TITLE, ABSTRACT, TITLE.replace("Networks", "Netwroks"), ABSTRACT, True),
        (TITLE, ABSTRACT, TITLE.replace("for Training", "for the Training"), ABSTRACT, True),
        ("β-VAE for Tülu", ABSTRACT, r'$\beta$-VAE for T\"ulu', ABSTRACT, True),
        ("LoRA-FA: x^2 Adapters", ABSTRACT, r"LoRA-FA: $x^{2}$ \textsc{Adapters}", ABSTRACT, True),
        (TITLE, ABSTRACT, TITLE, OTHER, False),
        (TITLE, "", TITLE, ABSTRACT, False),
        (TITLE, "We average.", TITLE, ABSTRACT, False),
        (TITLE, ABSTRACT, TITLE, "This paper has been withdrawn.", False),
        (TITLE, ABSTRACT, TITLE + ", Part II", ABSTRACT, False),
        (TITLE + ", Part I", ABSTRACT, TITLE + ", Part II", ABSTRACT, False),
        (TITLE, ABSTRACT, TITLE.replace("LongAverager", "LongAverager2"), ABSTRACT, False),
        (TITLE + " v2", ABSTRACT, TITLE + " v3", ABSTRACT, False),
        (TITLE, ABSTRACT, TITLE + " Revisited", ABSTRACT, False),
        (TITLE, ABSTRACT, TITLE + ": A Survey", ABSTRACT, False),
        (TITLE, ABSTRACT, "Reply to " + TITLE, ABSTRACT, False),
        (TITLE, ABSTRACT, TITLE.replace("Large", "Small"), ABSTRACT, False),
        (TITLE, ABSTRACT, TITLE.replace("Networks", "Netwroks"), OTHER, False),
        ("LoRA", ABSTRACT, "LoRA+", ABSTRACT, False),
        ("Averaging Weights", ABSTRACT, "Average Weight", ABSTRACT, False),
        (TITLE, ABSTRACT, "Another Title Altogether", ABSTRACT, False),
    ],
    ids=[
        "equal", "revised abstract", "cut abstract", "other punctuation and case", "glued words", "typo", "small word",
        "latex and unicode", "latex styles", "other abstract", "no abstract", "short abstract", "withdrawn",
        "part II", "parts I and II", "another number", "another version", "revisited", "survey", "reply",
        "another word", "typo and other abstract", "plus", "other endings", "another title",
    ],
)  # fmt: skip
def test_only_the_same_paper_matches(
    title: str, abstract: str, other_title: str, other_abstract: str, same: bool
) -> None:
    """Titles equal or nearly, and abstracts of the same words: else it is not taken."""
    found = choose_match(Paper("x", title, abstract, ()), [make_candidate(other_title, other_abstract)])
    assert same == (found is not None)


def test_of_several_none_is_certain() -> None:
    """Two arXiv papers that both match leave the question open; the same one twice does not."""
    paper = Paper("x", TITLE, ABSTRACT, ())
    one, other = make_candidate(TITLE), make_candidate(TITLE, arxiv="2503.99999")
    assert choose_match(paper, [one, other]) is None
    assert one == choose_match(paper, [make_candidate("On Rivers", OTHER, "1"), one, one])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Code: https://github.com/owner/name.", ("https://github.com/owner/name",)),
        ("at github.com/owner/name.git and http://www.GitHub.com/Owner/Name", ("https://github.com/owner/name",)),
        (r"\url{https://gitlab.com/a/b\_c/-/tree/main}", ("https://gitlab.com/a/b_c",)),
        ("https://github.com/a/b, https://codeberg.org/c/d)", ("https://github.com/a/b", "https://codeberg.org/c/d")),
        ("https://notgithub.com/a/b https://github.com/only https://owner.github.io/name", ()),
        ("https://github.com/../..", ()),
    ],
    ids=["plain", "same twice", "latex", "two", "others", "dots"],
)
def test_code_is_found(text: str, code: tuple[str, ...]) -> None:
    """Addresses of repositories in a text, in order, each once."""
    assert code == find_code(text)
