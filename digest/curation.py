"""Reads what editors own: the YAML and Markdown of `site_src/`. Every fault is a problem with its place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from digest.addresses import edition_id, tidy_address
from digest.corrections import read_overrides
from digest.health import read_health
from digest.memo import NO_MEMO, Memo
from digest.nouns import Curation, Edition, HostRules, Listed, Move, Place, Post, Problem, ReadingList, SignUp, Site
from digest.records import read_enrichment
from digest.shapes import check_shape, give_value
from digest.sources import find_strays, list_files, read_named_markdown, read_shaped
from digest.taxonomy import check_names, read_topics
from digest.vocabulary import HOSTS, REDIRECTS, SITE, SLUG, shape_editions, shape_list, shape_override, shape_services
from digest.yaml_text import Mapping, Text, find_links

# Behind and before these a script needs no line end, nor behind a bracket that ends a block.
_GOING_ON, _CLOSING, _BLOCK_END = (b";", b"{", b",", b"(", b"["), (b"}", b")", b"]", b"."), b"}"


def read_curation(folder: Path, files: Collection[str], memo: Memo = NO_MEMO) -> tuple[Curation, list[Problem]]:
    """Read all of `site_src/`; `files` are the names of the dumps there are."""
    site, problems = read_site(folder)
    problems += [*find_links(folder, "site_src"), *find_strays(folder)]
    topics, found = read_topics(folder, memo)
    problems += found
    editions, found = read_editions(folder, files)
    problems += found
    renamed = {alias: topic.id for topic in topics for alias in topic.aliases}
    names = {edition_id(file): editions[file].name if file in editions else "" for file in files}
    shape = shape_override({topic.id: topic.name for topic in topics}, renamed, names)
    overrides, found = read_overrides(folder, shape)
    problems += found
    hosts, found = read_hosts(folder)
    problems += found
    prose, found = read_named_markdown(folder, "pages", SLUG)
    problems += found
    notes, found = read_named_markdown(folder, "notes", SLUG)
    problems += found
    lists, found = read_lists(folder)
    problems += found
    moves, found = read_redirects(folder)
    problems += found
    _, found = read_shaped(folder, "services.yml", shape_services())
    problems += found
    enrichment, found = read_enrichment(folder)
    problems += found
    health, found = read_health(folder)
    problems += found
    read = Curation(site, tuple(topics), editions, overrides, hosts, enrichment, prose, notes, lists, moves, health)
    return read, problems


def read_site(folder: Path) -> tuple[Site, list[Problem]]:
    """Read `site.yml`."""
    node, problems = read_shaped(folder, "site.yml", SITE)
    if node is None and not problems:
        problems = [
            Problem(Place("site_src/site.yml"), "F001", "the file is missing or empty", "write `name:` and `tagline:`")
        ]
    if problems:
        return Site("", ""), problems
    values = give_value(node)
    base_url, repository = values.pop("base_url", ""), values.pop("repository", "").rstrip("/").removesuffix(".git")
    review, guide = (values.pop(name, "yes") == "yes" for name in ("review", "guide"))
    offline = values.pop("offline", "no") == "yes"
    address = base_url.rstrip("/") + "/" if base_url else ""
    mail, subscribe = values.pop("mail", None), values.pop("subscribe", None)
    return Site(
        **values,
        base_url=address,
        repository=repository,
        review=review,
        guide=guide,
        offline=offline,
        mail=Post(**mail) if mail else None,
        subscribe=_make_sign_up(**subscribe) if subscribe else None,
    ), []


def _make_sign_up(address: str, field: str = "", hidden: dict[str, str] | None = None) -> SignUp:
    return SignUp(address, field, tuple((hidden or {}).items()))


def read_hosts(folder: Path) -> tuple[HostRules, list[Problem]]:
    """Read `links.yml`: what to do with the hosts of addresses in titles and abstracts."""
    node, problems = read_shaped(folder, "links.yml", HOSTS)
    said = give_value(node) or {}
    if problems:
        return HostRules(), problems
    return HostRules(said.get("rewrite", {}), tuple(said.get("refuse", ())), tuple(said.get("trusted", ()))), []


def read_editions(folder: Path, files: Collection[str]) -> tuple[dict[str, Edition], list[Problem]]:
    """Read `editions.yml`: what editors say about dumps, by file name; `files` are the names there are."""
    node, problems = read_shaped(folder, "editions.yml", shape_editions(files))
    problems += check_names(node)
    if problems or node is None:
        return {}, problems
    return {file: Edition(id="", file=file, **{"name": "", **said}) for file, said in give_value(node).items()}, []


def read_lists(folder: Path) -> tuple[tuple[ReadingList, ...], list[Problem]]:
    """Read the reading lists of `lists/`, in the order of their files' names."""
    lists: list[ReadingList] = []
    problems: list[Problem] = []
    for path in list_files(folder, "lists", ".yml", problems):
        node, found = read_shaped(folder, f"lists/{path.name}", shape_list())
        problems += found
        if not re.fullmatch(SLUG, path.stem):
            message = "the name is no address with `.yml` after it"
            hint = "use only small letters, digits and hyphens, then `.yml`"
            problems.append(Problem(Place(f"site_src/lists/{path.name}"), "F009", message, hint))
        elif isinstance(node, Mapping) and not found:
            made = _make_list(path.stem, node)
            if other := next((one for one in lists if one.name.casefold() == made.name.casefold()), None):
                message = f"the name `{made.name}` stands in line {other.place.line} already"
                hint = f"that is in {other.place.file}; give one of the two another name"
                problems.append(Problem(made.place, "T002", message, hint))
            lists.append(made)
        else:
            if node is None and not found:
                problems += check_shape(Mapping((), Place(f"site_src/lists/{path.name}")), shape_list())
            # Nothing will be built of it; it still has a page that others may name, and papers that may be misspelt.
            items = _list_items(node, found) if isinstance(node, Mapping) else ()
            lists.append(ReadingList(path.stem, path.stem, "", Place(f"site_src/lists/{path.name}"), items))
    return tuple(lists), problems


def read_redirects(folder: Path) -> tuple[tuple[Move, ...], list[Problem]]:
    """Read `redirects.yml`: which addresses lead to which pages. Whether those are there is checked with the pages."""
    node, problems = read_shaped(folder, "redirects.yml", REDIRECTS)
    pairs = node.pairs if isinstance(node, Mapping) else ()
    faulty = {problem.place for problem in problems}
    good = [(old, new) for old, new in pairs if isinstance(new, Text) and faulty.isdisjoint((old.place, new.place))]
    return tuple(Move(_tidy_move(old.value), _tidy_move(new.value), old.place) for old, new in good), problems


def _tidy_move(text: str) -> str:
    """Give one of the two addresses of a redirect; a name with a dot is that of a file, and no paper's."""
    return "" if text == "/" else tidy_address(f"/{text}" if "." in text else text)


def _make_list(id: str, node: Mapping) -> ReadingList:
    said = give_value(node)
    return ReadingList(id, said["name"], said.get("description", ""), node.place, _list_items(node))


def _list_items(node: Mapping, problems: Iterable[Problem] = ()) -> tuple[Listed, ...]:
    papers = node.get("papers")
    pairs = papers.pairs if isinstance(papers, Mapping) else ()
    faulty = {problem.place for problem in problems}
    return tuple(
        Listed(key.value, line.value, key.place)
        for key, line in pairs
        if isinstance(line, Text) and faulty.isdisjoint((key.place, line.place))
    )


def read_assets(ours: Path, theirs: Path) -> list[tuple[str, bytes]]:
    """Read all files below two folders' `assets/`, sorted by name; of two with one name that of `theirs` is taken.

    Hidden files are left out, and symbolic links, which are problems. Our scripts go without what only their readers
    need; what editors have written stays as it is.
    """
    files = {name: slim_script(data) if name.endswith(".js") else data for name, data in _read_files(ours / "assets")}
    return sorted({**files, **dict(_read_files(theirs / "assets"))}.items())


def _read_files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*") if not folder.is_symlink() else ():
        parts = path.relative_to(folder).parts
        if path.is_file() and not path.is_symlink() and not any(part.startswith(".") for part in parts):
            yield "/".join(parts), path.read_bytes()


def slim_script(data: bytes) -> bytes:
    """Leave out indentation, comments of whole lines, and needless line ends, where no text goes over several lines."""
    if any(b"\n" in text for text in re.findall(rb"`[^`]*`|/\*.*?\*/", data, re.DOTALL)):
        return data
    lines = [line for line in map(bytes.strip, data.split(b"\n")) if line and not line.startswith(b"//")]
    return b"".join(
        line
        if line == _BLOCK_END or (b"//" not in line and (line.endswith(_GOING_ON) or following.startswith(_CLOSING)))
        else line + b"\n"
        for line, following in pairwise([*lines, b""])
    )
