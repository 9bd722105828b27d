"""A real SMTP server on loopback, with TLS made for it, that takes mail or misbehaves as told."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "mailer", "secret"
DROP, KEEP_AND_DROP, STALL, KEEP_AND_STALL = "drop", "keep, drop", "stall", "keep, stall"
DROP_BEFORE, DROP_WITHIN = "drop before it comes", "drop while it comes"
_LONG = 30.0  # seconds; no test waits as long


@dataclass
class Office:
    """What is told to happen at which command for which reader, first to last, and the mails that were taken.

    A play is an answer such as `550 5.1.1 nobody`, or one of the words above. Plays at MAIL are those of the reader ``.
    """

    authority: trustme.CA
    port: int = 0
    plays: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    stalled: threading.Event = field(default_factory=threading.Event)

    def play(self, command: str, reader: str, *plays: str) -> None:
        """Tell what happens at a command."""
        self.plays[command, reader] += plays

    def list_readers(self) -> list[str]:
        """Give who got a mail, in order."""
        return [reader for reader, _ in self.taken]

    def next_play(self, command: str, reader: str) -> str:
        """Give what is to happen now."""
        waiting = self.plays[command, reader]
        return waiting.pop(0) if waiting else ""


class Clerk:
    """Speaks for the server."""

    def __init__(self, office: Office) -> None:
        self.office = office

    async def handle_MAIL(self, server: SMTP, _: Session, envelope: Envelope, sender: str, _options: list[str]) -> str:  # noqa: N802
        """Answer to MAIL."""
        envelope.mail_from = sender
        return await self.act(server, self.office.next_play("MAIL", ""))

    async def handle_RCPT(self, server: SMTP, _: Session, envelope: Envelope, reader: str, _options: list[str]) -> str:  # noqa: N802
        """Answer to RCPT."""
        self.office.tried.append(reader)
        answer = await self.act(server, self.office.next_play("RCPT", reader))
        if answer.startswith("250"):
            envelope.rcpt_tos.append(reader)
        return answer

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:  # noqa: N802
        """Answer to the final dot."""
        (reader,) = envelope.rcpt_tos
        play = self.office.next_play("DATA", reader)
        if not play or play.startswith("keep"):
            assert isinstance(envelope.content, bytes)
            self.office.taken.append((reader, envelope.content))
        return await self.act(server, play.removeprefix("keep, "))

    async def act(self, server: SMTP, play: str) -> str:
        """Do as told, and give the answer."""
        if play == DROP:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
            raise asyncio.CancelledError
        if play == STALL:
            self.office.stalled.set()
            await asyncio.sleep(_LONG)
        return play or "250 OK"


class Server(SMTP):
    """Drops connections in the middle of a mail, where told so."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        """Ask for a mail, and hang up while it comes."""
        office = self.event_handler.office
        assert self.envelope is not None
        reader = self.envelope.rcpt_tos[0] if self.envelope.rcpt_tos else ""
        if office.plays["DATA", reader][:1] in ([DROP_BEFORE], [DROP_WITHIN]):
            if office.next_play("DATA", reader) == DROP_WITHIN:
                await self.push("354 go on")
            assert isinstance(self.transport, asyncio.WriteTransport)
            self.transport.abort()
            raise asyncio.CancelledError
        await super().smtp_DATA(arg)


def check_login(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: Any) -> AuthResult:
    """Know one user."""
    is_known = isinstance(given, LoginPassword) and (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_known, handled=False)


@contextlib.contextmanager
def open_office(authority: trustme.CA, kind: str = "starttls", name: str = "localhost") -> Iterator[Office]:
    """Run a server that speaks TLS from the first byte (`implicit`), when asked, or not at all (`plain`)."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    office, ready = Office(authority), threading.Event()
    end, loops = asyncio.Event(), list[asyncio.AbstractEventLoop]()

    async def work() -> None:
        loop = asyncio.get_running_loop()
        loops.append(loop)

        def make() -> Server:
            return Server(
                Clerk(office),
                hostname="localhost",
                tls_context=context if kind == "starttls" else None,
                require_starttls=kind == "starttls",
                authenticator=check_login,
                auth_required=kind != "implicit",  # the server does not see the TLS that is around all
                auth_require_tls=kind != "implicit",
                loop=loop,
            )

        server = await loop.create_server(make, "127.0.0.1", 0, ssl=context if kind == "implicit" else None)
        office.port = server.sockets[0].getsockname()[1]
        ready.set()
        await end.wait()
        server.close()

    # A loop of its own in a thread of its own: the one of the tests may have another, a browser's.
    thread = threading.Thread(target=asyncio.run, args=(work(),), daemon=True)
    thread.start()
    assert ready.wait(5)
    try:
        yield office
    finally:
        loops[0].call_soon_threadsafe(end.set)
        thread.join(5)


def write_authority(authority: trustme.CA, folder: Path) -> Path:
    """Write the certificate that makes the server's one trusted."""
    path = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    return path
