"""Remembers what pure functions gave, for a program that makes the same thing again and again with small changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

Result = TypeVar("Result")


class Memo:
    """Keeps results by all that goes into them, for the round after the one that asked for them.

    In the first round `before` is asked, if it is given: what another program has remembered.
    """

    def __init__(self, before: Memo | None = None) -> None:
        self._before = before
        self._kept: dict[Hashable, object] = {}
        self._asked: dict[Hashable, object] = {}

    def begin_round(self) -> None:
        """Forget what the last round did not ask for, so that memory holds no more than one round needs."""
        if self._asked:
            self._before = None
        self._kept, self._asked = self._asked, {}

    def recall(self, key: Hashable, make: Callable[[], Result]) -> Result:
        """Give the result for a key, made now if it is not known; `key` must hold all that `make` depends on."""
        result = self._asked.get(key, self)
        if result is self:
            result = self._kept.get(key, self)
            if result is self:
                result = self._before.recall(key, make) if self._before else make()
            self._asked[key] = result
        return result  # type: ignore[return-value]  # of one key there is one type


class NoMemo(Memo):
    """Remembers nothing: a single build needs every result once."""

    def recall(self, key: Hashable, make: Callable[[], Result]) -> Result:  # noqa: ARG002  # it forgets keys
        """Make it."""
        return make()


NO_MEMO = NoMemo()
