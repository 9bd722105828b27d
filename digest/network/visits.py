"""Looks whether addresses still answer: one request at a time, slowly at each host, and only in public places.

The addresses come from strangers' captures. Each host, also one that an answer leads to, is resolved once, and the
connection goes to just the address that was judged, so that no name can lead into a network of ours.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import SplitResult, urldefrag, urljoin

from digest.network.web import Manners
from digest.network.wire import MOVED, Letter, WebError, check_address, open_answer, read_wait

NO_HOST = "no such host"
_UNKNOWN = {getattr(socket, name, None) for name in ("EAI_NONAME", "EAI_NODATA")}  # not every system has both
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
PAUSES = {429, 503}  # by which a server asks for patience
_CERTAIN = {"", NO_HOST, "no address", "no answer in time", "private address", "moves on and on"}
UNHEARD = {NO_HOST, "no network", "no connection", "no answer in time"}  # what a dead network looks like, too


class _PrivateError(Exception):
    """The host stands in a network that strangers have no business in."""


@dataclass(slots=True)
class Visitor:
    """Asks whether addresses answer. `private` allows hosts that are not public, such as this machine."""

    manners: Manners
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    private: bool = False
    free: dict[str, float] = field(default_factory=dict)  # by host: when it may be asked again
    resting: set[str] = field(default_factory=set)  # hosts that want to be left alone for longer than a run lasts

    def visit(self, urls: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yield each address with what answers there; whose host wants to be left alone is left out."""
        waiting: dict[str, list[str]] = {}
        for url in urls:
            waiting.setdefault(_host_of(url), []).append(url)
        while waiting:
            host = min(waiting, key=lambda host: self.free.get(host, 0.0))
            url = waiting[host].pop(0)
            if not waiting[host]:
                del waiting[host]
            if answer := self.look(url):
                yield url, answer

    def look(self, url: str) -> str:
        """Say what answers at an address: the status, or in words why there is none."""
        answer = self._follow(url, "HEAD")
        # Many servers know no HEAD, or answer it wrongly; what is bad news is asked for once more in full.
        known = answer in _CERTAIN or answer.startswith("2")
        return answer if known or int_of(answer) in PAUSES else self._follow(url, "GET")

    def _follow(self, url: str, method: str) -> str:
        for _ in range(self.manners.max_moves + 1):
            try:
                target = check_address(urldefrag(url).url)
            except (WebError, ValueError):
                return "no address"
            host = _host_of(url)
            if host in self.resting:
                return ""
            if (wait := self.free.get(host, 0.0) - self.clock()) > 0:
                self.sleep(wait)
            status, location, pause = self._ask_in_words(target, method)
            if pause > self.manners.longest_wait:
                self.resting.add(host)
            self.free[host] = self.clock() + max(self.manners.interval, pause)
            if int_of(status) not in MOVED or not location:
                return status
            try:
                url = urljoin(url, location)
            except ValueError:
                return "no address"
        return "moves on and on"

    def _ask_in_words(self, target: SplitResult, method: str) -> tuple[str, str, float]:
        """Ask once; give the status or what went wrong, where the answer leads to, and the pause it asks for."""
        try:
            return self._ask(target, method)
        except _PrivateError:
            said = "private address"
        except socket.gaierror as error:
            said = NO_HOST if error.errno in _UNKNOWN else "no network"
        except UnicodeError:
            said = "no address"
        except TimeoutError:
            said = "no answer in time"
        except ssl.SSLCertVerificationError:
            said = "the connection is not safe"
        except OSError:
            said = "no connection"
        except (http.client.HTTPException, ValueError):
            said = "the answer is broken"
        return said, "", 0.0

    def _ask(self, target: SplitResult, method: str) -> tuple[str, str, float]:
        find = partial(resolve, private=self.private)  # the address that is judged is the one that is asked
        manners, letter = self.manners, Letter(method)
        with open_answer(target, manners.agent, ["*/*"], manners.limits, self.clock, letter, find) as response:
            pause = read_wait(response) if response.status in PAUSES else 0.0
            return str(response.status), response.getheader("Location") or "", pause


def resolve(host: str, port: int, *, private: bool = False) -> str:
    """Give the first address of a host; one of which any address is not public is refused, unless that is allowed."""
    found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not private and not all(map(is_public, found)):
        raise _PrivateError
    return found[0]


def is_public(text: str) -> bool:
    """Whether an address can be reached by everybody; one that wraps another is what it wraps."""
    address = ipaddress.ip_address(text)
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour
        if wrapped or address in _TRANSLATED:
            address = wrapped or ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.is_global and not address.is_multicast


def _host_of(url: str) -> str:
    """Give the host and port that are asked as one; addresses without a host are together."""
    return url.partition("//")[2].partition("/")[0].lower()


def int_of(answer: str) -> int:
    """Give a status as a number, 0 for words."""
    return int(answer) if answer.isdecimal() else 0
