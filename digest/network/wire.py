"""One request and its answer, hard to fool: what is promised about time and size holds for the answer as a whole.

An answer ends when its time is over, however slowly it drips, and is refused when it grows too large, is cut, packed,
or of another type than was asked for. Made of `http.client`, whose parts let a deadline be put below the reading.
"""

from __future__ import annotations

import http.client
import io
import re
import socket
import ssl
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK = 65536
MOVED = {301, 302, 303, 307, 308}
PASSING = {408, 425, 429, 500, 502, 503, 504}  # answers that may be others a little later


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may take. Times are seconds."""

    connect_time: float = 10.0
    answer_time: float = 60.0  # for the whole answer
    max_bytes: int = 20_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service said, whole."""

    url: str
    type: str  # of the content, without parameters
    body: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes with a request beside its address: a JSON text to post or to put in place, and who may."""

    method: str = "GET"
    body: bytes = b""
    token: str = ""


ASKING = Letter()


class WebError(Exception):
    """No usable answer; the message is one line for people. `over` says that asking on now is pointless.

    `status` is the number that the service answered with, if that is why.
    """

    def __init__(self, message: str, *, over: bool = False, status: int = 0) -> None:
        super().__init__(message)
        self.over = over
        self.status = status


class PassingError(Exception):
    """No usable answer this time; another try may have more luck, after `wait` seconds if the service says so."""

    def __init__(self, message: str, wait: float = 0.0) -> None:
        super().__init__(message)
        self.wait = wait


class MovedError(Exception):
    """The answer is to be had at another address, which is the message."""


def ask(
    url: SplitResult,
    agent: str,
    types: Collection[str],
    limits: Limits,
    clock: Callable[[], float],
    letter: Letter = ASKING,
) -> Answer:
    """Send one request and read its answer, of one of these content types."""
    host = url.hostname or ""
    try:
        with open_answer(url, agent, types, limits, clock, letter) as response:
            _check_status(response, host)
            kind = _check_type(response, types, host)
            return Answer(url.geturl(), kind, _read_body(response, limits.max_bytes, host))
    except TimeoutError:
        raise PassingError("no whole answer in time") from None
    except ssl.SSLCertVerificationError as error:
        raise WebError(f"{host}: the connection is not safe ({clean(error.verify_message)})", over=True) from None
    except (socket.gaierror, UnicodeError):
        raise WebError(f"{host}: the name is not known, or there is no network", over=True) from None
    except OSError as error:
        raise PassingError(f"no connection ({clean(error.strerror or 'broken off')})") from None
    except (http.client.HTTPException, ValueError) as error:
        raise PassingError(f"the answer is broken ({type(error).__name__})") from None


def check_address(text: str) -> SplitResult:
    """Take an address apart that may be asked: http or https, a host, no credentials; or raise `WebError`."""
    try:
        url = urlsplit(text) if re.fullmatch(r"[!-~]{1,4000}", text) else urlsplit("")
        fine = url.scheme in ("http", "https") and url.hostname and "@" not in url.netloc and url.port != 0
    except ValueError:
        fine = False
    if not fine:
        raise WebError(f"`{clean(text)}` is not an address that can be asked")
    return url


def clean(text: str) -> str:
    """Make a stranger's text fit for one line of a terminal."""
    text = "".join(c if c.isprintable() else " " for c in text[:400])
    text = " ".join(text.split())
    return text if len(text) <= 100 else text[:99] + "…"


@contextmanager
def open_answer(
    url: SplitResult,
    agent: str,
    types: Collection[str],
    limits: Limits,
    clock: Callable[[], float],
    letter: Letter,
    find: Callable[[str, int], str] = lambda host, _: host,
) -> Iterator[http.client.HTTPResponse]:
    """Send one request and give its answer, whose head is read; `find` gives the address of a host, to connect to.

    The connection is its own for each request, since seconds lie between two of them.
    """
    host, usual = url.hostname or "", 443 if url.scheme == "https" else 80
    port = url.port or usual
    with closing(http.client.HTTPConnection(host, port)) as connection:
        connection.default_port = usual
        connection.sock = socket.create_connection((find(host, port), port), limits.connect_time)
        if url.scheme == "https":
            connection.sock = ssl.create_default_context().wrap_socket(connection.sock, server_hostname=host)
        end = clock() + limits.answer_time
        target = (url.path or "/") + (f"?{url.query}" if url.query else "")
        connection.request(letter.method, target, letter.body or None, _say_wishes(agent, types, letter))
        with http.client.HTTPResponse(connection.sock, method=letter.method) as response:
            response.fp.close()
            response.fp = io.BufferedReader(TimedReader(connection.sock, lambda: end - clock()))
            response.begin()
            yield response


def _say_wishes(agent: str, types: Collection[str], letter: Letter) -> dict[str, str]:
    said = {"Content-Type": "application/json"} if letter.body else {}
    if letter.token:
        said["Authorization"] = f"Bearer {letter.token}"
    return {
        **said,
        "User-Agent": agent,
        "Accept": ", ".join(types),
        "Accept-Encoding": "identity",  # what is not packed cannot unfold into more than was read
        "Connection": "close",
    }


class TimedReader(io.RawIOBase):
    """Reads from a socket until the time of the whole answer is over."""

    def __init__(self, sock: socket.socket, remaining: Callable[[], float]) -> None:
        self.sock = sock
        self.raw = sock.makefile("rb", buffering=0)
        self.remaining = remaining

    def readable(self) -> bool:
        """Say that this can be read."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int | None:
        """Read what is there, or wait for it no longer than the time that is left."""
        left = self.remaining()
        if left <= 0:
            raise TimeoutError
        self.sock.settimeout(left)
        return self.raw.readinto(buffer)

    def close(self) -> None:
        """Let go of the socket."""
        self.raw.close()
        super().close()


def _check_status(response: http.client.HTTPResponse, host: str) -> None:
    """Raise for every answer but that all is well."""
    status = response.status
    if status in MOVED:
        raise MovedError(response.getheader("Location") or "")
    known = status in {item.value for item in HTTPStatus}
    said = f"answered {status}" + (f" ({HTTPStatus(status).phrase})" if known else "")  # not the stranger's words
    if status in PASSING:
        raise PassingError(said, read_wait(response))
    if status not in (HTTPStatus.OK, HTTPStatus.CREATED):
        raise WebError(f"{host}: {said}", status=status)


def read_wait(response: http.client.HTTPResponse) -> float:
    """Read `Retry-After`: seconds, or a date, counted from the service's own clock."""
    said = (response.getheader("Retry-After") or "").strip()
    if re.fullmatch(r"[0-9]{1,9}", said):
        return float(said)
    try:
        wait = parsedate_to_datetime(said) - parsedate_to_datetime(response.getheader("Date") or "")
    except (TypeError, ValueError, OverflowError):
        return 0.0
    return max(0.0, wait.total_seconds())


def _check_type(response: http.client.HTTPResponse, types: Collection[str], host: str) -> str:
    """Give the content type, if it is one of those wanted and the body is not packed."""
    kind = (response.getheader("Content-Type") or "").partition(";")[0].strip().lower()
    if kind not in types:
        raise WebError(f"{host}: the answer is {clean(kind) or 'of no type'}, not {' or '.join(types)}")
    packing = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if packing != "identity":
        raise WebError(f"{host}: the answer is packed ({clean(packing)}), which was not asked for")
    return kind


def _read_body(response: http.client.HTTPResponse, most: int, host: str) -> bytes:
    """Read the body, no more than allowed and no less than announced."""
    announced = None if response.chunked else response.getheader("Content-Length")
    if announced is not None and not re.fullmatch(r"[0-9]{1,15}", announced):
        raise PassingError("the answer is broken (its length is no number)")
    length = int(announced or 0)
    parts: list[bytes] = []
    size = 0
    while max(size, length) <= most and (part := response.read(CHUNK)):
        parts.append(part)
        size += len(part)
    if max(size, length) > most:
        raise WebError(f"{host}: the answer is larger than {most / 1e6:g} MB")
    if announced is not None and size != length:
        raise PassingError(f"the answer is cut: {size} of {length} bytes")
    return b"".join(parts)
