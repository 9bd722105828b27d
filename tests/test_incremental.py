"""What is the same as in the old site stays the very file it was; a site built over another is as if from nothing."""

from __future__ import annotations

import hashlib
import json
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import build
import digest.atlas
import digest.cards
import digest.citations
import digest.render
from digest.nouns import Page
from digest.publish import MANIFEST, MARK
from tests.conftest import ROOT, Built, read_all
from tests.reliability.effort import many
from tests.world import begin_repository


def list_numbers(out: Path) -> dict[str, tuple[int, int]]:
    """Give the number on the disk of each file, and its time."""
    found = {name: (out / name).stat() for name in read_all(out)}
    return {name: (stat.st_ino, stat.st_mtime_ns) for name, stat in found.items()}


def test_nothing_changed(tiny: Built) -> None:
    """A second build of the same leaves every page and the search index as they were."""
    tiny.build()
    before = list_numbers(tiny.out)
    assert 0 == tiny.build().returncode
    assert {MANIFEST, MARK} == {name for name, number in list_numbers(tiny.out).items() if number != before[name]}


def test_one_paper_changed(tiny: Built) -> None:
    """A note changes its paper's page and the lists that mark it, and nothing else."""
    tiny.build("--no-search")
    before, pages = list_numbers(tiny.out), read_all(tiny.out)
    paper = "bread-rises-by-night"
    (tiny.source / "site_src/overrides/note.yml").write_text(f"{paper}:\n  note: Read the appendix.\n")
    assert 0 == tiny.build("--no-search").returncode
    changed = {name for name, number in list_numbers(tiny.out).items() if number != before.get(name)}
    assert f"papers/{paper}/index.html" in changed
    assert "assets/site.css" not in changed
    assert {name for name in changed if pages.get(name) == (tiny.out / name).read_bytes()} <= {MARK}


def test_every_page_knows_the_newest_edition(tiny: Built) -> None:
    """By the newest edition browsers tell what came since a visit: with another, every page is another."""
    tiny.build("--no-search")
    tiny.write("../seeds/d_new.txt", (tiny.source / "seeds/c_later.txt").read_text("utf-8"))
    tiny.write("editions.yml", "d_new.txt: {date: 2026-06-01}\n")
    assert 0 == tiny.build("--no-search").returncode
    named = [re.findall(r'data-newest="([^"]*)"', page.read_text("utf-8")) for page in tiny.out.rglob("index.html")]
    assert {("d_new",)} == {tuple(one) for one in named if one}


def test_a_feed_learns_when_a_dump_came(tiny: Built) -> None:
    """Once an undated dump is committed, its papers have that day in the feed, whatever is remembered."""
    tiny.write("editions.yml", "")
    options = ("--no-search", "--base-url", "https://example.org/")
    tiny.build(*options)
    assert "1970-01-01" in tiny.read("feed.xml")
    begin_repository(tiny.source)
    assert 0 == tiny.build(*options).returncode
    assert "1970-01-01" not in tiny.read("feed.xml")


@pytest.fixture
def made(tiny: Built, monkeypatch: pytest.MonkeyPatch) -> Callable[[], set[str]]:
    """Give what builds the site in this process, and tells the pages that had to be made."""
    made: set[str] = set()
    render = digest.render._render_file

    def note(environment: Any, page: Page, root: str) -> bytes:
        made.add(page.address)
        return render(environment, page, root)

    monkeypatch.setattr(digest.render, "_render_file", note)

    def make() -> set[str]:
        made.clear()
        options = ("--no-search", "--jobs=1", f"--cache={tiny.folder / 'cache'}", "--base-url=https://example.org/d/")
        arguments = tiny.command(*options)
        assert 0 == build.main(arguments[2:])
        return set(made)

    return make


def test_same_is_not_made_again(tiny: Built, made: Callable[[], set[str]]) -> None:
    """Of a site that is what it was no page is made; of one with a new note, those that could show it."""
    everything = made()
    assert set() == made()
    tiny.write("overrides/note.yml", "bread-rises-by-night:\n  note: Read the appendix.\n")
    again = made()
    assert "papers/bread-rises-by-night/" in again
    assert {address for address in everything if address.startswith("papers/")} - again
    assert "Read the appendix." in (tiny.out / "papers/bread-rises-by-night/index.html").read_text()


def test_what_does_not_show_a_note(tiny: Built, made: Callable[[], set[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    """A note is on no map, no card and in no citation, so none of them is made anew; a title is on all of them."""
    drawn = []
    for where, name in ((digest.atlas, "_lay_out"), (digest.cards, "_paint"), (digest.citations.Citer, "cite")):
        make = getattr(where, name)

        def note(*given: Any, name: str = name, make: Callable[..., Any] = make) -> Any:
            drawn.append(name)
            return make(*given)

        monkeypatch.setattr(where, name, note)
    made()
    drawn.clear()
    tiny.write("overrides/note.yml", "bread-rises-by-night:\n  note: Read the appendix.\n")
    assert (False, []) == ("map/" in made(), drawn)
    tiny.write("overrides/note.yml", "bread-rises-by-night:\n  title: Bread Rises\n")
    assert "map/" in made()
    assert {"_lay_out", "_paint", "cite"} == {*drawn}


@pytest.mark.parametrize("harm", [b"somebody was here", None], ids=["changed", "gone"])
def test_page_that_is_not_what_it_was(tiny: Built, made: Callable[[], set[str]], harm: bytes | None) -> None:
    """A page of the old site that somebody changed or took away is made anew, and no other."""
    made()
    page = tiny.out / "papers/bread-rises-by-night/index.html"
    right = page.read_bytes()
    page.unlink()
    if harm is not None:
        page.write_bytes(harm)
    assert {"papers/bread-rises-by-night/"} == made()
    assert right == page.read_bytes()


@pytest.mark.parametrize("name", ["_parts.html", "badge.svg"])
def test_templates_count(tiny: Built, made: Callable[[], set[str]], monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """With another text in any template, or what one may include, all pages are made anew."""
    everything = made()
    templates = tiny.folder / "templates"
    shutil.copytree(ROOT / "templates", templates)
    command = tiny.command
    monkeypatch.setattr(tiny, "command", lambda *given: command(*given, f"--templates={templates}"))
    assert set() == made()
    with (templates / name).open("a") as file:
        file.write("{# a remark #}")
    assert everything == made()


def test_manifest(tiny_built: Built) -> None:
    """The manifest names every file with its hash."""
    listed = json.loads((tiny_built.out / MANIFEST).read_text())["files"]
    there = {name: hashlib.sha256(data).hexdigest() for name, data in read_all(tiny_built.out).items()}
    assert listed == {name: number for name, number in there.items() if name not in (MANIFEST, MARK)}


def test_manifest_that_leads_out(tiny: Built) -> None:
    """A manifest that names a file elsewhere does not bring it into the site."""
    tiny.build()
    manifest = json.loads((tiny.out / MANIFEST).read_text())
    (tiny.folder / "secret").write_text("secret")
    manifest["files"]["pagefind/../../secret"] = hashlib.sha256(b"secret").hexdigest()
    (tiny.out / MANIFEST).write_text(json.dumps(manifest))
    assert 0 == tiny.build().returncode
    assert "secret" not in (tiny.out / MANIFEST).read_text()
    assert "secret" == (tiny.folder / "secret").read_text()


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("harm", [flip, Path.unlink, lambda path: path.write_bytes(b"")], ids=["flip", "lose", "empty"])
def test_broken_index_is_not_taken(tiny: Built, harm) -> None:
    """An old search index with a file that is not what it was is made anew."""
    tiny.build()
    whole = (tiny.out / "pagefind/pagefind.js").read_bytes()
    harm(tiny.out / "pagefind/pagefind.js")
    assert 0 == tiny.build().returncode
    assert whole == (tiny.out / "pagefind/pagefind.js").read_bytes()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 1, "files": []}', '{"version": 2, "files": {}}'])
def test_foreign_manifest(tiny: Built, text: str) -> None:
    """A manifest that is cut or somebody else's costs time and nothing more."""
    tiny.build()
    before = read_all(tiny.out)
    (tiny.out / MANIFEST).write_text(text)
    assert 0 == tiny.build().returncode
    assert before["papers.json"] == (tiny.out / "papers.json").read_bytes()


ELSEWHERE = (
    ("site.yml", "name: Wind\ntagline: It blew {} times.\nbase_url: https://example.org/wind/\n"),
    ("words.yml", "related: Like this ({})\n"),
    ("notes/{}.md", "A *long* note, {}.\n"),
    ("pages/about.md", "# About\n\nIt was changed {} times.\n"),
    ("lists/first.yml", "name: First {}\npapers:\n  bread-rises-by-night: Why not.\n"),
)


@pytest.mark.parametrize("seed", range(many(4, 500)))
def test_over_an_old_site_as_from_new(tiny_often: Built, seed: int) -> None:
    """After any edits a site that was built over its old self has the bytes of one that is built from nothing."""
    draw = random.Random(seed)
    overrides = tiny_often.source / "site_src/overrides"
    tiny_often.build("--no-search")
    data = json.loads((tiny_often.out / "papers.json").read_bytes())
    papers = [paper["id"] for paper in data["papers"] if not paper["override"]]
    for number in range(3):
        paper = draw.choice(papers)
        line = draw.choice(["title: Another title", "note: A *note*.", "withdrawn: The proof is wrong.", "date: 2026"])
        (overrides / "edit.yml").write_text(f"{paper}:\n  {line}\n")
        if draw.random() < 0.5:
            name, text = draw.choice(ELSEWHERE)
            tiny_often.write(name.format(paper), text.format(number))
        if draw.random() < 0.3:
            (tiny_often.out / "index.html").write_text(f"somebody was here {number}")
        done = tiny_often.build("--no-search", "--cache", str(tiny_often.folder / "cache"))
        assert 0 == done.returncode, done.stderr
    over = read_all(tiny_often.out)
    shutil.rmtree(tiny_often.out)
    tiny_often.build("--no-search", "--cache", str(tiny_often.folder / "nothing"))
    assert over == read_all(tiny_often.out)
