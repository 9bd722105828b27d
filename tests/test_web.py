"""The polite client, against a server that is neither polite nor sane."""

from __future__ import annotations

import re
import socket
import ssl
import time
from pathlib import Path
from typing import Any

import pytest
import trustme

from digest.network.web import Client, Manners
from digest.network.wire import Limits, WebError, check_address
from tests import server as stage
from tests.server import FakeTime, answer, serve

JSON = ("application/json",)
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
LIST = b'[{"title": "On Rivers"}]'
QUICK = Limits(connect_time=5.0, answer_time=0.4, max_bytes=1000)
MANNERS = Manners("Some Digest (+https://example.org/)", limits=QUICK)


def make_client(said: list[str] | None = None, manners: Manners = MANNERS) -> tuple[Client, FakeTime]:
    """Give a client whose time is instant."""
    fake = FakeTime()
    return Client(manners, fake.clock, fake.sleep, (said if said is not None else []).append), fake


def get_error(client: Client, url: str) -> WebError:
    """Ask and give the one-line complaint."""
    with pytest.raises(WebError) as caught:
        client.get(url, JSON)
    assert "\n" not in str(caught.value)
    return caught.value


def test_an_answer_comes_whole() -> None:
    """The body, the type without parameters, and who asks for what, unpacked."""
    with serve(answer(LIST, type="application/JSON; charset=utf-8")) as server:
        got = make_client()[0].get(f"{server.url}/api/x?q=a%20b", JSON)
    assert (LIST, "application/json") == (got.body, got.type)
    assert server.asked[0].startswith("GET /api/x?q=a%20b HTTP/1.1\r\n")
    assert "User-Agent: Some Digest (+https://example.org/)\r\n" in server.asked[0]
    assert "Accept-Encoding: identity\r\n" in server.asked[0]


def test_chunked_answers_are_read() -> None:
    """An answer in chunks, without a length, is read to its end."""
    with serve(stage.send(CHUNKED + b"2\r\n[1\r\n1\r\n]\r\n0\r\n\r\n")) as server:
        assert b"[1]" == make_client()[0].get(server.url, JSON).body


def test_requests_keep_their_distance() -> None:
    """Between the end of one request and the start of the next lies the interval; the first waits for nobody."""
    with serve(answer(LIST)) as server:
        client, fake = make_client()
        for _ in range(3):
            client.get(server.url, JSON)
    assert [3.0, 3.0] == fake.slept


def test_real_requests_keep_their_distance() -> None:
    """The interval holds by the server's own watch."""
    with serve(answer(LIST)) as server:
        client = Client(Manners("x", interval=0.2), time.monotonic, time.sleep)
        for _ in range(3):
            client.get(server.url, JSON)
    assert all(later - earlier >= 0.19 for earlier, later in zip(server.times, server.times[1:], strict=False))


@pytest.mark.parametrize(
    ("headers", "least", "most"),
    [
        ({"Retry_After": "77"}, 77, 77),
        ({"Retry_After": "Sat, 14 Mar 2026 10:01:30 GMT", "Date": "Sat, 14 Mar 2026 10:00:00 GMT"}, 90, 90),
        ({"Retry_After": "Sat, 14 Mar 2026 10:01:30 GMT"}, 5, 7.5),
        ({"Retry_After": "Sat, 14 Mar 1926 10:01:30 GMT", "Date": "Sat, 14 Mar 2026 10:00:00 GMT"}, 5, 7.5),
        ({"Retry_After": "soon"}, 5, 7.5),
        ({"Retry_After": "-5"}, 5, 7.5),
        ({}, 5, 7.5),
    ],
    ids=["seconds", "date", "date without clock", "date gone by", "words", "negative", "none"],
)
@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
def test_a_service_that_asks_for_patience_gets_it(
    status: str, headers: dict[str, Any], least: float, most: float
) -> None:
    """`Retry-After` is respected; without one that makes sense, the back-off is."""
    said: list[str] = []
    with serve(answer(b"Rate exceeded.", status, "text/plain", **headers), answer(LIST)) as server:
        client, fake = make_client(said)
        assert LIST == client.get(server.url, JSON).body
    assert len(fake.slept) == 1
    assert least <= fake.slept[0] <= most
    assert "127.0.0.1: answered " + status.split()[0] in said[0]


@pytest.mark.parametrize("wait", ["3600", "999999999", "9" * 400])
def test_too_much_patience_is_not_had(wait: str) -> None:
    """A service that asks for an hour is left alone at once; a number beyond sense counts as none."""
    with serve(answer(b"", "429 x", Retry_After=wait)) as server:
        client, fake = make_client()
        error = get_error(client, server.url)
    assert error.over
    assert (len(server.asked), fake.slept == []) == ((1, True) if len(wait) < 10 else (4, False))


def test_back_off_doubles_and_does_not_vary() -> None:
    """The waits double, jitter by at most a half, and are the same in every run."""
    runs = []
    with serve(answer(b"", "500 x")) as server:
        for _ in range(2):
            client, fake = make_client()
            error = get_error(client, server.url)
            runs.append(fake.slept)
    assert runs[0] == runs[1]
    assert [True] * 3 == [base <= wait <= 1.5 * base for base, wait in zip((5, 10, 20), runs[0], strict=True)]
    assert str(error) == "127.0.0.1: answered 500 (Internal Server Error); given up after 4 tries"


@pytest.mark.parametrize(
    ("play", "message"),
    [
        (answer(b"", "500 x"), "answered 500"),
        (answer(LIST, length=99), "cut: 24 of 99 bytes"),
        (answer(LIST, length=5, Content_Length="7"), "its length is no number"),
        (stage.reset, "no connection"),
        (stage.send(b""), "no connection"),
        (stage.send(b"220 smtp ready\r\n"), "broken"),
        (stage.be_silent(0.6), "no whole answer in time"),
        (stage.drip(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 50, 0.02), "no whole answer in time"),
        (stage.drip(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + b" " * 90, 0.01), "no whole answer"),
        (stage.pour(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), "no whole answer in time|broken"),  # later Pythons count
        (stage.send(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200), "broken"),
        (stage.send(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70000), "broken"),
        (stage.send(CHUNKED + b"zz\r\n"), "broken"),
        (stage.send(CHUNKED + b"5\r\n[1"), "broken"),
    ],
    ids=[
        "500", "cut", "two lengths", "reset", "hung up", "not http", "silent", "dripping head", "dripping body",
        "endless 100", "too many headers", "long header", "bad chunks", "cut chunks",
    ],
)  # fmt: skip
def test_what_may_pass_is_asked_for_again(play: stage.Play, message: str) -> None:
    """Trouble that may pass costs another try, and the sound answer is taken."""
    said: list[str] = []
    with serve(play, answer(LIST)) as server:
        fake = FakeTime()
        client = Client(MANNERS, time.monotonic, fake.sleep, said.append)
        assert LIST == client.get(server.url, JSON).body
    assert re.search(message, said[0])
    assert 1 == len(said)


@pytest.mark.parametrize(
    ("play", "message"),
    [
        (answer(b"<html>Sorry</html>", type="text/html"), "the answer is text/html, not application/json"),
        (answer(LIST, type=""), "of no type"),
        (answer(b"x" * 1001), "larger than 0.001 MB"),
        (answer(b"", length=10**12), "larger than 0.001 MB"),
        (
            stage.pour(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", b"[" * 9999),
            "larger than 0.001 MB",
        ),
        (answer(LIST, Content_Encoding="gzip"), "packed (gzip)"),
        (answer(b"", "404 \x1b[31mred"), "answered 404 (Not Found)"),
        (answer(b"", "799 x"), "answered 799"),
        (answer(b"", "204 x"), "answered 204 (No Content)"),
        (answer(b"", "304 x"), "answered 304"),
        (answer(b"", "302 x", Location="https://evil.example/api"), "another host, evil.example; not followed"),
        (answer(b"", "302 x", Location="http://127.0.0.1:1/"), "another host, 127.0.0.1:1"),
        (answer(b"", "302 x", Location="//evil.example/"), "another host"),
        (answer(b"", "302 x", Location="file:///etc/passwd"), "no address"),
        (answer(b"", "302 x", Location="http://u:p@127.0.0.1/"), "no address"),
        (answer(b"", "302 x", Location="http://[bad/"), "no address"),
        (answer(b"", "302 x", Location="/\x1b[31m"), "no address"),
        (answer(b"", "302 x"), "no address"),
        (answer(b"", "302 x", Location="/again"), "moves on and on"),
    ],
    ids=[
        "html with 200", "no type", "large", "announced large", "endless", "packed", "404", "799", "204", "304",
        "other host", "other port", "other host by slashes", "file", "credentials", "broken address", "escape",
        "nowhere", "in circles",
    ],
)  # fmt: skip
def test_what_will_not_pass_is_refused_at_once(play: stage.Play, message: str) -> None:
    """Trouble that will not pass ends with one line, without a second try."""
    said: list[str] = []
    start = time.monotonic()
    with serve(play) as server:
        error = get_error(make_client(said)[0], server.url)
        assert time.monotonic() - start < 2
    assert message in str(error)
    assert str(error).isprintable()
    assert [] == said


@pytest.mark.parametrize("location", ["/there", "there?x=1#y", "{url}/there"])
def test_a_redirect_on_the_same_host_is_followed(location: str) -> None:
    """The answer is taken from where it moved to, after the interval."""
    with serve(stage.send(b""), answer(LIST)) as server:
        server.plays[0] = answer(b"", "301 x", Location=location.format(url=server.url))
        client, fake = make_client()
        assert LIST == client.get(f"{server.url}/", JSON).body
    assert "GET /there" in server.asked[1]
    assert [3.0] == fake.slept


def test_a_refused_connection_is_said() -> None:
    """Where nobody listens, the tries are spent and one line says so."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    error = get_error(make_client()[0], f"http://127.0.0.1:{port}/")
    assert "127.0.0.1: no connection (Connection refused); given up after 4 tries" == str(error)


def test_an_unknown_name_is_said_at_once() -> None:
    """A name that leads nowhere is not tried again."""
    client, fake = make_client()
    error = get_error(client, "http://no-such-host.invalid/")
    assert error.over
    assert "no-such-host.invalid: the name is not known, or there is no network" == str(error)
    assert [] == fake.slept


def test_https_needs_a_certificate(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A server is heard whose certificate somebody vouches for, and no other."""
    authority = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    with serve(answer(LIST), tls=tls) as server:
        assert "certificate" in str(get_error(make_client()[0], server.url))
        assert [] == server.asked
        authority.cert_pem.write_to_path(tmp_path / "authority.pem")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        assert LIST == make_client()[0].get(server.url, JSON).body


def test_https_needs_tls() -> None:
    """A server that does not speak TLS is no https service."""
    with serve(answer(LIST)) as server:
        error = get_error(make_client()[0], server.url.replace("http:", "https:"))
    assert (4, True) == (len(server.asked), error.over)


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd", "ftp://example.org/", "example.org", "http://", "http:///x", "http://u:p@example.org/",
        "http://@example.org/", "http://example.org:99999/", "http://example.org:0/", "http://example.org/a b",
        "http://example.org/\r\nX: y", "http://example.org/é", "http://[::1/", "javascript:alert(1)", "",
        "http://example.org/" + "x" * 5000,
    ],
)  # fmt: skip
def test_only_plain_addresses_are_asked(address: str) -> None:
    """Other schemes, credentials, blanks, line breaks and broken hosts are refused before anything is sent."""
    with pytest.raises(WebError, match="is not an address that can be asked"):
        check_address(address)


def test_nobody_looks_at_the_clock_here() -> None:
    """Time and sleep are given from outside, so that tests are instant and nothing hides."""
    for path in (Path(__file__).parent.parent / "digest/network").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "import time" not in text, path
        assert "today(" not in text, path
        assert "random" not in text, path
