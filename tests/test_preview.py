"""The live preview: real files, a real server, a real browser; only the site is invented."""

from __future__ import annotations

import errno
import http.client
import json
import os
import shutil
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from digest.desk import watching
from digest.desk.answers import describe_problems
from digest.desk.preview import Draft, PreviewError, Read, serve_preview
from digest.desk.serving import Server
from digest.desk.watching import take_snapshot
from digest.nouns import Place, Problem
from tests.conftest import ROOT, wait_for

OVERLAY = ROOT / "templates/preview"
LIMIT = 10.0  # seconds; nothing is waited for longer
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; base-uri 'none'"
)
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}"><title>Kites</title>
<link rel="icon" href="data:,"></head>
<body><h1>{title}</h1><p>{text}</p></body></html>"""


@dataclass
class Desk:
    """An editor's file with what the preview makes of it: its text is the heading, a line `bad` in it is a problem."""

    folder: Path
    said: list[str] = field(default_factory=list)
    made: int = 0
    port: int = 0
    stop: threading.Event = field(default_factory=threading.Event)
    after_reading: Callable[[], None] = lambda: None

    @property
    def file(self) -> Path:
        """The file that the tests change."""
        return self.folder / "site_src" / "title.yml"

    @property
    def url(self) -> str:
        """The address of the preview."""
        return f"http://127.0.0.1:{self.port}/"

    def make(self) -> Draft:
        """Make pages of what the file says now."""
        self.made += 1
        files = sorted(self.folder.rglob("title.yml"))
        text = files[0].read_bytes().decode() if files else "nothing"
        self.after_reading()
        lines = [number for number, line in enumerate(text.split("\n"), 1) if "bad" in line]
        place = [Place("site_src/title.yml", line, 8) for line in lines]
        found = [Problem(at, "V009", "there is no topic `bad <b>`", "did you mean `good`?") for at in place]
        html = PAGE.format(policy=POLICY, title=text, text="far below " * 2000).encode()
        return Draft(None if found else self.reader(html), tuple(found))

    def reader(self, html: bytes) -> Read:
        """Give a way to read the files of a site that shows this page."""
        files = dict.fromkeys(("index.html", "papers/x y/index.html", "404.html"), html)
        files |= dict.fromkeys(("a.css", "a.js", "a.xml", "a.svg", "a.bin", "papers.json"), b"x")

        def read(name: str) -> bytes | None:
            if name == "faulty.html":
                raise ValueError("no <such> filter")
            if name == "template.html":
                raise LookupError(Problem(Place("site_src/title.yml", 1, 7), "X002", "there is no `words`"))
            return files.get(name)

        return read

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], str]:
        """Ask for an address and give status, fields and body."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT)) as connection:
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode()

    def write(self, text: str) -> None:
        """Save the file at once; one that is cut before it is written would be two changes to a quick watcher."""
        beside = self.file.with_name(".beside")
        beside.write_text(text, encoding="utf-8")
        beside.replace(self.file)

    def wait_for_page(self, text: str, path: str = "/") -> None:
        """Wait until a page holds this text."""
        wait_for(lambda: text in self.ask(path)[2])


@contextmanager
def run_preview(desk: Desk, port: int = 0, index: Callable[[Draft], Read] | None = None) -> Iterator[Desk]:
    """Run a preview of the desk, and stop it as the program does."""
    desk.stop.clear()
    watched = {name: desk.folder / name for name in ("site_src", "seeds")}
    arguments = (desk.make, index, watched, OVERLAY, port, desk.said.append, desk.stop)
    thread = threading.Thread(target=serve_preview, args=arguments, daemon=True)
    thread.start()
    try:
        wait_for(lambda: any(line.startswith("http") for line in desk.said))
        address = next(line for line in desk.said if line.startswith("http"))
        desk.port = int(address.removeprefix("http://127.0.0.1:").partition("/")[0])
        yield desk
    finally:
        desk.stop.set()
        thread.join(LIMIT)
        assert not thread.is_alive()


@contextmanager
def listen(desk: Desk) -> Iterator[Callable[[], dict[str, Any]]]:
    """Open the stream of events; what is given waits for the next one."""
    with closing(http.client.HTTPConnection("127.0.0.1", desk.port, timeout=LIMIT)) as connection:
        connection.request("GET", "/_preview/events")
        answer = connection.getresponse()

        def hear() -> dict[str, Any]:
            while not (line := answer.readline()).startswith(b"data: "):
                assert line, "the stream has ended"
            event: dict[str, Any] = json.loads(line[6:])
            return event

        yield hear


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look for changes more often than people need."""
    monkeypatch.setattr(watching, "_POLL", 0.04)


def set_up(folder: Path) -> Desk:
    """Put a good file on a desk."""
    (folder / "site_src").mkdir()
    made = Desk(folder)
    made.write("first words")
    return made


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a desk of one's own, not previewed yet."""
    return set_up(tmp_path)


@pytest.fixture
def shown(desk: Desk) -> Iterator[Desk]:
    """Give a desk that is previewed."""
    with run_preview(desk):
        yield desk


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Give a desk that is previewed for all who only look."""
    with run_preview(set_up(tmp_path_factory.mktemp("still"))) as desk:
        yield desk


def test_a_change_is_shown(shown: Desk) -> None:
    """What is saved is on the page, and the terminal says so in one line."""
    assert "<h1>first words</h1>" in shown.ask("/")[2]
    shown.write("second words")
    shown.wait_for_page("<h1>second words</h1>")
    assert shown.said[-1].startswith("rebuilt in 0.")


def test_saving_by_renaming_is_seen(shown: Desk) -> None:
    """Many editors write another file and rename it, here of the same size and time; its inode tells."""
    old = shown.file.stat()
    other = shown.folder / "site_src" / "title.yml.tmp"
    other.write_text("fresh words", encoding="utf-8")
    os.utime(other, ns=(old.st_atime_ns, old.st_mtime_ns))
    other.replace(shown.file)
    shown.wait_for_page("fresh words")


def test_many_files_at_once_are_one_change(shown: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty files that are saved over a quarter of a second are waited for."""
    monkeypatch.setattr(watching, "_POLL", 0.1)
    for number in range(50):
        (shown.folder / "site_src" / f"{number}.yml").write_text("x", encoding="utf-8")
        time.sleep(0.005)
    shown.write("last of all")
    shown.wait_for_page("last of all")
    assert shown.made <= 3


def test_files_that_never_rest_are_shown_all_the_same(shown: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that goes on changing holds a change back for a while at most."""
    monkeypatch.setattr(watching, "_SETTLE", 0.3)
    end = time.monotonic() + LIMIT
    while shown.made == 1 and time.monotonic() < end:
        (shown.folder / "site_src" / "log.yml").write_text(str(time.monotonic_ns()), encoding="utf-8")
        time.sleep(0.01)
    assert 1 < shown.made


def test_a_change_while_making_is_made_afterwards(desk: Desk) -> None:
    """What is saved while the last change is being read is not lost."""

    def save_once() -> None:
        if desk.made == 2:
            desk.write("third")

    desk.after_reading = save_once
    with run_preview(desk):
        desk.write("second")
        desk.wait_for_page("third")
    assert 3 == desk.made


def test_folders_come_and_go(shown: Desk) -> None:
    """A folder that is deleted, or that was never there, is empty; one that comes is seen."""
    shutil.rmtree(shown.folder / "site_src")
    shown.wait_for_page("<h1>nothing</h1>")
    (shown.folder / "site_src").mkdir()
    shown.write("back again")
    shown.wait_for_page("back again")


def test_scratch_files_are_no_change(tmp_path: Path) -> None:
    """What is hidden or what editors put beside a file is left out; links that lead round end."""
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    for name in (".git/x", ".a.yml", ".a.yml.swp", "a.yml~", "a.yml.tmp", "a.yml", "deep/er/b.yml"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / "deep" / "round").symlink_to(tmp_path)
    (tmp_path / "nowhere.yml").symlink_to(tmp_path / "missing")
    found = take_snapshot([tmp_path, tmp_path / "missing"])
    assert {tmp_path / "a.yml", tmp_path / "deep/er/b.yml"} == set(found)


def test_problems_keep_the_last_good_page(shown: Desk) -> None:
    """The pages stay as they were; the stream says what is wrong, with the line and the column."""
    with listen(shown) as hear:
        assert [] == hear()["problems"]
        shown.write("good\ntitle: bad")
        event = hear()
        assert "first words" in shown.ask("/")[2]
        shown.write("mended")
        mended = hear()
    expected = {
        "place": "site_src/title.yml:2:8",
        "code": "V009",
        "message": "there is no topic `bad <b>`",
        "hint": "did you mean `good`?",
        "line": "title: bad",
        "column": 8,
    }
    assert ([expected], []) == (event["problems"], mended["problems"])
    assert "1 problem, the last good page is kept" in shown.said
    assert event["version"] < mended["version"]


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (Place("site_src/title.yml", 1), "of the site"),
        (Place("seeds/title.yml", 1), "of the seeds"),
        (Place("seeds/only.yml", 1, 1), "é: x"),
        (Place("seeds/only.yml", 2), "second"),
        (Place("site_src/only.yml", 1), ""),
        (Place("docs/title.yml", 1), ""),
        (Place("site_src/title.yml", 3), ""),
        (Place("site_src/title.yml"), ""),
        (Place("site_src/missing.yml", 1), ""),
        (Place("site_src/" + "x" * 999, 1), ""),
        (Place("site_src", 1), ""),
    ],
    ids=str,
)
def test_problems_show_their_line(tmp_path: Path, place: Place, line: str) -> None:
    """A place says `site_src/…` also where a folder of another name is read in its stead; some lines are nowhere."""
    for name, text in (("site/title.yml", "of the site"), ("seeds/title.yml", "of the seeds")):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "seeds" / "only.yml").write_bytes("\ufeffé: x\r\nsecond\r\n".encode())
    watched = {"site_src": tmp_path / "site", "seeds": tmp_path / "seeds"}
    assert [line] == [problem["line"] for problem in describe_problems([Problem(place, "V009", "no")], watched)]


def test_a_start_with_problems(desk: Desk) -> None:
    """Without any good page yet, every address says so and waits; the first good draft is shown."""
    desk.write("title: bad\ntitle: bad")
    with run_preview(desk):
        status, fields, body = desk.ask("/papers/any/")
        assert (503, "text/html; charset=utf-8") == (status, fields["Content-Type"])
        assert "/_preview/preview.js" in body
        assert "2 problems, there is no good page yet" in desk.said
        desk.write("mended")
        desk.wait_for_page("<h1>mended</h1>")


def test_the_next_free_port_is_taken(desk: Desk) -> None:
    """A port that is taken is passed over, and the address says so."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with run_preview(desk, port):
            assert port < desk.port <= port + 50
            assert f"(port {port} is taken)" in desk.said[-1]
            assert 200 == desk.ask("/")[0]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (errno.EADDRINUSE, "no port from 8000 to 8050 is free; name another one"),
        (errno.EACCES, "the port 8000 cannot be used (Permission denied)"),
    ],
    ids=["taken", "forbidden"],
)
def test_no_port_is_to_be_had(desk: Desk, monkeypatch: pytest.MonkeyPatch, reason: int, said: str) -> None:
    """Where every port is taken, or one may not be used, that is said in one line."""

    def refuse(*_: object) -> None:
        raise OSError(reason, os.strerror(reason))

    monkeypatch.setattr(socketserver.TCPServer, "server_bind", refuse)
    with pytest.raises(PreviewError) as caught:
        serve_preview(desk.make, None, {}, OVERLAY, 8000, desk.said.append, desk.stop)
    assert (said, 0) == (str(caught.value), desk.made)


def test_it_stops_at_once(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    """Open streams end, threads too, the port is free, and nobody complains."""
    before = set(threading.enumerate())
    with run_preview(desk):
        with socket.create_connection(("127.0.0.1", desk.port)) as rude:
            rude.sendall(b"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n")
        with listen(desk) as hear:
            hear()
            desk.stop.set()
            start = time.monotonic()
            wait_for(lambda: not set(threading.enumerate()) - before)
            assert time.monotonic() - start < 3
    with pytest.raises(ConnectionRefusedError):
        desk.ask("/")
    assert ("", "") == capfd.readouterr()


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:{port}", "127.0.0.1:1", ""])
def test_foreign_names_are_refused(still: Desk, host: str) -> None:
    """A web site whose name was made to lead to this machine may read nothing, events neither."""
    for path in ("/", "/_preview/events", "/_preview/preview.js"):
        status, _, body = still.ask(path, Host=host.format(port=still.port))
        assert (403, False) == (status, "first words" in body)


def test_own_names_are_let_in(still: Desk) -> None:
    """Both names of this machine do, however they are spelt."""
    for host in ("127.0.0.1", f"localhost:{still.port}", "LOCALHOST"):
        assert 200 == still.ask("/", Host=host)[0]


@pytest.mark.parametrize(
    ("path", "status", "content_type"),
    [
        ("/", 200, "text/html; charset=utf-8"),
        ("/?q=x", 200, "text/html; charset=utf-8"),
        ("/index.html", 200, "text/html; charset=utf-8"),
        ("/papers/x%20y/", 200, "text/html; charset=utf-8"),
        ("/a.css", 200, "text/css; charset=utf-8"),
        ("/a.js?1", 200, "text/javascript; charset=utf-8"),
        ("/a.xml", 200, "application/xml"),
        ("/a.svg", 200, "image/svg+xml"),
        ("/papers.json", 200, "application/json"),
        ("/a.bin", 200, "application/octet-stream"),
        ("/nothing", 404, "text/html; charset=utf-8"),
        ("/papers/", 404, "text/html; charset=utf-8"),
        ("/papers/../a.css", 404, "text/html; charset=utf-8"),
        ("/%2e%2e/%2e%2e/etc/passwd", 404, "text/html; charset=utf-8"),
        ("/..%5c..%5ca.css", 404, "text/html; charset=utf-8"),
        ("/%00%ff", 404, "text/html; charset=utf-8"),
        ("/_preview/preview.js", 200, "text/javascript; charset=utf-8"),
        ("/_preview/preview.css", 200, "text/css; charset=utf-8"),
        ("/_preview/../preview.py", 404, "text/plain; charset=utf-8"),
        ("/faulty.html", 500, "text/html; charset=utf-8"),
    ],
)
def test_addresses(still: Desk, path: str, status: int, content_type: str) -> None:
    """Every address has its status and type, and is kept nowhere."""
    found, fields, body = still.ask(path)
    assert (status, content_type, "no-store") == (found, fields["Content-Type"], fields["Cache-Control"])
    assert str(len(body.encode())) == fields["Content-Length"]
    status_alone, fields_alone, nothing = still.ask(path, "HEAD")
    assert (found, fields["Content-Length"], "") == (status_alone, fields_alone["Content-Length"], nothing)


def test_a_missing_slash_is_added(still: Desk) -> None:
    """The address of a folder without its slash leads to the one with it."""
    status, fields, _ = still.ask("/papers/x%20y")
    assert (301, "/papers/x%20y/") == (status, fields["Location"])


def test_pages_are_dressed_and_files_are_not(still: Desk) -> None:
    """Script and style stand at the end of the head of every page, without a word inline."""
    dress = (
        '<link rel="stylesheet" href="/_preview/preview.css"><script src="/_preview/preview.js" defer></script></head>'
    )
    assert [1, 1, 0] == [still.ask(path)[2].count(dress) for path in ("/", "/nothing", "/a.js")]


def test_a_page_that_cannot_be_made(still: Desk) -> None:
    """A fault in one page is shown in its place, as text, and the others go on."""
    status, _, body = still.ask("/faulty.html")
    assert (500, True) == (status, "ValueError: no &lt;such&gt; filter</p>" in body)
    assert "<p>site_src/title.yml:1:7: X002 there is no `words`</p>" in still.ask("/template.html")[2]
    assert 200 == still.ask("/")[0]


def test_making_may_raise_anything(shown: Desk) -> None:
    """What the program gets wrong is a problem with its place, and the next change is made as ever."""
    with listen(shown) as hear:
        hear()
        shown.file.write_bytes(b"\xff")
        [problem] = hear()["problems"]
        assert problem["message"].startswith("the program failed: UnicodeDecodeError: ")
        assert problem["place"].startswith("test_preview.py:")
        shown.write("mended")
        assert [] == hear()["problems"]
    assert "<h1>mended</h1>" in shown.ask("/")[2]


def test_the_search_index_follows(desk: Desk) -> None:
    """The first index is waited for; drafts that were overtaken are never indexed; the newest finished one answers."""
    begun: list[bytes] = []
    go_on = threading.Semaphore(0)

    def index(draft: Draft) -> Read:
        assert draft.read
        page = draft.read("index.html") or b""
        begun.append(page)
        assert go_on.acquire(timeout=LIMIT)
        return lambda name: page if name == "pagefind/all.js" else None

    with run_preview(desk, index=index):
        for text in ("second words", "third words"):
            desk.write(text)
            desk.wait_for_page(text)
        threading.Timer(0.1, go_on.release).start()
        assert "first words" in desk.ask("/pagefind/all.js")[2]
        go_on.release()
        desk.wait_for_page("third words", "/pagefind/all.js")
        assert 404 == desk.ask("/pagefind/other.js")[0]
    assert 2 == len(begun)


def test_without_an_index_pages_are_shown(desk: Desk) -> None:
    """An index that cannot be made is a line in the terminal; what is below its address is missing."""

    def index(_: Draft) -> Read:
        raise OSError("no Pagefind")

    with run_preview(desk, index=index):
        assert [404, 200] == [desk.ask(path)[0] for path in ("/pagefind/pagefind.js", "/")]
    assert "the search stays as it was: no Pagefind" in desk.said


def test_a_browser_need_not_ask_twice() -> None:
    """As many connections as a browser opens for all its tabs stand at once, also while nobody has time to answer."""
    with Server(0, lambda _: pytest.fail("asked"), lambda: iter(())) as server, ExitStack() as stack:
        for _ in range(40):
            stack.enter_context(socket.create_connection(("127.0.0.1", server.server_port), timeout=0.5))


@pytest.fixture
def reader(page: Page, shown: Desk) -> Iterator[Page]:
    """Open the previewed page in a browser, where any complaint is a fault."""
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(shown.url)
    expect(page.locator("h1")).to_have_text("first words")
    yield page
    assert [] == faults


def test_the_page_reloads_by_itself(reader: Page, shown: Desk) -> None:
    """A change comes to the open page, which stays where it was scrolled to."""
    reader.evaluate("scrollTo(0, 900)")
    shown.write("second words")
    expect(reader.locator("h1")).to_have_text("second words", timeout=LIMIT * 1000)
    assert 900 == reader.evaluate("scrollY")


def test_problems_lie_over_the_page_until_they_are_mended(reader: Page, shown: Desk) -> None:
    """The overlay says where and what, as text, with a mark at the place; mended, it goes and the page is new."""
    shown.write("good\ntitle: bad")
    overlay = reader.get_by_role("alertdialog")
    expect(overlay).to_be_visible(timeout=LIMIT * 1000)
    expect(overlay.get_by_role("heading")).to_have_text("1 problem. The page behind this is the last good one.")
    expect(overlay.locator("li")).to_contain_text("site_src/title.yml line 2, column 8")
    expect(overlay.locator("li")).to_contain_text("there is no topic bad <b>")
    expect(overlay.locator("pre")).to_have_text("title: bad")
    expect(overlay.locator("mark")).to_have_text("bad")
    expect(overlay.locator("code")).to_have_text(["V009", "bad <b>", "good"])
    expect(reader.locator("h1")).to_have_text("first words")
    shown.write("mended")
    expect(reader.locator("h1")).to_have_text("mended", timeout=LIMIT * 1000)
    expect(overlay).to_have_count(0)


def test_the_overlay_is_hidden_until_the_next_change(reader: Page, shown: Desk) -> None:
    """Escape hides it, on other pages too; a button brings it back; other problems bring it back by themselves."""
    shown.write("title: bad")
    overlay = reader.get_by_role("alertdialog")
    expect(overlay).to_be_visible(timeout=LIMIT * 1000)
    reader.keyboard.press("Escape")
    expect(overlay).to_be_hidden()
    reader.goto(shown.url + "papers/x%20y/")
    expect(reader.get_by_role("button", name="Show 1 problem")).to_be_visible()
    expect(overlay).to_be_hidden()
    shown.write("title: bad\ntitle: bad")
    expect(overlay.get_by_role("heading")).to_contain_text("2 problems", timeout=LIMIT * 1000)
    overlay.get_by_role("button", name="Hide").click()
    reader.get_by_role("button", name="Show 2 problems").click()
    expect(overlay).to_be_visible()


def test_a_start_with_problems_shows_them_in_the_browser(page: Page, desk: Desk) -> None:
    """There the overlay says that no page is there yet, and the first good one comes by itself."""
    desk.write("title: bad")
    with run_preview(desk):
        page.goto(desk.url)
        expect(page.get_by_role("alertdialog")).to_contain_text("There is no good page yet.")
        desk.write("mended")
        expect(page.locator("h1")).to_have_text("mended", timeout=LIMIT * 1000)


def test_a_page_that_cannot_be_made_says_so_in_the_browser(page: Page, shown: Desk) -> None:
    """The fault stands in the overlay with its line, on this page alone."""
    page.goto(shown.url + "template.html")
    overlay = page.get_by_role("alertdialog")
    expect(overlay).to_contain_text("1 problem. The page behind this could not be made.")
    expect(overlay.locator("mark")).to_have_text("words")
    page.goto(shown.url)
    expect(overlay).to_have_count(0)


def test_a_page_waits_for_the_preview_to_come_back(page: Page, desk: Desk) -> None:
    """A server that has gone is a quiet notice; another one at the same address is found, and what it shows."""
    with run_preview(desk):
        page.goto(desk.url)
        expect(page.locator("h1")).to_have_text("first words")
    expect(page.get_by_text("Preview ended")).to_be_visible()
    desk.write("other words")
    desk.said.clear()
    with run_preview(desk, desk.port):
        expect(page.locator("h1")).to_have_text("other words", timeout=LIMIT * 1000)
        expect(page.get_by_text("Preview ended")).to_be_hidden()


def test_hidden_tabs_leave_connections_free(page: Page, shown: Desk) -> None:
    """A tab that is hidden holds no stream, and is brought up to date when it is seen again."""
    hide = "hidden => { Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});"
    change = hide + " document.dispatchEvent(new Event('visibilitychange')) }"
    before = threading.active_count()
    page.goto(shown.url)
    wait_for(lambda: threading.active_count() > before)
    page.evaluate(change, True)
    shown.write("second words")
    shown.wait_for_page("second words")
    shown.write("third words")
    shown.wait_for_page("third words")
    expect(page.locator("h1")).to_have_text("first words")
    wait_for(lambda: threading.active_count() == before)
    page.evaluate(change, False)
    expect(page.locator("h1")).to_have_text("third words", timeout=LIMIT * 1000)
