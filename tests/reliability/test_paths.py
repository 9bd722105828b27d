"""No name leads out of its folder, two things never share an address on any disk, and links are refused."""

from __future__ import annotations

import os
import random
import re
import unicodedata
from collections import defaultdict
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from digest.addresses import MAX_NAME, address_of, check_addresses, check_assets, edition_id, file_of, tidy_address
from digest.dumps import read_dumps
from digest.nouns import Entry, Move, Page, Place
from digest.papers import make_id, make_key, merge_entries
from digest.records import find_shard, read_records
from digest.shapes import check_shape
from digest.vocabulary import SLUG, shape_override
from digest.yaml_text import Sequence, Text
from tests.conftest import Built
from tests.reliability.effort import many

PIECES = (
    *("..", ".", "", "/", "//", "\\", "~"),
    *("$HOME", "%2e%2e%2f", "..%2f", "C:", "C:\\", "\\\\server\\share", "\0", "a\0b"),
    *("con", "PRN", "aux.txt", "nul", "com1", "LPT9", "CON.html"),
    *("clock$", "a.", "a ", " a", "a. .", "-", "--", ".git"),
    *("index.html", "Index.HTML", "404.html", "feed.xml"),
    *("papers.json", "assets", "pagefind", "Assets", "build-manifest.json"),
    *("paper", "Paper", "PAPER", "pаper", "раper", "ﬁle", "file", "é"),
    *("e\u0301", "Å", "\u212b", "ß", "ss", "ı", "I", "İ", "ſ"),
    *("\u202etxt.exe", "\u200f", "\u200d", "\ufeff", "a\u00adb", "x" * 300, "é" * 200),
    *("😀", "\udcff", "a:b", "a?b", "a*b", "<a>", "|"),
    *("a-b", "a_b", "A-B", "tides", "Tides", "2401.00001", "\x1b[31m"),
    *("\u2028", "a\nb", "aux", "COM0", "lpt1.tar.gz", "...", "a/../b"),
)  # fmt: skip


def make_names(number: int) -> list[str]:
    """Invent names: pieces joined in all the ways that names are."""
    rng = random.Random(5)
    return [
        rng.choice(("", "/", " ", "-")).join(rng.choice(PIECES) for _ in range(rng.randint(1, 4)))
        for _ in range(number)
    ]


def leads_out(address: str) -> bool:
    """Say whether an address, on a disk of Unix or of Windows, names anything but a file below its folder."""
    windows = PureWindowsPath(address)
    parts = PurePosixPath(address).parts
    odd = re.search(r'[\x00-\x1f\x7f<>:"|?*\\]', address)
    reserved = any(re.fullmatch(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", part, re.IGNORECASE) for part in parts)
    return (
        ".." in parts
        or bool(odd or windows.drive or windows.root or reserved)
        or any(part.endswith((".", " ")) or len(part.encode("utf-8", "replace")) > MAX_NAME for part in parts)
        or not address.isascii()
    )


def fold(path: str) -> str:
    """Write a path as disks compare it that know neither capitals nor ways to write a letter."""
    return unicodedata.normalize("NFKC", path).casefold()


@pytest.fixture(scope="module")
def names() -> list[str]:
    return make_names(many(2_000, 10_000))


def test_detectors_see() -> None:
    """What leads out is seen to, and what does not is not."""
    for name in ("../x", "/etc/x", "a/../../b", "C:x", "con", "a/aux.txt", "a.", "a\0", "é", "x" * 256, "\\\\a\\b"):
        assert leads_out(name), name
    assert not any(map(leads_out, ("papers/a-b/index.html", "topics/x/feed.xml", "con-air/index.html")))
    assert fold("É") == fold("e\u0301")


def test_ids_of_papers(names: list[str]) -> None:
    """Whatever a title is, its paper has an address below `papers/`, and no other title has it."""
    entries = [
        Entry(name, f"Abstract of {make_key(name)} and more words.", Place("seeds/a", at))
        for at, name in enumerate(names, 1)
    ]
    papers, _ = merge_entries([entry for entry in entries if entry.title.strip()], {})
    ids = [id for paper in papers for id in (paper.id, *paper.other_ids)]
    assert [] == [id for id in ids if leads_out(f"papers/{id}/index.html") or not re.fullmatch(SLUG, id)]
    assert len(ids) == len({fold(id) for id in ids})
    assert {make_key(paper.title) for paper in papers} == {make_key(name) for name in names if name.strip()}
    assert all(address_of(paper).startswith("papers/") for paper in papers)


def test_redirects(names: list[str]) -> None:
    """What may be written as an address and passes all checks stays below the folder and meets no other file."""
    shape = shape_override(["a"], {}).fields["aliases"]
    place = Place("site_src/redirects.yml", 1, 1)
    let_in = [name for name in names if not list(check_shape(Sequence((Text(name, place),), place), shape))]
    assert let_in
    pages = [Page(f"papers/{at}/", "paper.html", str(at), "") for at in ("tides", "a-b")]
    pages += [Page("", "home.html", "Home", ""), Page("404.html", "404.html", "Lost", "")]
    moves = [Move(tidy_address(name), "papers/tides/", place) for name in dict.fromkeys(let_in)]
    kept = pages[:]
    for move in moves:
        if not check_addresses([*kept, page := Page(move.old, "moved.html", "x", "", move)])[:1]:
            kept.append(page)
    files = [file_of(page.address) for page in kept]
    assert [] == [file for file in files if leads_out(file)]
    assert find_meetings(files) == []
    assert len(kept) > len(pages)


def find_meetings(files: list[str]) -> list[str]:
    """Give the files that are one, or a file and a folder, on a disk that knows no capitals."""
    seen: dict[str, int] = defaultdict(int)
    folders = {fold(str(parent)) for file in files for parent in PurePosixPath(file).parents}
    for file in files:
        seen[fold(file)] += 1
    return [file for file in files if seen[fold(file)] > 1 or fold(file) in folders]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("papers/Tides/", "belongs to the page"),
        ("papers/tides/index.html", "belongs to the page"),
        ("/index.html", "belongs to the page"),
        ("papers/Index.HTML", "is needed by the site itself"),
        ("/Assets/site.css", "is needed by the site itself"),
        ("/feed.xml", "is needed by the site itself"),
        ("papers.json/x/", "is needed by the site itself"),
        ("papers/con/", "no file of Windows"),
        ("old/aux.html", "no file of Windows"),
        ("papers/" + "x" * 300 + "/", "too long for a disk"),
        ("old.html/x/", "lies below `old.html`"),
    ],
)
def test_addresses_that_are_taken(address: str, said: str) -> None:
    """A redirect that would take the place of a page, of a file of the site, or that no disk holds, is a problem."""
    place = Place("site_src/redirects.yml", 3, 1)
    pages = [Page("papers/tides/", "paper.html", "Tides", ""), Page("", "home.html", "Home", "")]
    pages.append(Page("old.html", "moved.html", "Old", "", Move("old.html", "papers/tides/", place)))
    assert [] == check_addresses(pages)
    old = tidy_address(address)
    problems = check_addresses([*pages, Page(old, "moved.html", "x", "", Move(old, "papers/tides/", place))])
    assert [place] == [problem.place for problem in problems if said in problem.message]


def test_editions(names: list[str]) -> None:
    """Whatever a dump's file is called, its edition has an address of its own."""
    files = {name.replace("/", "_").replace("\0", "_")[:80] for name in names} - {"", ".", ".."}
    ids = defaultdict(set)
    for file in files:
        ids[edition_id(file)].add(file)
    assert [] == [
        id
        for id in ids
        if leads_out(f"editions/{id}/index.html") and not re.match(r"(con|aux|nul|prn|com\d|lpt\d)$", id)
    ]
    # Two plain names may give one id (`a.b` and `a-b.txt`); the check of addresses says so before anything is written.
    assert [] == [
        both for both in ids.values() if len(both) > 1 and not all(re.fullmatch(r"[a-z0-9_.-]+", one) for one in both)
    ]


def test_assets(names: list[str]) -> None:
    """Files in `assets/` that some disk cannot hold beside each other are problems; what is let in meets nowhere."""
    files = sorted({name for name in names if name and not name.startswith("/") and ".." not in name.split("/")})
    kept: list[str] = []
    for file in files[: many(500, 3_000)]:
        if not list(check_assets([*kept, file])):
            kept.append(file)
    assert kept and find_meetings(kept) == []
    said = [problem.message for problem in check_assets(["a/Logo.png", "a/logo.png", "b", "B/c.png", "nul.png", "x:y"])]
    assert 4 == len(said)


def test_names_of_files(tiny: Built, names: list[str]) -> None:
    """Notes, pages, lists and overrides of any name give their pages or a problem that names the file."""
    outside = {*tiny.folder.parent.rglob("*")}
    for number, name in enumerate(names[: many(120, 1_000)]):
        file = name.replace("/", "_").replace("\0", "_").encode("utf-8", "surrogatepass")[:120]
        folder = ("notes", "pages", "lists", "overrides")[number % 4]
        suffix = b".md" if number % 4 < 2 else b".yml"
        (tiny.source / "site_src" / folder).mkdir(exist_ok=True)
        with open(os.fsencode(tiny.source / "site_src" / folder) + b"/" + file + suffix, "w") as opened:  # noqa: PTH123
            opened.write("x" if number % 4 < 2 else "")
    result = tiny.build("--no-search", "--format", "text")
    assert 1 == result.returncode
    assert "Traceback" not in result.stderr
    assert not tiny.out.exists()
    assert [] == [
        path for path in tiny.folder.parent.rglob("*") if path not in outside and tiny.folder not in path.parents
    ]


FILES = (
    *("site.yml", "topics.yml", "links.yml", "words.yml", "redirects.yml", "editions.yml", "overrides/x.yml"),
    *("notes/x.md", "pages/x.md", "lists/x.yml", "assets/x.png", "enrichment/a.json", "schemas/x.json"),
)
FOLDERS = ("assets", "overrides", "notes", "lists", "pages", "enrichment", "schemas")


@pytest.mark.parametrize("names", [FILES, FOLDERS], ids=["files", "folders"])
def test_links_are_refused(tiny: Built, names: tuple[str, ...]) -> None:
    """A symbolic link among what editors own, to a file or a folder, is a problem that names it; it is not followed."""
    secret = tiny.folder / "secret"
    secret.mkdir()
    (secret / "x.yml").write_text("confidential: [words\n", "utf-8")
    for name in names:
        path = tiny.source / "site_src" / name
        if path.is_dir():
            path.rename(tiny.folder / f"away-{name}")
        path.parent.mkdir(exist_ok=True)
        path.unlink(missing_ok=True)
        path.symlink_to(secret / "x.yml" if names is FILES else secret)
    result = tiny.build("check", "--format", "text")
    assert 1 == result.returncode
    for name in names:
        assert f"{name}:1:1: F005 this is a link to another file; put the file itself here" in result.stderr
    assert "confidential" not in result.stderr


def test_linked_dumps_and_templates(tiny: Built, tmp_path: Path) -> None:
    """A link among dumps is set aside by its name, one among templates is a problem, and a device hangs nothing."""
    (tiny.source / "seeds/link.txt").symlink_to("/etc/hostname")
    (tiny.source / "seeds/folder").symlink_to("/etc")
    os.mkfifo(tiny.source / "seeds/pipe.txt")
    os.mkfifo(tiny.source / "site_src/overrides/pipe.yml")
    asides = [one for dump in read_dumps(tiny.source / "seeds") for one in dump.set_aside]
    assert ["seeds/folder", "seeds/link.txt", "seeds/pipe.txt"] == [one.place.file for one in asides]
    assert {"it is a folder, a link or a device, not a file"} == {one.reason for one in asides}
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "x.html").symlink_to("/etc/hostname")
    result = tiny.build("check", "--templates", str(templates), "--format", "text")
    assert "x.html:1:1: F005 this is a link to another file" in result.stderr
    assert "pipe.yml:1:1: F004 the file cannot be read: it is a device or the like" in result.stderr


def test_records_stay_in_their_folder(tmp_path: Path) -> None:
    """Records are found by the first letter of an id, and a linked file of them is not read."""
    assert tmp_path / "enrichment/a.json" == find_shard(tmp_path, make_id("../../A title"))
    (tmp_path / "enrichment").mkdir()
    (tmp_path / "enrichment/a.json").symlink_to("/etc/hostname")
    assert ({}, []) == read_records(tmp_path)
