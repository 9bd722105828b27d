"""A server on loopback that misbehaves as told, and stops by itself."""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

LIFE = 60.0  # seconds; then the server ends, whatever becomes of the tests

Play = Callable[[socket.socket], None]


@dataclass
class Server:
    """What was asked, and what will be answered: one play for each request, the last one again and again."""

    port: int
    plays: list[Play] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    tls: ssl.SSLContext | None = None

    @property
    def url(self) -> str:
        """The address of the server."""
        return f"http{'s' if self.tls else ''}://127.0.0.1:{self.port}"


@contextlib.contextmanager
def serve(*plays: Play, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Start a server that answers with these plays."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.02)
        server = Server(listening.getsockname()[1], list(plays), tls=tls)
        thread = threading.Thread(target=_run, args=(server, listening), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            thread.join(5)


def _run(server: Server, listening: socket.socket) -> None:
    end = time.monotonic() + LIFE
    while not server.over.is_set() and time.monotonic() < end:
        with contextlib.suppress(OSError):
            plain, _ = listening.accept()
            plain.settimeout(1)
            with server.tls.wrap_socket(plain, server_side=True) if server.tls else plain as connection:
                asked = b""
                # Whoever begins with TLS waits for an answer, and gets one that is none.
                while not re.search(rb"^\x16|\r\n\r\n", asked) and (part := connection.recv(65536)):
                    asked += part
                server.asked.append(asked.decode("latin-1"))
                server.times.append(time.monotonic())
                number = min(len(server.asked), len(server.plays)) - 1
                server.plays[number](connection)


def answer(
    body: bytes, status: str = "200 OK", type: str = "application/json", length: int | None = None, **headers: str
) -> Play:
    """Answer with a body; `length` may lie."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}"]
    lines += [f"Content-Type: {type}"] if type else []
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return send("\r\n".join([*lines, "", ""]).encode() + body)


def send(data: bytes) -> Play:
    """Send bytes as they are and hang up."""
    return lambda connection: connection.sendall(data)


def drip(data: bytes, pause: float) -> Play:
    """Send byte after byte, with a pause before each."""

    def play(connection: socket.socket) -> None:
        for at in range(len(data)):
            time.sleep(pause)
            connection.sendall(data[at : at + 1])

    return play


def pour(head: bytes, part: bytes) -> Play:
    """Send one part after the other without end."""

    def play(connection: socket.socket) -> None:
        connection.sendall(head)
        end = time.monotonic() + 5
        while time.monotonic() < end:
            connection.sendall(part)

    return play


def be_silent(seconds: float) -> Play:
    """Say nothing for a while."""
    return lambda _: time.sleep(seconds)


def reset(connection: socket.socket) -> None:
    """Break the connection off rudely."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


class FakeTime:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        """Give the time."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let time go by at once."""
        self.slept.append(round(seconds, 3))
        self.now += seconds
