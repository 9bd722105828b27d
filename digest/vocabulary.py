"""The vocabulary of editors' YAML: every file, every field, what it may hold, and what it is for."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from digest.arguments import BASE_URL
from digest.shapes import Choice, Day, Fields, ListOf, Number, Table, Words

# Patterns mean the same in Python and in JavaScript, for JSON Schemas and the form for corrections hold them too.
# Addresses become links: a scheme that a browser only fetches, a host with a dot, no blanks, quotes or brackets.
_URL = r"""https?://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:[0-9]+)?([/?#][^\s"<>\\^`{|}]*)?"""
_ARXIV = (  # as people copy it: with or without what stands before and behind the id
    r"((https?://)?(www\.)?arxiv\.org/(abs|pdf|html)/|https?://huggingface\.co/papers/|([Aa]r[Xx]iv|ARXIV)[: ] ?)?"
    # Until 2014 the number behind the point had four digits; since then it has five.
    r"((0[7-9]|1[0-4])(0[1-9]|1[0-2])\.[0-9]{4}|(1[5-9]|[2-8][0-9])(0[1-9]|1[0-2])\.[0-9]{5}|"
    r"[a-z-]+(\.[A-Z]{2})?/[0-9]{7})(v[0-9]+)?(\.pdf|/| \[[A-Za-z.-]+\])?"
)
_DOI = r"""((https?://)?(dx\.|www\.)?doi\.org/|([Dd]oi|DOI)[: ] ?)?10\.[0-9]{4,9}/[^\s"<>\\^`{|}]*[^\s"<>\\^`{|}.,;]"""
MAIL_ADDRESS = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"
_SERVICE = r"""https?://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:[0-9]{1,5})?(/[^\s"<>\\^`{|}?#@]*)?"""
_CONTACT = rf"https?://[!-~]+|{MAIL_ADDRESS}"
# What readers type is sent there, and where they end their mail: nothing but what is encrypted on its way.
_FORM = r"""https://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:[0-9]{1,5})?([/?][!#-;=?-~]*)?"""
_FILLED = r"([!#-;=?-z|~]|\{address\}|\{token\})*"
_END = rf"https://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:[0-9]{{1,5}})?[/?]{_FILLED}|mailto:{MAIL_ADDRESS}(\?{_FILLED})?"
SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
# A place in the site, as it stands behind the site's own address.
_ADDRESS = r"/?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*(/[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*)*/?"
_REASON = r"(?!([Tt]rue|TRUE|[Ff]alse|FALSE)$)[\s\S]{4,}"
# Plain words, and a star only after at least three letters: no pattern that could hang, none that finds everything.
_WORD = r"[^\s*\[\](){}|^$\\?+]+|[^\s!-/:-@\[-`{-~][^\s*\[\](){}|^$\\?+]{2,}\*"
_PHRASE = rf"(?=.*[^\s!-/:-@\[-`{{-~])({_WORD})( ({_WORD}))*"

MAIL = Fields(
    "The digest by mail: `build.py mail` writes and sends it.",
    {
        "sender": Words("The address that the mail comes from.", MAIL_ADDRESS, "digest@example.org"),
        "list": Words("The address of the list that it goes to.", MAIL_ADDRESS, "readers@lists.example.org"),
        "unsubscribe": Words(
            "Where readers end it; {address} and {token} are filled in. An https address must take a POST (RFC 8058).",
            _END,
            "https://lists.example.org/leave?who={address}",
            at_most=400,
        ),
    },
    required=("sender", "unsubscribe"),
)

SUBSCRIBE = Fields(
    "Where readers sign up for mail.",
    {
        "address": Words("Where the form is sent, or the page to follow.", _FORM, "https://lists.example.org/join"),
        "field": Words(
            "The name of the form's field for the reader's address. Without it, the address is a link.",
            r"[A-Za-z_][A-Za-z0-9_.-]*(\[[A-Za-z0-9_.-]*\])*",
            "email",
        ),
        "hidden": Table(
            "What else the service needs to be sent, by the name of the field.", Words("A name."), Words("A value.")
        ),
    },
    required=("address",),
)

SITE = Fields(
    "The site as a whole.",
    {
        "name": Words("The name, as it stands on every page."),
        "tagline": Words("One sentence: what this is and for whom."),
        "language": Words("The language of the pages.", r"[a-z]{2,3}(-[A-Za-z0-9]+)*", "en"),
        "base_url": Words(
            "The address of the site, where it does not follow from the host.", BASE_URL, "https://x.org/d/"
        ),
        "repository": Words(
            "Where editors correct papers on GitHub, where it does not follow from the host.",
            r"https://[A-Za-z0-9.-]+/[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+/?",
            "https://github.com/owner/name",
        ),
        "branch": Words("The branch that editors' changes go to.", r"[A-Za-z0-9_][A-Za-z0-9_./-]*", "main"),
        "review": Choice("`no` leaves out the page that lists what is doubtful.", "answer", ("yes", "no")),
        "guide": Choice("`no` leaves out the pages of `docs/` under `guide/`.", "answer", ("yes", "no")),
        "offline": Choice(
            "`yes` lets browsers keep what was read for times without a network.", "answer", ("yes", "no")
        ),
        "began": Words(
            "How this digest began; other words forget all addresses that were published until then.",
            r"[A-Za-z0-9][A-Za-z0-9 -]{0,79}",
            "own papers",
        ),
        "mail": MAIL,
        "subscribe": SUBSCRIBE,
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
            "id": Words("Its word in addresses and overrides. Old ones go under `aliases`.", SLUG, "graph-learning"),
            "name": Words("The name that readers see."),
            "description": Words("What belongs here, in Markdown.", markdown=True),
            "terms": Table("Phrases that speak for the topic, with their weight.", PHRASE, WEIGHT),
            "not": Table("Phrases that speak against the topic, with their weight.", PHRASE, WEIGHT),
            "catch_all": Choice("`yes` for the one topic that takes what no other wants.", "answer", ("yes",)),
            "aliases": ListOf(
                "Ids that it had before; their addresses lead here.", Words("An old id.", SLUG, "tuning")
            ),
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


PIN = Fields(
    "Puts the paper on the home page.",
    {
        "order": Number("Its place among the pinned papers: 1 stands first."),
        "until": Day("The last day, or month, on which it is pinned. Without it, it stays."),
    },
    required=("order",),
)

LINKS = Fields(
    "Where the paper is.",
    {
        "arxiv": Words("The arXiv id.", _ARXIV, "2503.02130"),
        "pdf": Words("The address of the PDF.", _URL, "https://example.org/paper.pdf"),
        "code": Words("The address of the code.", _URL, "https://github.com/owner/name"),
        "project": Words("The address of the project's page.", _URL, "https://example.org/project"),
        "doi": Words("The DOI.", _DOI, "10.1000/182"),
    },
)


def shape_override(topics: Collection[str], renamed: Mapping[str, str], editions: Collection[str] = ()) -> Fields:
    """Give the shape of one override. `topics` and `editions` are ids, or these with names; `renamed` has old ids."""
    topic = Choice("The id of a topic.", "topic", topics, renamed)
    return Fields(
        "What an editor says about one paper. Only what differs from the dump stands here.",
        {
            "title": Words("The right title. The address of the page stays."),
            "abstract": Words("The right abstract: plain text, no Markdown."),
            "topics": ListOf("All topics, the primary one first.", topic, at_most=3),
            "add_topics": ListOf("Topics beside those found.", topic, at_most=2),
            "remove_topics": ListOf("Topics that do not fit.", topic),
            "summary": Words("One line for lists, in place of the abstract's beginning: plain text.", at_most=200),
            "note": Words("What readers should know about this paper, in Markdown.", markdown=True),
            "pin": PIN,
            "withdrawn": Words("Why the paper was withdrawn. The page stays, with this notice.", _REASON, "retracted"),
            "hide": Words("Why this paper is not shown. Readers see the reason.", _REASON, "not a research paper"),
            "split": ListOf(
                "Entries of the dumps that are another paper with the same title.",
                Words("An entry, as the message names it.", r"seeds/.+:[1-9][0-9]{0,8}", "seeds/000_x.txt:12"),
            ),
            "same_as": Words("The id of the paper that this one is."),
            "not_same_as": ListOf("Ids of papers that look like this one and are others.", Words("The id of a paper.")),
            "aliases": ListOf("Old addresses that lead here.", Words("An address.", _ADDRESS, "papers/old-name/")),
            "editions": ListOf(
                "The editions it belongs to, in place of those it was captured in.",
                Choice("The id of an edition.", "edition", editions),
            ),
            "links": LINKS,
            "authors": ListOf("The authors, in the order of the paper.", Words("Ada Lovelace"), repeats=True),
            "date": Day("When the paper came out."),
        },
        apart=(
            ("add_topics", "topics"),
            ("remove_topics", "topics"),
            ("pin", "hide"),
            ("withdrawn", "hide"),
            ("same_as", "hide"),
            ("same_as", "withdrawn"),
        ),
        may_be_empty=True,
    )


def shape_overrides(override: Fields, papers: Collection[str] = ()) -> Table:
    """Give the shape of a file of overrides; without `papers`, their ids are not known yet."""
    return Table("Overrides by the id of their paper.", Choice("The id of a paper.", "paper", papers), override)


def shape_editions(files: Collection[str]) -> Table:
    """Give the shape of `editions.yml`; `files` are the names of the dumps."""
    return Table("Editions by the name of their dump.", Choice("A file in seeds/.", "dump", files), EDITION)


def shape_list(papers: Collection[str] = ()) -> Fields:
    """Give the shape of one reading list."""
    line = Words("A line about the paper, in Markdown.", markdown=True)
    return Fields(
        "A reading list: papers in an order, each with a line about it.",
        {
            "name": Words("The name that readers see."),
            "description": Words("What the list is for, in Markdown.", markdown=True),
            "papers": Table(
                "Papers by id, in the order of reading.", Choice("The id of a paper.", "paper", papers), line
            ),
        },
        required=("name", "papers"),
    )


REDIRECTS = Table(
    "Old addresses, and the pages that they lead to.",
    Words("An old address.", _ADDRESS, "papers/old-name/"),
    Words("The address of a page; `/` is the home page.", f"/|{_ADDRESS}", "papers/new-name/"),
)


def shape_service(least_interval: float) -> Fields:
    """Give the shape of one service; its interval can be made longer than what the service asks for, not shorter."""
    return Fields(
        "One service.",
        {
            "address": Words("Where it is, up to where `/api/` begins.", _SERVICE, "https://export.arxiv.org"),
            "interval": Number("Seconds between two requests.", least=least_interval),
            "megabytes": Number("A larger answer is refused.", least=0.001),
            "page": Number("How many papers to ask for at once.", least=1),
        },
    )


UPDATE = Fields(
    "What `update` does, and with it the schedule.",
    {
        "fetch": Choice("Which lists of papers it asks for; without it, none.", "list", ("daily", "week", "month")),
        "enrich": Choice("`yes` also looks up at arXiv what captures do not say.", "answer", ("yes", "no")),
        "links": Choice("`yes` also looks whether outgoing links still lead somewhere.", "answer", ("yes", "no")),
        "deliver": Choice("Whether what came is committed at once, or proposed.", "way", ("commit", "pull-request")),
    },
)


def shape_services() -> Fields:
    """Give the shape of the file."""
    return Fields(
        "The services that are asked, and how politely. A build asks nobody.",
        {
            "update": UPDATE,
            "contact": Words("An address or a mail address that services may write to.", _CONTACT, "me@example.org"),
            "papers": shape_service(1),
            "arxiv": shape_service(3),
            "tries": Number("How often to ask for the same thing before giving up.", least=1),
            "backoff": Number("Seconds to wait before the second try; doubled before each further one.", least=0),
            "longest_wait": Number("Seconds; a service that asks for a longer pause is left alone.", least=1),
            "connect_time": Number("Seconds until a connection must stand.", least=0.05),
            "answer_time": Number("Seconds in which the whole answer must have come.", least=0.05),
            "max_pages": Number("How many pages of a week or month to ask for.", least=1),
            "ask_again_days": Number("After how many days to ask again for what was not found.", least=0),
            "save_every": Number("After how many papers to write what was found.", least=1),
        },
    )
