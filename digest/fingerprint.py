"""Tells files by what they are made of, so that one need not be made again to see that it would be the same."""

from __future__ import annotations

import hashlib
import io
import operator
import pickle
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any, NamedTuple

from digest.nouns import Collection, Edition, Issue, Land, Match, Paper, Reference, Repaired, Score, Shelf, Span, Topic

_SHARED = (Paper, Reference, Topic, Edition, Shelf, Land, Issue, Collection)  # they stand in many files each
_MANY = {Score: ("matches", Match), Repaired: ("spans", Span)}  # of these a paper has dozens, in this field
_SIZE = 20  # bytes of a hash
# Stands for what would make a noun again, which nobody does. Pickle is told of it before it begins: to look up the
# class of each noun would take most of its time.
_NOUN = bytes


class Recipe(NamedTuple):
    """A file to come: its name, all that it is made of beside what is common to all, and what makes it."""

    name: str
    of: object
    make: Callable[[], bytes]


class Fingerprints:
    """Hashes nouns, and tuples and mappings of them. `common` goes into every hash."""

    def __init__(self, common: object = None) -> None:
        self._table = _Table(self._hash)
        self._common = b""
        self._common = self._hash(common)

    def __call__(self, thing: object) -> str:
        """Give the hash of all that a thing holds, in hexadecimal."""
        return self._hash(thing).hex()

    def _hash(self, thing: object) -> bytes:
        written = io.BytesIO(self._common)
        written.seek(len(self._common))
        pickler = pickle.Pickler(written, pickle.HIGHEST_PROTOCOL)
        pickler.fast = True  # what is written must not depend on which of two equal texts are one object
        pickler.dispatch_table = self._table
        pickler.memo = {id(_NOUN): (0, _NOUN)}
        pickler.dump(thing)
        return hashlib.blake2b(written.getbuffer(), digest_size=_SIZE).digest()


class _Table(dict[type, Callable[[Any], tuple[Any, ...]]]):
    """How pickle writes dataclasses: by name and values, several times faster than by its own way.

    For a noun that many others hold stands its hash, made once.
    """

    def __init__(self, hash_noun: Callable[[object], bytes]) -> None:
        super().__init__()
        self._hash_noun = hash_noun
        self._known: dict[int, tuple[object, tuple[Any, ...]]] = {}

    def __missing__(self, kind: type) -> Callable[[Any], tuple[Any, ...]]:
        if not is_dataclass(kind):
            raise KeyError(kind)
        self[kind] = self._write_shared(kind) if kind in _SHARED else _write_plainly(kind)
        return self[kind]

    def _write_shared(self, kind: type) -> Callable[[Any], tuple[Any, ...]]:
        name, take = _name(kind), _list_values(kind)

        def reduce(noun: object) -> tuple[Any, ...]:
            known = self._known.get(id(noun))
            if known is None:  # the noun is kept, so that its id stays its own
                known = self._known[id(noun)] = noun, (_NOUN, (self._hash_noun((name, take(noun))),))
            return known[1]

        return reduce


def _write_plainly(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    many, small = _MANY.get(kind, ("", None))
    name, take = _name(kind), _list_values(kind, but=many)
    if not small:
        return lambda noun: (_NOUN, (name, take(noun)))
    take_many, take_small = operator.attrgetter(many), _list_values(small)
    return lambda noun: (_NOUN, (name, take(noun), [*map(take_small, take_many(noun))]))


def _name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _list_values(kind: type, but: str = "") -> Callable[[Any], Any]:
    """Give what lists the values of all fields but one; of a single field it gives the value itself."""
    names = [field.name for field in fields(kind) if field.name != but]
    return operator.attrgetter(*names) if names else lambda _: ()
