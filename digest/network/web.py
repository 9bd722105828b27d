"""One polite client for the services that are asked for papers: slow, identified, patient, and faithful to one host."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urldefrag, urljoin
from zlib import crc32

from digest.network.wire import (
    ASKING,
    Answer,
    Letter,
    Limits,
    MovedError,
    PassingError,
    WebError,
    ask,
    check_address,
    clean,
)


@dataclass(frozen=True, slots=True)
class Manners:
    """How a service is asked: who asks, how often, how patiently. Times are seconds."""

    agent: str
    interval: float = 3.0  # from the end of one request to the start of the next
    tries: int = 4
    backoff: float = 5.0  # before the second try; doubled before every further one
    longest_wait: float = 300.0  # a service that asks for more patience is not asked again
    max_moves: int = 3
    limits: Limits = field(default_factory=Limits)


@dataclass(slots=True)
class Client:
    """Asks one service, one request after the other. `say` hears, in one line each, why it is taking longer."""

    manners: Manners
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    say: Callable[[str], None] = lambda _: None
    free: float = float("-inf")  # when the next request may start

    def get(self, url: str, types: Collection[str], letter: Letter = ASKING) -> Answer:
        """Get the answer at an address, of one of these content types, or raise `WebError`."""
        start = check_address(url)
        for attempt in range(1, self.manners.tries + 1):
            try:
                return self._follow(start, types, letter)
            except PassingError as error:
                trouble, asked_wait = f"{start.hostname}: {error}", error.wait
            if asked_wait > self.manners.longest_wait:
                raise WebError(f"{trouble} and asks to be left alone for {asked_wait:.0f} s", over=True)
            if attempt < self.manners.tries:
                wait = max(asked_wait, self._back_off(url, attempt))
                self.say(f"{trouble}; trying again in {wait:.0f} s")
                self.free = max(self.free, self.clock() + wait)
        tries = "1 try" if attempt == 1 else f"{attempt} tries"
        raise WebError(f"{trouble}; given up after {tries}", over=True)

    def send(self, url: str, types: Collection[str], letter: Letter) -> Answer:
        """Send a letter once: what was perhaps done must not be done twice. Raises `WebError`."""
        target = check_address(url)
        try:
            return ask(target, self.manners.agent, types, self.manners.limits, self.clock, letter)
        except PassingError as error:
            raise WebError(f"{target.hostname}: {error}") from None
        except MovedError:
            raise WebError(f"{target.hostname}: the answer is that this has moved") from None

    def _back_off(self, url: str, attempt: int) -> float:
        """Say how long to wait: doubled every time, and up to a half more, so that many askers do not keep step."""
        jitter = crc32(f"{attempt} {self.manners.agent} {url}".encode()) / 2**33
        wait: float = self.manners.backoff * 2 ** (attempt - 1) * (1 + jitter)
        return min(wait, self.manners.longest_wait)

    def _follow(self, target: SplitResult, types: Collection[str], letter: Letter) -> Answer:
        """Ask, and ask where the answer points to, as long as that is on the same host."""
        for _ in range(self.manners.max_moves + 1):
            if (wait := self.free - self.clock()) > 0:
                self.sleep(wait)
            try:
                return ask(target, self.manners.agent, types, self.manners.limits, self.clock, letter)
            except MovedError as moved:
                target = _move(target, str(moved))
            finally:
                self.free = self.clock() + self.manners.interval
        raise WebError(f"{target.hostname}: the answer moves on and on")


def _move(url: SplitResult, location: str) -> SplitResult:
    """Say where a redirect leads; another host, or the way back from https to http, is refused."""
    try:
        target = check_address(urldefrag(urljoin(url.geturl(), location)).url) if location else None
    except (ValueError, WebError):
        target = None
    if target is None:
        raise WebError(f"{url.hostname}: the answer leads to `{clean(location)}`, which is no address")
    same_door = (target.scheme, target.port) == (url.scheme, url.port)
    to_safety = (url.scheme, target.scheme, target.port) == ("http", "https", None)
    if target.hostname != url.hostname or not (same_door or to_safety):
        raise WebError(f"{url.hostname}: the answer leads to another host, {clean(target.netloc)}; not followed")
    return target
