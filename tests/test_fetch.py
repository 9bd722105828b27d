"""Saving what the papers service answers, and refusing what is no list of papers."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from digest.network import fetch
from digest.network.fetch import Saved, Wanted, check_wanted, fetch_dumps, list_papers, make_url, name_dump, read_items
from digest.network.services import Services, read_services
from digest.network.web import Client
from digest.network.wire import Limits, WebError
from tests import server as stage
from tests.server import FakeTime, Server, answer, serve

DAY = Wanted("daily", "2026-03-14")
WEEK = Wanted("week", "2026-W11")


def make_list(*ids: str) -> bytes:
    """Make an answer in the service's shape."""
    items = [{"paper": {"id": id, "title": f"On {id}", "summary": "…"}, "title": f"On {id}"} for id in ids]
    return json.dumps(items, indent=1).encode()


def fetch_all(server: Server, folder: Path, wanted: Wanted = DAY, size: int = 4) -> list[Saved]:
    """Fetch from the local server, in no time."""
    services = read_services(folder / "none", "Test", "https://example.org/")[0]
    services = dataclasses.replace(services, papers=dataclasses.replace(services.papers, address=server.url, page=size))
    fake = FakeTime()
    manners = dataclasses.replace(services.papers.manners, limits=Limits(0.5, 0.4, 2000), tries=2)
    return list(fetch_dumps(Client(manners, fake.clock, fake.sleep), services, wanted, folder))


@pytest.mark.parametrize(
    ("wanted", "name", "asked"),
    [
        (DAY, "daily-2026-03-14.json", "/api/daily_papers?date=2026-03-14&limit=50"),
        (WEEK, "week-2026-W11.json", "/api/daily_papers?week=2026-W11&limit=50"),
        (Wanted("month", "2026-03"), "month-2026-03.json", "/api/daily_papers?month=2026-03&limit=50"),
        (
            Wanted("query", "weight  averaging & more", "2026-03-14"),
            "query-weight-averaging-and-more-58c9d7871d-2026-03-14.json",
            "/api/papers/search?q=weight+averaging+%26+more&limit=50",
        ),
        (
            Wanted("query", "../../etc/passwd", "2026-03-14"),
            "query-etc-passwd-2026-03-14.json",
            "/api/papers/search?q=..%2F..%2Fetc%2Fpasswd&limit=50",
        ),
    ],
    ids=["day", "week", "month", "query", "query like a path"],
)
def test_names_say_what_was_asked(wanted: Wanted, name: str, asked: str) -> None:
    """File name and address follow from the wish alone, and no query leaves the folder."""
    assert name == name_dump(wanted)
    assert f"https://x.org{asked}" == make_url("https://x.org", wanted, 50)


def test_different_queries_have_different_names() -> None:
    """Queries that fold to the same words are still told apart by what folding loses."""
    names = {name_dump(Wanted("query", words, "2026-03-14")) for words in ("LoRA", "LoRA+", "обучение", "训练")}
    assert 4 == len(names)


@pytest.mark.parametrize(
    ("wanted", "fine"),
    [
        (DAY, True),
        (Wanted("daily", "2026-02-30"), False),
        (Wanted("daily", "20260314"), False),
        (Wanted("daily", "2026-03-14/../x"), False),
        (WEEK, True),
        (Wanted("week", "2026-W53"), True),
        (Wanted("week", "2025-W53"), False),
        (Wanted("week", "2026-W00"), False),
        (Wanted("month", "2026-13"), False),
        (Wanted("month", "2026-12"), True),
        (Wanted("query", "weights", "2026-03-14"), True),
        (Wanted("query", " ", "2026-03-14"), False),
        (Wanted("query", "w" * 251, "2026-03-14"), False),
        (Wanted("query", "weights", ""), False),
    ],
)
def test_wishes_are_checked(wanted: Wanted, fine: bool) -> None:
    """What is no day, week or month of the calendar is refused before anybody is asked."""
    assert fine == (check_wanted(wanted) == "")


def test_an_answer_is_saved_byte_for_byte(tmp_path: Path) -> None:
    """The file holds what was answered, spaces and all, and nothing else is left in the folder."""
    body = b" " + make_list("1", "2").replace(b"\n", b"\r\n") + b"\n"
    with serve(answer(body)) as server:
        assert [Saved(tmp_path / "daily-2026-03-14.json", "written", 2)] == fetch_all(server, tmp_path, size=100)
    assert body == (tmp_path / "daily-2026-03-14.json").read_bytes()
    assert ["daily-2026-03-14.json"] == [path.name for path in tmp_path.iterdir()]
    assert 1 == len(server.asked)


@pytest.mark.parametrize(
    ("old", "new", "done"),
    [
        (("1", "2"), ("1", "2", "3"), "replaced"),
        (("1", "2"), ("3", "4"), "replaced"),
        (("1", "2"), ("1", "2"), "unchanged"),
        (("1", "2"), ("1",), "kept"),
        (("1", "2"), ("1", "1", "1"), "kept"),
    ],
    ids=["more", "as many", "same", "less", "repeated"],
)
def test_more_is_never_replaced_by_less(tmp_path: Path, old: tuple[str], new: tuple[str], done: str) -> None:
    """A dump that is there stays where the new answer brings nothing, and no paper of either is lost."""
    path = tmp_path / "daily-2026-03-14.json"
    path.write_bytes(make_list(*old))
    with serve(answer(make_list(*new))) as server:
        [saved] = fetch_all(server, tmp_path, size=100)
    assert done == saved.done
    assert {*old, *new} == list_papers(json.loads(path.read_bytes()))
    if done == "kept" or {*old} <= {*new}:
        assert make_list(*(old if done == "kept" else new)) == path.read_bytes()
    assert ("kept" in fetch.describe_saved(saved)) == (done == "kept")


def test_half_a_letter_stays_readable(tmp_path: Path) -> None:
    """What JSON can say and UTF-8 cannot is kept as JSON says it: the next answer finds a list, not a strange file."""
    path = tmp_path / "daily-2026-03-14.json"
    bodies = [json.dumps([{"id": str(n), "title": f"{n} \ud83d"}]).encode() for n in (1, 2, 3)]
    assert ["written", "replaced", "replaced"] == [fetch.save_dump(path, body, 1).done for body in bodies]
    assert {"1", "2", "3"} == list_papers(json.loads(path.read_text("utf-8")))


def test_a_dump_of_another_kind_is_kept(tmp_path: Path) -> None:
    """A file under the name that is no list of papers is not touched, and one line says so."""
    path = tmp_path / "daily-2026-03-14.json"
    path.write_text("<<<<<<< mine", encoding="utf-8")
    with serve(answer(make_list("1"))) as server, pytest.raises(WebError, match="it was kept"):
        fetch_all(server, tmp_path, size=100)
    assert "<<<<<<< mine" == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("play", "message"),
    [
        (answer(b"[]"), "holds no papers"),
        (answer(b"[{}]"), "holds no papers"),
        (answer(b""), "not whole JSON"),
        (answer(make_list("1")[:-3]), "not whole JSON"),
        (answer(make_list("1"), length=5000), "larger than"),
        (answer(make_list("1"), length=500), "cut"),
        (answer(b'{"error": "Invalid date"}'), "no list of papers"),
        (answer(b'["x"]'), "no list of papers"),
        (answer(b"[NaN]"), "not whole JSON"),
        (answer(b"[" * 1999), "not whole JSON"),
        (answer(b'[{"title": ' + b"9" * 1900), "not whole JSON"),
        (answer(b'[{"title": "\xff"}]'), "not UTF-8"),
        (answer(b"\xef\xbb\xbf[]"), "not whole JSON"),
        (answer(b"<html>Sorry</html>", type="text/html"), "text/html"),
        (answer(b"<html>Sorry</html>"), "not whole JSON"),
        (answer(b"x", "500 x"), "answered 500"),
        (answer(b"x", "302 x", Location="https://evil.example/"), "another host"),
        (answer(b" " * 3000), "larger than"),
        (stage.reset, "no connection"),
    ],
    ids=[
        "empty list", "no papers", "empty", "cut json", "announced large", "cut", "error object", "list of texts",
        "nan", "deep", "long number", "not utf-8", "byte order mark", "html", "html called json", "500",
        "other host", "large", "reset",
    ],
)  # fmt: skip
def test_what_is_no_list_of_papers_is_not_saved(tmp_path: Path, play: stage.Play, message: str) -> None:
    """One clear line, no file, and the old dump as it was."""
    with serve(play) as server, pytest.raises(WebError) as caught:
        fetch_all(server, tmp_path)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert [] == list(tmp_path.iterdir())


def test_full_pages_are_followed_by_others(tmp_path: Path) -> None:
    """A week of more papers than one page holds becomes several dumps; a short page is the last."""
    pages = [make_list("1", "2", "3", "4"), make_list("5", "6", "7"), make_list("8")]
    with serve(*map(answer, pages)) as server:
        saved = fetch_all(server, tmp_path, WEEK)
    assert ["week-2026-W11.json", "week-2026-W11-page-2.json", "week-2026-W11-page-3.json"] == [
        item.path.name for item in saved
    ]
    assert ["limit=4 HTTP", "limit=4&p=1 HTTP", "limit=4&p=2 HTTP"] == [
        line.partition("&")[2].partition("/1.1")[0] for line in server.asked
    ]


@pytest.mark.parametrize("last", [b"[]", make_list("1", "2", "3", "4")], ids=["empty", "the same again"])
def test_pages_end(tmp_path: Path, last: bytes) -> None:
    """An empty page, or one with nothing new from a service that knows no pages, is the end and is not saved."""
    with serve(answer(make_list("1", "2", "3", "4")), answer(last)) as server:
        assert 1 == len(fetch_all(server, tmp_path))
    assert 2 == len(server.asked)


def test_endless_pages_are_left(tmp_path: Path) -> None:
    """A service whose pages never end is asked for no more than the configured number."""
    plays = [answer(make_list(*(f"{page}.{paper}" for paper in range(4)))) for page in range(30)]
    with serve(*plays) as server:
        assert 10 == len(fetch_all(server, tmp_path))


def test_trouble_on_a_later_page_saves_nothing(tmp_path: Path) -> None:
    """A part of a list is not saved, for it would pass for the whole, and the trouble is said."""
    with serve(answer(make_list("1", "2", "3", "4")), answer(b"", "404 x")) as server, pytest.raises(WebError):
        fetch_all(server, tmp_path)
    assert [] == [*tmp_path.iterdir()]


def test_a_changed_title_keeps_the_old_one(tmp_path: Path) -> None:
    """A title that was changed at the service stands beside the old one, so that the address of its page lasts."""
    path = tmp_path / "week-2026-W11.json"
    path.write_bytes(make_list("1", "2"))
    changed = make_list("1", "2", "3").replace(b"On 2", b"On Two")
    for done in ("replaced", "kept"):
        with serve(answer(changed)) as server:
            [saved] = fetch_all(server, tmp_path, WEEK, size=100)
        assert (done, 3) == (saved.done, saved.papers)
        assert ["On 1", "On Two", "On 3", "On 2"] == [item["title"] for item in json.loads(path.read_bytes())]


@pytest.mark.parametrize(
    ("item", "papers"),
    [
        ('{"paper": {"id": "1", "title": "A"}}', {"1"}),
        ('{"id": "1", "title": "A"}', {"1"}),
        ('{"title": "A"}', {"A"}),
        ('{"title": " ", "paper": {"title": "B"}}', {"B"}),
        ('{"paper": [], "title": 5}', set()),
    ],
)
def test_papers_are_counted_by_id_or_title(item: str, papers: set[str]) -> None:
    """Both shapes of the service are known; what has no title is no paper."""
    assert papers == list_papers(read_items(f"[{item}, {item}]".encode()))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("contact: me@example.org\narxiv:\n  interval: 5\n", ""),
        ("contact: https://example.org/d\ntries: 2\n", ""),
        ("arxiv:\n  interval: 1\n", "`1` is not a number of at least 3"),
        ("papers:\n  address: file:///etc\n", "is not what belongs here"),
        ("papers:\n  address: https://u:p@example.org\n", "is not what belongs here"),
        ('contact: "x\\nX-Y: 1"\n', "is not what belongs here"),
        ("patience: 5\n", "there is no field `patience`"),
        ("tries: 0\n", "`0` is not a number of at least 1"),
        ("tries: 4\n", "services must be told who asks"),
    ],
)
def test_services_are_configured(tmp_path: Path, text: str, problem: str) -> None:
    """Addresses, patience and contact come from `services.yml`; nobody is made less polite than arXiv asks for."""
    (tmp_path / "services.yml").write_text(text, encoding="utf-8")
    services, problems = read_services(tmp_path, "Weights (& Straße)")
    assert len(problems) == (1 if problem else 0)
    assert all(problem in found.message for found in problems)
    assert isinstance(services, Services)
    assert services.arxiv.manners.agent.startswith("Weights & Stra e (+")
    assert services.arxiv.manners.interval >= 3
