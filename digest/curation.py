"""Reads what editors own: the YAML and Markdown of `site_src/`. Every fault is a problem with its place."""

from __future__ import annotations

import errno
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

from digest import shapes
from digest.grouping import split_phrase
from digest.nouns import Curation, Edition, HostRules, Override, Place, Problem, Site, Term, Topic
from digest.outlinks import make_link
from digest.prose import check_markdown
from digest.records import read_enrichment
from digest.shapes import Choice, Table, Words, check_shape, give_value
from digest.vocabulary import EDITION, HOSTS, SITE, SLUG, TOPICS, shape_override
from digest.yaml_text import Mapping, Node, Sequence, Text, read_yaml


def read_curation(folder: Path, files: Collection[str]) -> tuple[Curation, list[Problem]]:
    """Read all of `site_src/`; `files` are the names of the dumps there are."""
    site, problems = read_site(folder)
    topics, found = read_topics(folder)
    problems += found
    editions, found = read_editions(folder, files)
    problems += found
    overrides, found = read_overrides(folder, [topic.id for topic in topics])
    problems += found
    hosts, found = read_hosts(folder)
    problems += found
    prose, found = read_pages(folder)
    problems += found
    enrichment, found = read_enrichment(folder)
    problems += found
    return Curation(site, tuple(topics), editions, overrides, hosts, enrichment, prose), problems


def read_hosts(folder: Path) -> tuple[HostRules, list[Problem]]:
    """Read `links.yml`: what to do with the hosts of addresses in titles and abstracts."""
    node, problems = _read(folder, "links.yml", HOSTS)
    said = give_value(node) or {}
    if problems:
        return HostRules(), problems
    return HostRules(said.get("rewrite", {}), frozenset(said.get("refuse", ())), tuple(said.get("trusted", ()))), []


def read_site(folder: Path) -> tuple[Site, list[Problem]]:
    """Read `site.yml`."""
    node, problems = _read(folder, "site.yml", SITE)
    if node is None and not problems:
        problems = [Problem(Place("site_src/site.yml"), "the file is missing or empty", "write `name:` and `tagline:`")]
    if problems:
        return Site("", ""), problems
    values = give_value(node)
    base_url = values.pop("base_url", "")
    return Site(**values, base_url=base_url.rstrip("/") + "/" if base_url else ""), []


def read_topics(folder: Path) -> tuple[list[Topic], list[Problem]]:
    """Read `topics.yml`."""
    node, problems = _read(folder, "topics.yml", TOPICS)
    if not isinstance(node, Sequence):
        missing = Problem(Place("site_src/topics.yml"), "the file is missing or empty", "write at least one topic")
        return [], problems or [missing]
    problems += [*_check_topics(node), *_check_names(node)]
    if problems:  # the ids are still good for checking what names them
        ids = [item.get("id") for item in node.items if isinstance(item, Mapping)]
        return [Topic(id.value, "", "") for id in ids if isinstance(id, Text)], problems
    return [_make_topic(give_value(item)) for item in node.items], []


def read_editions(folder: Path, files: Collection[str]) -> tuple[dict[str, Edition], list[Problem]]:
    """Read `editions.yml`: what editors say about dumps, by file name; `files` are the names there are."""
    shape = Table("Editions by the name of their dump.", Choice("A file in seeds/.", "dump", files), EDITION)
    node, problems = _read(folder, "editions.yml", shape)
    problems += _check_names(node)
    if problems or node is None:
        return {}, problems
    return {file: Edition(id="", file=file, **{"name": "", **said}) for file, said in give_value(node).items()}, []


def read_overrides(folder: Path, topics: Collection[str]) -> tuple[dict[str, Override], list[Problem]]:
    """Read all of `overrides/`, by paper id. Whether those papers exist is checked when the papers are known."""
    shape = Table("Overrides by the id of their paper.", Words("The id of a paper."), shape_override(topics))
    overrides: dict[str, Override] = {}
    problems: list[Problem] = []
    for path in _list_files(folder / "overrides"):
        if path.suffix != ".yml" or not path.is_file():
            problems.append(
                Problem(
                    Place(f"site_src/overrides/{path.name}"),
                    "only files that end in `.yml` are read",
                    "rename it, or move it elsewhere",
                )
            )
            continue
        node, found = _read(folder, f"overrides/{path.name}", shape)
        problems += found
        if isinstance(node, Mapping):
            for key, value in node.pairs:
                if first := overrides.get(key.value):
                    problems.append(
                        Problem(
                            key.place, f"`{key.value}` has an override already, in {first.place}", "join the two there"
                        )
                    )
                else:
                    overrides[key.value] = _make_override(key, value, clean=not found)
                    problems += _check_override(value)
    return overrides, problems


def read_pages(folder: Path) -> tuple[dict[str, str], list[Problem]]:
    """Read the Markdown of `pages/`, by the name that becomes the address."""
    pages: dict[str, str] = {}
    problems: list[Problem] = []
    for path in _list_files(folder / "pages"):
        place = Place(f"site_src/pages/{path.name}")
        if path.suffix != ".md" or not re.fullmatch(SLUG, path.stem):
            problems.append(
                Problem(
                    place,
                    "the name is no address with `.md` after it",
                    "use only small letters, digits and hyphens, then `.md`",
                )
            )
            continue
        try:
            pages[path.stem] = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            problems.append(Problem(place, "the file is not UTF-8 text", "save it with the encoding UTF-8"))
        else:
            problems += [Problem(place, message, hint) for message, hint in check_markdown(pages[path.stem])]
    return pages, problems


def read_assets(*folders: Path) -> list[tuple[str, bytes]]:
    """Read all files below the folders' `assets/`, sorted by name; of two with one name the later folder's is taken.

    Hidden files and symbolic links are left out.
    """
    files: dict[str, bytes] = {}
    for folder in folders:
        for path in (folder / "assets").rglob("*"):
            parts = path.relative_to(folder / "assets").parts
            if path.is_file() and not path.is_symlink() and not any(part.startswith(".") for part in parts):
                files["/".join(parts)] = path.read_bytes()
    return sorted(files.items())


def _list_files(folder: Path) -> list[Path]:
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "this must be a folder", str(folder))
    return sorted(path for path in folder.iterdir() if not path.name.startswith(".")) if folder.is_dir() else []


def _read(folder: Path, name: str, shape: shapes.Shape) -> tuple[Node | None, list[Problem]]:
    path = folder / name
    if not path.exists():
        return None, []
    node, problems = read_yaml(path, f"site_src/{name}")
    return node, [*problems, *check_shape(node, shape)]


def _check_topics(node: Sequence) -> list[Problem]:
    problems = []
    first: dict[str, Place] = {}
    catch_all = [item for item in node.items if isinstance(item, Mapping) and item.get("catch_all")]
    for item in node.items:
        if not isinstance(item, Mapping) or not isinstance(id := item.get("id"), Text):
            continue
        if id.value in first:
            problems.append(
                Problem(
                    id.place,
                    f"the topic `{id.value}` stands in line {first[id.value].line} already",
                    "give one of the two another id",
                )
            )
        first.setdefault(id.value, id.place)
        problems += _check_terms(item)
        terms = item.get("terms")
        if (terms is None or (isinstance(terms, Mapping) and not terms.pairs)) and item not in catch_all:
            problems.append(
                Problem(
                    id.place,
                    f"the topic `{id.value}` has no terms, so no paper would be found",
                    "add `terms:` and, indented below it, lines such as `graph network: 3`",
                )
            )
    if len(catch_all) != 1:
        place = catch_all[1].place if catch_all else node.place
        problems.append(
            Problem(
                place,
                f"{len(catch_all)} topics are marked `catch_all: yes`, exactly one must be",
                "mark the one that takes what no other wants",
            )
        )
    return problems


def _check_names(table: Node | None) -> list[Problem]:
    """Find things that bear one name, which readers could not tell apart."""
    problems = []
    first: dict[str, Text] = {}
    items = [value for _, value in table.pairs] if isinstance(table, Mapping) else getattr(table, "items", ())
    for item in items:
        name = item.get("name") if isinstance(item, Mapping) else None
        if isinstance(name, Text) and (other := first.setdefault(name.value.casefold(), name)) is not name:
            message = f"the name `{name.value}` stands in line {other.place.line} already"
            problems.append(Problem(name.place, message, "give one of the two another name"))
    return problems


def _check_terms(topic: Mapping) -> list[Problem]:
    """Find phrases of one topic that are the same when capitals, hyphens and plurals make no difference."""
    problems = []
    first: dict[tuple[str, ...], Text] = {}
    for name in ("terms", "not"):
        table = topic.get(name)
        for phrase, _ in table.pairs if isinstance(table, Mapping) else ():
            words = split_phrase(phrase.value)
            other = first.setdefault(words, phrase)
            if words and other is not phrase:
                message = f"`{phrase.value}` says the same as `{other.value}` in line {other.place.line}"
                problems.append(Problem(phrase.place, message, "keep one of the two"))
    return problems


def _make_topic(said: dict[str, Any]) -> Topic:
    terms = [Term(phrase, float(weight)) for phrase, weight in said.get("terms", {}).items()]
    terms += [Term(phrase, -float(weight)) for phrase, weight in said.get("not", {}).items()]
    return Topic(said["id"], said["name"], said["description"], tuple(terms), catch_all="catch_all" in said)


def _check_override(node: Node) -> list[Problem]:
    """Find fields of one override that contradict each other."""
    if not isinstance(node, Mapping):
        return []
    said = {key.value: (key, give_value(value)) for key, value in node.pairs}
    problems = []
    for name in ("add_topics", "remove_topics"):
        if name in said and "topics" in said:
            message = f"`{name}` has no effect beside `topics`, which is the whole list"
            problems.append(Problem(said[name][0].place, message, "keep one of them"))
    if "add_topics" in said and "remove_topics" in said:
        for topic in said["add_topics"][1] or ():
            if topic in (said["remove_topics"][1] or ()):
                message = f"`{topic}` is both added and removed"
                problems.append(Problem(said["add_topics"][0].place, message, "remove it from one of the lists"))
    return problems


def _make_override(key: Text, node: Node, clean: bool) -> Override:
    """Make the override; one from a file with problems only holds its name, since nothing will be built of it."""
    if not clean or not isinstance(node, Mapping):
        return Override(key.value, key.place)
    said = give_value(node)
    links = tuple(make_link(kind, value) for kind, value in said.pop("links", {}).items())
    split = tuple(Place(*_parse_entry(entry)) for entry in said.pop("split", ()))
    said = {name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}
    return Override(key.value, key.place, links=links, split=split, **said)


def _parse_entry(text: str) -> tuple[str, int]:
    file, _, line = text.rpartition(":")
    return file, int(line)
