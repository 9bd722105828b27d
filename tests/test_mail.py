"""What a mail tells and how it is written: chosen papers, clean headers, text and HTML, the same bytes every time."""

from __future__ import annotations

import email.policy
import html
import re
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, Request, Route

from digest.mail.letters import MOST, Wanted, choose_letter
from digest.mail.messages import LARGEST, write_message
from digest.mail.readers import make_mark, make_token, read_readers
from digest.nouns import Digest, Edition, Letter, Paper, Pin, Place, Post, Site, Topic
from digest.render import Frame
from digest.text.lines import clean_text
from digest.words import Say, read_words
from tests.conftest import ROOT, Built, build_well, read_real, serve_folder
from tests.test_site import PageReader

BASE = "https://example.org/digest/"
MAIL = """mail:
  sender: digest@example.org
  list: readers@lists.example.org
  unsubscribe: https://lists.example.org/leave?who={address}&token={token}
"""
SITE = Site("S", "T", base_url=BASE)
POST = Post("digest@example.org", "https://x.example.org/leave?who={address}&token={token}")
TOPICS = tuple(Topic(id, id.capitalize(), "", catch_all=id == "other") for id in ("other", "kites", "tides", "bread"))
NEW = Edition("new", "new.txt", "The new one", "2026-03-12")
OLD = Edition("old", "old.txt", "The old one", "2026-03-10")
PHRASES, _ = read_words(ROOT / "templates", ROOT / "templates")


@pytest.fixture
def mailing(tiny: Built) -> Built:
    """Give the tiny site with a sender, and a day for each of its editions."""
    tiny.add("site.yml", f"base_url: {BASE}\n{MAIL}")
    tiny.write(
        "editions.yml",
        "a_glued.txt: {name: The windy edition, date: 2026-02-03}\n"
        "b_spaced.txt: {date: 2026-03-10}\nc_later.txt: {date: 2026-03-12}\n",
    )
    return tiny


def write(mailing: Built, *arguments: str) -> EmailMessage:
    """Have a mail written, and read it as mail programs do."""
    result = mailing.build("mail", "--out", "letter.eml", *arguments)
    assert 0 == result.returncode, result.stderr
    return parse((mailing.folder / "letter.eml").read_bytes())


def parse(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert [] == message.defects
    return message


def give_text(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def make_paper(id: str, *topics: int, editions: tuple[Edition, ...] = (NEW,), **said: object) -> Paper:
    at = tuple(TOPICS[number] for number in topics or (0,))
    return Paper(id, f"Title of {id}", f"Abstract of {id}.", (), editions=editions, topics=at, **said)  # type: ignore[arg-type]


def choose(*papers: Paper, **wanted: Any) -> Letter:
    digest = Digest(Site("S", "T"), TOPICS, (NEW, OLD), papers, (), (), len(papers))
    return choose_letter(digest, Wanted(**wanted), {}, Say(PHRASES, "en"))


def compose(letter: Letter, site: Site, reader: str = "ada@example.org", post: Post = POST) -> bytes:
    return write_message(Frame(ROOT / "templates", site, Say(PHRASES, site.language), "", False), letter, post, reader)


def compose_with(name: str) -> bytes:
    """Write a mail in which everything is called by one name."""
    edition, topic = Edition("new", "new.txt", name, "2026-03-12", note=name), Topic("kites", name, "")
    paper = Paper("kite", name, name, (), editions=(edition,), topics=(topic,), line=name)
    digest = Digest(Site("S", "T"), (topic,), (edition,), (paper,), (), (), 1)
    return compose(choose_letter(digest, Wanted(), {}, Say(PHRASES, "en")), Site(name, "T", base_url=BASE))


def list_shown(letter: Letter) -> list[str]:
    return [paper.id for papers in (letter.pinned, *(listed for _, listed in letter.groups)) for paper in papers]


def test_pinned_papers_come_first_then_topics() -> None:
    """What editors chose stands first in their order, then two papers of each topic, the fullest topic first."""
    kites = [make_paper(f"kite-{number}", 1) for number in range(3)]
    tides = [make_paper(f"tide-{number}", 2, 1) for number in range(4)]
    rest = [make_paper(f"other-{number}", 0) for number in range(9)]
    pinned = [make_paper("second", 2, pin=Pin(2)), make_paper("first", 3, pin=Pin(1))]
    letter = choose(*kites, *tides, *rest, *pinned)
    shown = ["first", "second", "tide-0", "tide-1", "tide-2", "tide-3", "kite-0", "kite-1", "other-0", "other-1"]
    assert shown == list_shown(letter)
    assert (18, MOST, {"other": 7, "kites": 1}) == (letter.count, letter.shown, {t.id: n for t, n in letter.rest})


def test_upvotes_decide_within_a_topic() -> None:
    """The papers that readers of the source liked best are shown."""
    papers = [make_paper(f"kite-{number}", 1, upvotes=number) for number in range(14)]
    assert [f"kite-{number}" for number in range(13, 3, -1)] == list_shown(choose(*papers))


def test_only_new_papers_that_still_stand() -> None:
    """A paper seen before is no news, and neither is one that was withdrawn."""
    seen, gone = make_paper("seen", 1, editions=(NEW, OLD)), make_paper("gone", 1, withdrawn="retracted")
    assert ["new"] == list_shown(choose(seen, make_paper("new", 1), gone))


def test_a_week_and_a_topic(mailing: Built) -> None:
    """A week holds what was new in all its editions, a topic what is about it, in whatever place."""
    week = write(mailing, "--week", "2026-W11")
    assert "Week 11 of 2026: 3 new papers" in week["Subject"]
    found = re.findall(r"\* (\w+ \w+)", give_text(week))
    assert ["A Moon", "Bread Rises", "On the"] == sorted(found)
    topic = write(mailing, "--week", "2026-W11", "--topic", "tides")
    assert "Tides, Week 11 of 2026: 2 new papers" == topic["Subject"]
    assert f"{BASE}topics/tides/" in give_text(topic)


def test_headers(mailing: Built) -> None:
    """The mail says who sends it, to whom, how it is ended at one click, and that a program wrote it."""
    message = write(mailing, "--edition", "The windy edition")
    assert "Wind & Water <digest@example.org>" == message["From"]
    assert "readers@lists.example.org" == message["To"]
    assert "Tue, 03 Feb 2026 00:00:00 +0000" == message["Date"]
    leave = "<https://lists.example.org/leave?who=readers%40lists.example.org&token=>"
    assert leave == message["List-Unsubscribe"].strip()
    assert "List-Unsubscribe=One-Click" == message["List-Unsubscribe-Post"]
    assert "auto-generated" == message["Auto-Submitted"]
    assert re.fullmatch(r"<[0-9a-f]{32}@example\.org>", message["Message-ID"])


def test_both_forms_say_the_same(mailing: Built) -> None:
    """Text and HTML name the same papers and lead to the same pages, all on the site."""
    message = write(mailing, "--edition", "2026-02-03")
    text, page = give_text(message), PageReader(give_text(message, "html"))
    links = [link for link in page.links if link.startswith(BASE)]
    papers = {link for link in links if "/papers/" in link}
    assert 3 == len(papers)
    assert papers == set(re.findall(r"https://example.org/digest/papers/\S+", text))
    assert [] == page.open
    assert not [link for link in page.links if not link.startswith((BASE, "https://lists.example.org/"))]
    assert not {"script", "img", "form", "link", "iframe"} & set(page.tags)


def test_the_same_input_gives_the_same_bytes(mailing: Built) -> None:
    """A mail is the same whenever it is written; another reader's has another id."""
    write(mailing)
    first = (mailing.folder / "letter.eml").read_bytes()
    write(mailing)
    assert first == (mailing.folder / "letter.eml").read_bytes()
    letter = choose(make_paper("kite", 1))
    one, other = (parse(compose(letter, SITE, reader)) for reader in ("ada@example.org", "bob@example.org"))
    assert one["Message-ID"] != other["Message-ID"]


EVIL = "Kites\r\nBcc: eve@example.org\r\n\r\n.\r\n<script>alert(1)</script>\u2028\u202eevil\x00 {{ 7*7 }} =?utf-8?q?x?="


def test_text_never_becomes_header_or_markup() -> None:
    """Line breaks, tags, template marks, encoded words and marks of direction in names and titles stay mere text."""
    message = parse(compose_with(EVIL))
    assert ["digest@example.org"] == [address.addr_spec for address in message["From"].addresses]
    assert ["ada@example.org"] == [address.addr_spec for address in message["To"].addresses]
    assert message["Bcc"] is None
    assert "Bcc: eve@example.org" in message["Subject"]
    page = give_text(message, "html")
    assert "script" not in PageReader(page).tags
    assert "&lt;script&gt;" in page
    assert "{{ 7*7 }}" in page
    assert not re.search("[\x00\u2028\u202e]", page + give_text(message) + str(message["Subject"]))
    assert "." not in [line.strip() for line in give_text(message).splitlines()]


@pytest.mark.parametrize(
    "name",
    ["Größe, Wärme & Co", "量子化と蒸留の週刊" * 6, 'a, b "c" ' * 12 + "d", "שלום: עולם", "(odd) <name>"],
)
def test_names_in_every_script_arrive(name: str) -> None:
    """Names that headers cannot hold as they are come out as they were, and no line is too long."""
    data = compose_with(name)
    message = parse(data)
    assert data.isascii()
    assert max(map(len, data.split(b"\r\n"))) <= 100
    assert message["Subject"].startswith(name)
    sender, _, _ = str(make_header(decode_header(message_from_bytes(data)["From"]))).rpartition(" <")
    assert name == sender.strip('"').replace('\\"', '"')
    assert name in html.unescape(give_text(message, "html"))


def test_a_long_address_for_leaving_stays_whole() -> None:
    """However long it is, programs can read it: it is neither broken nor encoded."""
    post = Post("digest@example.org", f"https://x.example.org/{'leave/' * 60}?who={{address}}")
    data = compose(choose(make_paper("kite", 1)), SITE, post=post)
    assert f"<{post.unsubscribe.replace('{address}', 'ada%40example.org')}>" == parse(data)["List-Unsubscribe"].strip()
    assert b"leave/leave/" in data.partition(b"\r\n\r\n")[0]


def test_leaving_by_mail_promises_no_click() -> None:
    """A mailto address takes no POST, so none is promised."""
    post = Post("digest@example.org", "mailto:leave@example.org?subject=leave")
    message = parse(compose(choose(make_paper("kite", 1)), SITE, post=post))
    assert "<mailto:leave@example.org?subject=leave>" == message["List-Unsubscribe"].strip()
    assert message["List-Unsubscribe-Post"] is None


def test_clean_text_keeps_what_languages_need() -> None:
    """Joiners and marks that scripts are written with stay; what turns or hides text does not."""
    assert "a\u200db\u200f\n\tc d" == clean_text("a\u200db\u200f\n\tc\u2028d\u202e\x07\ud800")


def test_every_edition_of_the_real_site_fits() -> None:
    """Each real edition is a mail of five to ten papers that no service cuts off."""
    digest = read_real()
    site = Site(digest.site.name, digest.site.tagline, base_url=BASE)
    arrivals = {edition.file: "2026-03-14" for edition in digest.editions}
    for edition in digest.editions:
        letter = choose_letter(digest, Wanted(edition.id), arrivals, Say(PHRASES, "en"))
        assert 5 <= letter.shown <= MOST
        assert len(compose(letter, site)) < LARGEST / 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 600])
def test_a_mail_is_readable(browser: Browser, mailing: Built, scheme: Literal["light", "dark"], width: int) -> None:
    """On a phone and at a desk, light and dark, nothing is wider than the screen and all text stands out."""
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.set_content(give_text(write(mailing, "--edition", "2026-02-03"), "html"))
    assert width == page.evaluate("document.documentElement.scrollWidth")
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]}).response["violations"]
    assert [] == [(one["id"], one["nodes"][0]["html"]) for one in found]
    context.close()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--edition", "The windy editon"], "no edition 'The windy editon'; did you mean `The windy edition`?"),
        (["--week", "2026-W12"], "no edition is of the week 2026-W12; did you mean `2026-W11`?; nothing was written"),
        (["--week", "2026-W60"], "`2026-W60` is no week of the calendar; write it like 2026-W11, or `last`"),
        (["--topic", "kits"], "there is no topic 'kits'; did you mean `kites`?"),
        (["--topic", "kites", "--edition", "c_later"], "no paper of “Kites & flight, Mar 12” is new"),
    ],
    ids=["edition", "week", "calendar", "topic", "nothing new"],
)
def test_what_is_not_there_is_said(mailing: Built, arguments: list[str], said: str) -> None:
    """A name that nothing bears ends with one line that says what there is, and nothing is written."""
    result = mailing.build("mail", "--out", "letter.eml", *arguments)
    assert 2 == result.returncode
    assert said in result.stderr.splitlines()[-1]
    assert not (mailing.folder / "letter.eml").exists()


def test_what_a_mail_needs_is_said(tiny: Built) -> None:
    """Without a sender, an address of the site or a day there is no mail, and one line says what to write where."""
    (tiny.source / "site_src/editions.yml").unlink()
    lines = []
    for text in ("", MAIL, f"base_url: {BASE}\n"):
        tiny.add("site.yml", text)
        result = tiny.build("mail", "--out", "letter.eml")
        assert 2 == result.returncode
        lines.append(result.stderr.strip())
    assert [
        "build.py: nobody is named as sender; write `mail:` into site_src/site.yml, as docs/mail.md shows",
        "build.py: links in a mail need the site's address; write `base_url:` into site.yml, or use --base-url",
        "build.py: “Mar 12” has no day; write its `date:` into site_src/editions.yml",
    ] == lines


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mail: {sender: digest@example.org}", "the field `unsubscribe` is missing"),
        ("mail: {sendr: x}", "there is no field `sendr`; did you mean `sender`?"),
        ("mail: {sender: Ada, unsubscribe: 'mailto:a@example.org'}", "`Ada` is not what belongs here; write it like"),
        ("mail: {sender: a@example.org, unsubscribe: 'http://x.org/'}", "`http://x.org/` is not what belongs here"),
        ("mail: {sender: a@example.org, unsubscribe: 'https://x.org/{adress}'}", "`https://x.org/{adress}` is not"),
        ("subscribe: {field: email}", "the field `address` is missing"),
        ("subscribe: {address: 'http://x.org/join'}", "`http://x.org/join` is not what belongs here"),
        ("subscribe: {address: 'https://x.org/join', field: 'e mail'}", "`e mail` is not what belongs here"),
    ],
)
def test_wrong_settings_are_explained(tiny: Built, text: str, said: str) -> None:
    """A mistake in `site.yml` is said with its line."""
    tiny.add("site.yml", f"{text}\n")
    result = tiny.build("check")
    assert 1 == result.returncode
    assert "site.yml:3:" in result.stderr
    assert said in result.stderr


def test_a_form_to_sign_up(tiny: Built) -> None:
    """The form stands at home and at the foot of other pages, and only its service may be sent anything."""
    said = "{address: 'https://x.example.org:8443/join?a=1', field: 'fields[email]', hidden: {list: '\"7'}}"
    tiny.add("site.yml", f"subscribe: {said}\n")
    build_well(tiny, "--no-search")
    for name in ("index.html", "topics/kites/index.html", "404.html"):
        text = tiny.read(name)
        assert 1 == text.count('<form class="sign-up" method="post" action="https://x.example.org:8443/join?a=1">')
        assert '<input type="hidden" name="list" value="&#34;7">' in text
        assert '<input type="email" name="fields[email]"' in text
        assert "form-action 'self' https://x.example.org:8443\"" in text


def test_a_browser_sends_the_form_there_only(page: Page, tiny: Built) -> None:
    """The policy of the pages lets the form go to its service, by POST and with the address, and nowhere else."""
    tiny.add("site.yml", "subscribe: {address: 'https://x.example.org/join', field: email}\n")
    build_well(tiny, "--no-search")
    sent: list[Request] = []

    def answer(route: Route) -> None:
        sent.append(route.request)
        route.fulfill(body="thanks")

    page.route("https://**/*", answer)
    elsewhere = """() => new Promise(resolve => {
        const form = document.querySelector(".sign-up");
        addEventListener("securitypolicyviolation", event => resolve(event.violatedDirective));
        form.action = "https://y.example.org/join";
        form.querySelector("[type=email]").value = "ada@example.org";
        form.requestSubmit();
    })"""
    with serve_folder(tiny.out) as address:
        page.goto(address)
        assert "form-action" == page.evaluate(elsewhere)
        page.goto(address)
        page.get_by_label("Your e-mail address").fill("ada@example.org")
        page.get_by_role("button", name="Sign up").click()
        page.wait_for_url("https://x.example.org/join")
    assert [("POST", "https://x.example.org/join", "email=ada%40example.org")] == [
        (request.method, request.url, request.post_data) for request in sent
    ]


def test_a_page_to_sign_up(tiny: Built, tiny_built: Built) -> None:
    """Without a field the address is a link, and nothing may be sent anywhere; without either there is nothing."""
    assert "Sign up" not in tiny_built.read("")
    tiny.add("site.yml", "subscribe: {address: 'https://x.example.org/join'}\n")
    text = build_well(tiny, "--no-search").read("")
    assert '<a href="https://x.example.org/join" rel="noopener noreferrer">Sign up</a>' in text
    assert "form-action 'self'\"" in text


def test_readers_are_read() -> None:
    """Each address counts once, whatever its capitals; what is no address is named by its line and not by its words."""
    text = "# readers\nada@example.org\n\n  Bob@example.org\r\nADA@example.org\nada\neve@example.org, x@example.org\n"
    readers, problems = read_readers(text, "readers.txt")
    assert ["ada@example.org", "Bob@example.org"] == readers[:2]
    assert [Place("readers.txt", 6), Place("readers.txt", 7)] == [problem.place for problem in problems]
    assert not [problem for problem in problems if "eve" in problem.message + problem.hint]


def test_marks_tell_nothing_without_the_secret() -> None:
    """A mark is the same for one reader and one secret, and is neither the token nor a plain hash."""
    assert make_mark("s", "Ada@example.org") == make_mark("s", "ada@example.org")
    assert 4 == len({make_mark("s", "a"), make_mark("t", "a"), make_mark("s", "b"), make_token("s", "a")})
