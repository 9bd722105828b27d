"""The preview's server, for this machine alone. What it answers is said by whoever opens it."""

from __future__ import annotations

import os
import socketserver
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from digest.desk.answers import PLAIN, Answer

HOST = "127.0.0.1"
EVENTS = "/_preview/events"


class Server(ThreadingHTTPServer):
    """Answers every address with what `answer` says, and EVENTS with what `follow` yields for as long as it does."""

    request_queue_size = 128  # of Python's 5 a browser needs more, and then waits a second to ask again
    allow_reuse_address = os.name == "posix"  # elsewhere it would let two servers have one port

    def __init__(self, port: int, answer: Callable[[str], Answer], follow: Callable[[], Iterator[str]]) -> None:
        self.answer = answer
        self.follow = follow
        super().__init__((HOST, port), _Handler)

    def server_bind(self) -> None:
        """Bind without asking the network for a name of this machine, which can take seconds."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: whoever asked has gone."""


class _Handler(BaseHTTPRequestHandler):
    server: Server
    timeout = 30

    def do_GET(self) -> None:
        """Answer those who asked for this machine by its name."""
        # A foreign name that was made to lead here is somebody's web site, which must not read what is being written.
        local = {HOST, "localhost", f"{HOST}:{self.server.server_port}", f"localhost:{self.server.server_port}"}
        if self.headers.get("Host", "").lower() not in local:
            text = f"This preview is at http://{HOST}:{self.server.server_port}/ only."
            self._send(Answer(403, PLAIN, text.encode()))
        elif self.path == EVENTS:
            self._send_head(200, {"Content-Type": "text/event-stream"})
            for event in self.server.follow() if self.command == "GET" else ():
                self.connection.sendall(event.encode())
        else:
            self._send(self.server.answer(self.path))

    def do_HEAD(self) -> None:
        """Answer the same without a body."""
        self.do_GET()

    def _send(self, answer: Answer) -> None:
        fields = {"Content-Type": answer.type, "Content-Length": str(len(answer.body))}
        self._send_head(answer.status, fields | ({"Location": answer.location} if answer.location else {}))
        if self.command == "GET":
            self.connection.sendall(answer.body)

    def _send_head(self, status: int, fields: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in (*fields.items(), ("Cache-Control", "no-store")):
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing; the terminal is for what changed."""
