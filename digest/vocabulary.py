"""The vocabulary of editors' YAML: every file, every field, what it may hold, and what it is for."""

from __future__ import annotations

from collections.abc import Collection

from digest.shapes import Choice, Day, Fields, ListOf, Number, Table, Words

# Addresses become links: a scheme that a browser only fetches, a host with a dot, no blanks, quotes or brackets.
_URL = r"https?://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:\d+)?([/?#][^\s\"<>\\^`{|}]*)?"
_BASE = r"https?://[^\s/?#\"'<>\\.]+(\.[^\s/?#\"'<>\\.]+)*(/[^\s?#\"'<>\\./]+)*/?"
_ARXIV = r"(https?://arxiv\.org/(abs|pdf)/)?(\d{4}\.\d{4,5}(v\d+)?|[a-z-]+(\.[A-Z]{2})?/\d{7})(\.pdf)?"
_DOI = r"10\.\d{4,9}/[^\s\"<>\\^`{|}]+"
SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
_REASON = r"(?s)(?!(?i:true|false)$).{4,}"
# Plain words, and a star only after at least three letters: no pattern that could hang, none that finds everything.
_WORD = r"[^\s*\[\](){}|^$\\?+]+|[^\W_][^\s*\[\](){}|^$\\?+]{2,}\*"
_PHRASE = rf"(?=.*[^\W_])({_WORD})( ({_WORD}))*"

SITE = Fields(
    "The site as a whole.",
    {
        "name": Words("The name, as it stands on every page."),
        "tagline": Words("One sentence: what this is and for whom."),
        "language": Words("The language of the pages.", r"[a-z]{2,3}(-[A-Za-z0-9]+)*", "en"),
        "base_url": Words(
            "The address of the site, where it does not follow from the host.", _BASE, "https://x.org/d/"
        ),
    },
    required=("name", "tagline"),
)

EDITION = Fields(
    "One dump, as readers see it.",
    {
        "name": Words("The name of the edition."),
        "date": Day("The day of the edition. Without it the day that the dump prints is shown, without a year."),
        "note": Words("A few words about it, in Markdown.", markdown=True),
    },
)

PHRASE = Words(
    "A phrase. Capitals, hyphens and plurals make no difference; `*` at the end of a word stands for any ending.",
    _PHRASE,
    "quantiz*",
    rule="plain words, with `*` only at the end of a word and after at least three letters",
)
WEIGHT = Number("1 is a faint hint, 3 typical, 5 strong, 8 says it all by itself.")

TOPICS = ListOf(
    "The topics, in the order in which they are shown.",
    Fields(
        "One topic.",
        {
            "id": Words("The word used in addresses and overrides. Never change it.", SLUG, "graph-learning"),
            "name": Words("The name that readers see."),
            "description": Words("What belongs here, in Markdown.", markdown=True),
            "terms": Table("Phrases that speak for the topic, with their weight.", PHRASE, WEIGHT),
            "not": Table("Phrases that speak against the topic, with their weight.", PHRASE, WEIGHT),
            "catch_all": Choice("`yes` for the one topic that takes what no other wants.", "answer", ("yes",)),
        },
        required=("id", "name", "description"),
    ),
)


_HOST = r"[a-z0-9-]+(\.[a-z0-9-]+)*(\.[a-z0-9-]+|\.\*)"
HOST = Words("A host, in small letters, without `https://`.", _HOST, "github.com")
HOSTS = Fields(
    "What to do with the hosts of addresses in titles and abstracts.",
    {
        "rewrite": Table("Hosts that imitate another one, and that one.", HOST, HOST),
        "refuse": ListOf("Hosts that are never linked to.", HOST),
        "trusted": ListOf("Hosts known to be genuine; what merely looks like one is not linked to.", HOST),
    },
)


def shape_override(topics: Collection[str]) -> Fields:
    """Give the shape of one override, where `topics` are the ids there are."""
    topic = Choice("The id of a topic.", "topic", topics)
    return Fields(
        "What an editor says about one paper. Only what differs from the dump stands here.",
        {
            "title": Words("The right title. The address of the page stays."),
            "abstract": Words("The right abstract: plain text, no Markdown."),
            "topics": ListOf("All topics, the primary one first.", topic, at_most=3),
            "add_topics": ListOf("Topics beside those found.", topic, at_most=2),
            "remove_topics": ListOf("Topics that do not fit.", topic),
            "note": Words("What readers should know about this paper, in Markdown.", markdown=True),
            "hide": Words("Why this paper is not shown. Readers see the reason.", _REASON, "not a research paper"),
            "split": ListOf(
                "Entries of the dumps that are another paper with the same title.",
                Words("An entry, as the message names it.", r"seeds/.+:[1-9][0-9]{0,8}", "seeds/000_x.txt:12"),
            ),
            "same_as": Words("The id of the paper that this one is.", SLUG, "on-rivers"),
            "not_same_as": ListOf("Ids of papers that look like this one and are others.", Words("The id of a paper.")),
            "links": Fields(
                "Where the paper is.",
                {
                    "arxiv": Words("The arXiv id.", _ARXIV, "2503.02130"),
                    "pdf": Words("The address of the PDF.", _URL, "https://example.org/paper.pdf"),
                    "code": Words("The address of the code.", _URL, "https://github.com/owner/name"),
                    "project": Words("The address of the project's page.", _URL, "https://example.org/project"),
                    "doi": Words("The DOI.", _DOI, "10.1000/182"),
                },
            ),
            "authors": ListOf("The authors, in the order of the paper.", Words("Ada Lovelace")),
            "date": Day("When the paper came out."),
        },
    )
