"""What was published once leads on, or says what it was; a site that would lose many papers is not published."""

from __future__ import annotations

import json
import shutil

import pytest

from digest.nouns import Digest, Move, Page, Paper, Place, Site
from digest.publish import MANIFEST
from digest.registry import Registry, check_shrinking, plan_former, read_registry, write_registry
from digest.words import Say
from tests.conftest import Built, serve_folder

SAY = Say({"moved_text": "moved", "gone_title": "gone"}, "en")
PLACE = Place("x.yml")


def follow(registry: Registry, address: str, *pages: Page) -> str:
    """Give where an address leads; nothing, if it only says what it was."""
    (page,) = (page for page in plan_former(registry, pages, SAY) if page.address == address)
    return page.subject.new if isinstance(page.subject, Move) else ""


def page(address: str, leads_to: str = "") -> Page:
    return Page(address, "x.html", address, "", Move(address, leads_to, PLACE) if leads_to else None)


@pytest.mark.parametrize(
    ("moves", "pages", "expected"),
    [
        ({}, ["papers/b/"], ""),
        ({"papers/a/": "papers/b/"}, ["papers/b/"], "papers/b/"),
        ({"papers/b/": "papers/a/"}, ["papers/b/"], "papers/b/"),
        ({"papers/a/": "papers/b/", "papers/c/": "papers/b/"}, ["papers/c/"], "papers/c/"),
        ({"papers/a/": "papers/a/"}, ["papers/c/"], ""),
    ],
    ids=["nothing", "as it led", "what led to it", "what led to the same", "circle"],
)
def test_heirs(moves: dict[str, str], pages: list[str], expected: str) -> None:
    """An address leads to the page that was once the same thing."""
    assert expected == follow(Registry(pages={"papers/a/": "A"}, moves=moves), "papers/a/", *map(page, pages))


def test_where_an_heir_leads() -> None:
    """An address leads to the end of the way, not to one more redirect."""
    registry = Registry(moves={"papers/a/": "papers/b/"})
    assert "papers/c/" == follow(registry, "papers/a/", page("papers/b/", "papers/c/"), page("papers/c/"))


@pytest.mark.parametrize(
    ("address", "expected"),
    [("topics/x/newest/3/", "topics/x/newest/"), ("topics/x/title/2/", "topics/x/"), ("letters/q/", "papers/")],
)
def test_parts(address: str, expected: str) -> None:
    """A part of a list that has become shorter leads to the list."""
    pages = map(page, ["topics/", "topics/x/", "topics/x/newest/", "papers/"])
    assert expected == follow(Registry(pages={address: "X"}), address, *pages)


def test_redirect_in_capitals() -> None:
    """A redirect whose address has capitals is that page, also where it stood before."""
    pages = [page("Old/", "papers/a/"), page("papers/a/")]
    assert [] == list(plan_former(Registry(moves={"Old/": "papers/a/"}), pages, SAY))


def test_hidden_papers_are_not_lost() -> None:
    """However many papers are hidden, the digest does not shrink by it."""
    papers = [Paper(f"p{n}", f"P{n}", "", ()) for n in range(10)]
    digest = Digest(Site("x", ""), (), (), tuple(papers[:5]), tuple(papers[5:]), (), 0)
    assert [] == [*check_shrinking(Registry(papers=10), digest)]
    assert [*check_shrinking(Registry(papers=12), digest)]


def test_page_that_is_back() -> None:
    """A page that is there again is that page, and no longer an old name of another."""
    registry = Registry(pages={"papers/a/": "A"}, moves={"papers/a/": "papers/b/"})
    pages = [page("papers/a/"), page("papers/b/")]
    assert [] == list(plan_former(registry, pages, SAY))
    assert {} == write_registry(registry, pages, Digest(Site("x", ""), (), (), (), (), (), 0))["moves"]


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {"papers": "many", "dumps": [], "pages": 3, "moves": None},
        {"pages": {"../x/": "X", "a//b/": "X", "/a/": "X", ".git/": "X", "papers/x/": 3, "papers.json/": "X"}},
        {"pages": {"x/../../y/": "X", "a/.git/": "X", "a/./b/": "X"}},
        {"moves": {"papers/a/": "https://example.org/", "papers/b/": "//example.org/"}},
        {"moves": {"x/../../y/": "papers/a/", "papers/a/": "x/../../y/"}},
    ],
)
def test_foreign_registry(data: object) -> None:
    """What is no registry, and addresses that lead out of the site, count as nothing."""
    assert Registry() == read_registry(data)


def test_dropped_dump(tiny: Built) -> None:
    """The page of a paper whose dump is gone says what it was; it is in no list."""
    tiny.build("--no-search")
    (tiny.source / "seeds/c_later.txt").unlink()
    before = json.loads((tiny.out / "papers.json").read_bytes())["papers"]
    done = tiny.build("--no-search", "--allow-shrinking", "--base-url", "https://example.org/")
    after = json.loads((tiny.out / "papers.json").read_bytes())["papers"]
    (gone,) = {
        paper["id"]: paper["title"] for paper in before if paper["id"] not in {one["id"] for one in after}
    }.items()
    text = (tiny.out / f"papers/{gone[0]}/index.html").read_text()
    assert 0 == done.returncode
    assert gone[1] in text
    assert '<meta name="robots" content="noindex">' in text
    assert gone[0] not in (tiny.out / "sitemap.xml").read_text()


def test_shrinking_site(tiny: Built) -> None:
    """A build that would lose more than a tenth of the papers stops, names the dump, and leaves the old site."""
    tiny.build("--no-search")
    before = (tiny.out / MANIFEST).read_bytes()
    dump = tiny.source / "seeds/b_spaced.txt"
    text = dump.read_text()
    dump.write_text(text[: text.index("On the Length")])
    (tiny.source / "site_src/overrides/one.yml").unlink()
    done = tiny.build("--no-search")
    assert (1, before) == (done.returncode, (tiny.out / MANIFEST).read_bytes())
    assert "seeds/b_spaced.txt:1:1: P015 6 papers were published, and only" in done.stderr
    assert "build with --allow-shrinking" in done.stderr
    assert 0 == tiny.build("--no-search", "--allow-shrinking").returncode
    assert 0 == tiny.build("--no-search").returncode


def test_published_elsewhere(tiny: Built) -> None:
    """Where the old site is not at hand, its manifest is enough."""
    tiny.build("--no-search")
    manifest = shutil.copy(tiny.out / MANIFEST, tiny.folder)
    shutil.rmtree(tiny.out)
    (tiny.source / "seeds/c_later.txt").unlink()
    assert 0 == tiny.build("--no-search", "--allow-shrinking", "--published", str(manifest)).returncode
    assert (tiny.out / "editions/c_later/index.html").is_file()
    assert 2 == tiny.build("--published", "nowhere").returncode


def test_published_garbage(tiny: Built) -> None:
    """A list of what is published that is none stops the build: with it all former addresses would be forgotten."""
    (tiny.folder / "published.json").write_text("<html>try again later</html>")
    done = tiny.build("--no-search", "--published", str(tiny.folder / "published.json"))
    assert (2, 1) == (done.returncode, done.stderr.count("\n"))
    assert "is not the build-manifest.json of a site" in done.stderr


def test_remember(tiny: Built) -> None:
    """What is served is remembered; where nothing is served yet there is nothing to remember."""
    tiny.build("--no-search")
    published = tiny.folder / "published.json"
    with serve_folder(tiny.folder) as root:
        done = tiny.build("remember", "--base-url", f"{root}digest/", "--to", str(published))
        assert (0, f"remembered what is published at {root}digest/\n") == (done.returncode, done.stdout)
        assert (tiny.out / MANIFEST).read_bytes() == published.read_bytes()
        done = tiny.build("remember", "--base-url", f"{root}nothing/", "--to", str(published))
        assert (0, f"nothing is published at {root}nothing/ yet\n") == (done.returncode, done.stdout)
    assert 0 == tiny.build("--no-search", "--published", str(published)).returncode


@pytest.mark.parametrize("kind", ["no answer", "garbage", "nowhere"])
def test_remember_in_vain(tiny: Built, kind: str) -> None:
    """Where it cannot be known what is published, it is said, and nothing is there to build upon."""
    (tiny.folder / "digest").mkdir()
    if kind == "garbage":
        (tiny.folder / "digest" / MANIFEST).write_text("[]")
    else:  # the answer is a page, which nobody asked for
        (tiny.folder / "digest" / MANIFEST).mkdir()
    with serve_folder(tiny.folder) as root:
        where = [] if kind == "nowhere" else ["--base-url", f"{root}digest/"]
        done = tiny.build("remember", *where, "--to", str(tiny.folder / "to"))
    assert {"no answer": 3, "garbage": 3, "nowhere": 2}[kind] == done.returncode, done.stderr
    assert not (tiny.folder / "to").exists()


def test_new_beginning(tiny: Built) -> None:
    """A digest that says it began otherwise starts with no past: nothing is lost of it, and no address is kept."""
    tiny.build("--no-search")
    (tiny.source / "seeds/b_spaced.txt").unlink()
    (tiny.source / "seeds/a_glued.txt").unlink()
    (tiny.source / "site_src/editions.yml").unlink()
    (tiny.source / "site_src/overrides/one.yml").unlink()
    assert 1 == tiny.build("--no-search").returncode
    with (tiny.source / "site_src/site.yml").open("a") as file:
        file.write("began: own papers\n")
    assert 0 == tiny.build("--no-search").returncode
    assert not (tiny.out / "editions/b_spaced").exists()


def test_a_former_file_in_the_way_of_a_page(tiny: Built) -> None:
    """An address that was a file and would now be a folder gives way: no disk holds both."""
    redirects = tiny.source / "site_src/redirects.yml"
    redirects.write_text("/old/x.html: /topics/kites/\n")
    assert 0 == tiny.build("--no-search").returncode
    redirects.write_text("/old/x.html/y/: /topics/kites/\n")
    done = tiny.build("--no-search")
    assert (0, "") == (done.returncode, done.stderr)
