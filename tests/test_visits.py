"""Addresses are asked one at a time, politely, and nowhere but in public; only what is certain counts."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import replace
from time import monotonic

import pytest

from digest.network.visits import Visitor, is_public
from digest.network.web import Manners
from digest.network.wire import Limits
from tests.server import FakeTime, Play, answer, be_silent, drip, reset, serve

FINE = answer(b"", "200 OK")
ABSENT = answer(b"", "404 Not Found")
MANNERS = Manners("Wind & Water (+me@example.org)", max_moves=5, longest_wait=60, limits=Limits(30.0, 30.0))
IMPATIENT = replace(MANNERS, limits=Limits(1.0, 0.2))


def move(to: str, status: str = "301 Moved Permanently") -> Play:
    return answer(b"", status, Location=to)


@pytest.fixture
def time() -> FakeTime:
    """Give a clock that only sleeping moves."""
    return FakeTime()


@pytest.fixture
def visitor(time: FakeTime) -> Visitor:
    """Give a visitor that may ask this machine."""
    return Visitor(MANNERS, time.clock, time.sleep, private=True)


@pytest.mark.parametrize(
    ("plays", "said", "methods"),
    [
        ([FINE], "200", "HEAD"),
        ([move("/b"), FINE], "200", "HEAD HEAD"),
        ([move("/b", "308 Permanent Redirect"), ABSENT, move("/b"), ABSENT], "404", "HEAD HEAD GET GET"),
        ([ABSENT, ABSENT], "404", "HEAD GET"),
        ([ABSENT, FINE], "200", "HEAD GET"),
        ([answer(b"", "405 Method Not Allowed"), FINE], "200", "HEAD GET"),
        ([answer(b"", "410 Gone")], "410", "HEAD GET"),
        ([answer(b"", "403 Forbidden")], "403", "HEAD GET"),
        ([answer(b"", "500 Internal Server Error")], "500", "HEAD GET"),
        ([answer(b"", "429 Too Many Requests", Retry_After="7")], "429", "HEAD"),
        ([answer(b"", "503 Service Unavailable")], "503", "HEAD"),
        ([move("/again")], "moves on and on", "HEAD HEAD HEAD HEAD HEAD HEAD"),
        ([move("file:///etc/passwd")], "no address", "HEAD"),
        ([move("")], "301", "HEAD GET"),
        ([reset], "no connection", "HEAD GET"),
        ([lambda _: None], "no connection", "HEAD GET"),
        ([answer(b"", "200 OK", X="y" * 70_000)], "the answer is broken", "HEAD GET"),
        ([be_silent(0.5)], "no answer in time", "HEAD"),
        ([drip(b"HTTP/1.1 200 OK\r\n", 0.05)], "no answer in time", "HEAD"),
    ],
    ids=[
        "200", "301", "308 to 404", "404", "404 only to HEAD", "405 to HEAD", "410", "403", "500", "429", "503", "loop",
        "file", "nowhere", "reset", "dropped", "endless head", "stalled", "dripping",
    ],
)  # fmt: skip
def test_what_answers(visitor: Visitor, plays: Sequence[Play], said: str, methods: str) -> None:
    """An address is asked with HEAD, with GET where that says nothing good, and never longer than a while."""
    if said == "no answer in time":
        visitor.manners, visitor.clock = IMPATIENT, monotonic
    with serve(*plays) as server:
        assert said == visitor.look(f"{server.url}/a")
    assert methods == " ".join(asked.split()[0] for asked in server.asked)


def test_a_host_has_its_pause(visitor: Visitor, time: FakeTime) -> None:
    """Between two requests to a host lies a pause, or the longer one that it asks for; other hosts go before."""
    busy = answer(b"", "429 Too Many Requests", Retry_After="20")
    with serve(FINE, busy, FINE) as one, serve(FINE) as other:
        urls = [f"{one.url}/1", f"{one.url}/2", f"{one.url}/3", f"{other.url}/4"]
        visited = [(url[-1], said) for url, said in visitor.visit(urls)]
    assert [("1", "200"), ("4", "200"), ("2", "429"), ("3", "200")] == visited
    assert [3.0, 20.0] == time.slept


def test_who_wants_to_be_left_alone_is(visitor: Visitor) -> None:
    """A host that asks for a long pause is not asked again in the run; its other addresses say nothing."""
    with serve(answer(b"", "503 Service Unavailable", Retry_After="3600")) as server:
        assert [("/1", "503")] == [(url[-2:], said) for url, said in visitor.visit([f"{server.url}/{n}" for n in "12"])]
    assert 1 == len(server.asked)


def test_who_asks_is_said(visitor: Visitor) -> None:
    """Every request says who asks and how to reach them, and sends nothing else of use to anybody."""
    with serve(FINE) as server:
        visitor.look(f"{server.url}/a?b=c#d")
    head, *fields = server.asked[0].rstrip().split("\r\n")
    assert "HEAD /a?b=c HTTP/1.1" == head
    assert "User-Agent: Wind & Water (+me@example.org)" in fields
    assert {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"} == {one.split(":")[0] for one in fields}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "0"])
def test_this_machine_is_not_asked(time: FakeTime, host: str) -> None:
    """A link to this machine, however it is written, is not followed unless that is allowed."""
    with serve(FINE) as server:
        said = Visitor(MANNERS, time.clock, time.sleep).look(f"http://{host}:{server.port}/")
    assert ("private address", []) == (said, server.asked)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True), ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True), ("64:ff9b::5db8:d70e", True),
        ("10.0.0.1", False), ("192.168.1.1", False), ("172.16.0.1", False), ("169.254.169.254", False),
        ("100.64.0.1", False), ("0.1.2.3", False), ("224.0.0.1", False), ("fe80::1", False), ("fc00::1", False),
        ("::", False), ("::ffff:10.0.0.1", False), ("64:ff9b::a00:1", False), ("2002:a00:1::", False),
    ],
)  # fmt: skip
def test_what_is_public(address: str, public: bool) -> None:
    """Networks of one's own, of the machine and of clouds are not public, nor what wraps an address of theirs."""
    assert public == is_public(address)


@pytest.mark.parametrize("mixed", [["93.184.215.14", "127.0.0.1"], ["127.0.0.1", "93.184.215.14"]])
def test_one_private_address_is_enough(monkeypatch: pytest.MonkeyPatch, time: FakeTime, mixed: list[str]) -> None:
    """A name with one private address among public ones is not asked."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in mixed]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    assert "private address" == Visitor(MANNERS, time.clock, time.sleep).look("http://two.example/")


@pytest.mark.parametrize("location", ["http://[", "//[::1", "http://[x]/"])
def test_a_way_to_no_address(visitor: Visitor, location: str) -> None:
    """Who leads on to what is no address has none, and ends nothing."""
    with serve(answer(b"", "302 Found", Location=location)) as server:
        assert "no address" == visitor.look(f"{server.url}/a")


def test_a_host_that_is_not() -> None:
    """A name that nobody has, and what is no address, are told from one another."""
    time = FakeTime()
    visitor = Visitor(MANNERS, time.clock, time.sleep)
    assert visitor.look("https://nobody.invalid/") in ("no such host", "no network")
    assert "no address" == visitor.look("https://me:secret@example.org/")
