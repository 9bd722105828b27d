"""Addresses for ever: whatever becomes of papers, topics and dumps, what was published once answers."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin

import pytest

from digest.publish import MANIFEST
from tests.conftest import Built
from tests.reliability.effort import many

REFRESH = re.compile(r'<meta http-equiv="refresh" content="0; url=([^"]*)"')
WORDS = "harbour kite tide moon wind bread salt lamp glass river stone cloud".split()


def write_dump(draw: random.Random) -> str:
    """Invent a capture of a few papers; now and then a title comes twice, or nearly."""
    titles = [" ".join(draw.sample(WORDS, 4)).title() for _ in range(draw.randint(2, 6))]
    titles.append(draw.choice([titles[0].replace(" ", "  ").upper(), titles[0] + "s", "On the Length of Kite Tails"]))
    return "\n\n".join(f"{title}\n\n{' '.join(draw.choices(WORDS, k=60))}." for title in titles) + "\n"


class History:
    """A tiny site whose editors do anything; `ever` holds the address of every page and redirect it ever had."""

    def __init__(self, built: Built, seed: int) -> None:
        self.built = built
        self.draw = random.Random(seed)
        self.ever: set[str] = set()
        self.attic: list[tuple[Path, bytes]] = []
        self.edits: Path = built.source / "site_src/overrides/edits.yml"

    def step(self) -> None:
        """Change something, and build; what is wrong is taken back, as editors do."""
        changes: list[Callable[[], None]] = [
            self.add_dump,
            self.drop_dump,
            self.restore_dump,
            self.rename_dump,
            self.override,
            self.override,
            self.redirect,
            self.change_topics,
            self.add_list,
        ]
        before = {path: path.read_bytes() for path in self.built.source.rglob("*") if path.is_file()}
        self.draw.choice(changes)()
        done = self.built.build("--no-search", "--allow-shrinking", "--jobs", "1")
        assert done.returncode in (0, 1), done.stderr
        if done.returncode:
            shutil.rmtree(self.built.source)
            for path, data in before.items():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        self.ever |= {path.relative_to(self.built.out).as_posix() for path in self.built.out.rglob("*.html")}

    def dumps(self) -> list[Path]:
        return sorted((self.built.source / "seeds").iterdir())

    def papers(self) -> list[str]:
        return sorted(path.name for path in (self.built.out / "papers").iterdir() if path.is_dir())

    def add_dump(self) -> None:
        (self.built.source / f"seeds/{self.draw.choice('abcxyz')}{self.draw.randint(0, 99)}.txt").write_text(
            write_dump(self.draw)
        )

    def drop_dump(self) -> None:
        path = self.draw.choice(self.dumps())
        self.attic.append((path, path.read_bytes()))
        path.unlink()

    def restore_dump(self) -> None:
        if self.attic:
            path, data = self.attic.pop()
            path.write_bytes(data)

    def rename_dump(self) -> None:
        path = self.draw.choice(self.dumps())
        path.rename(path.with_name(f"{self.draw.choice('abcxyz')}-{path.name}"))

    def override(self) -> None:
        one, other = self.draw.sample(self.papers(), 2)
        line = self.draw.choice(
            [
                "title: Something else entirely",
                f"same_as: [{other}]",
                f"not_same_as: [{other}]",
                "hide: A test.",
                "topics: [tides]",
                f"aliases: [old-{one}]",
                "withdrawn: The proof is wrong.",
            ]
        )
        kept = self.edits.read_text() if self.edits.exists() and self.draw.random() < 0.6 else ""
        self.edits.write_text(f"{kept}{one}:\n  {line}\n")

    def redirect(self) -> None:
        kinds = [f"papers/{self.draw.choice(self.papers())}/", "topics/tides/", "about/"]
        (self.built.source / "site_src/redirects.yml").write_text(
            f"old-{self.draw.randint(0, 9)}/: {self.draw.choice(kinds)}\n"
        )

    def change_topics(self) -> None:
        path = self.built.source / "site_src/topics.yml"
        text = path.read_text()
        old, new = self.draw.choice(
            [("id: kites", "id: flight"), ("id: flight", "id: kites"), ("kite*: 5", "tail*: 5")]
        )
        alias = "\n  aliases: [kites]" if self.draw.random() < 0.5 and new == "id: flight" else ""
        path.write_text(text.replace("\n  aliases: [kites]", "").replace(old, new + alias))

    def add_list(self) -> None:
        folder = self.built.source / "site_src/lists"
        folder.mkdir(exist_ok=True)
        (folder / f"list-{self.draw.randint(0, 3)}.yml").write_text(
            f"name: A list\npapers:\n  - {self.draw.choice(self.papers())}: Read it.\n"
        )


def find_dead(out: Path, ever: set[str]) -> Iterator[str]:
    """Yield what is wrong with each file that was ever published: not there, or leading to nothing but a page."""
    for name in sorted(ever):
        if not (out / name).is_file():
            yield f"{name} is dead"
        elif found := REFRESH.search((out / name).read_text()):
            target = unquote(urljoin(f"/{name}", found[1])).removeprefix("/")
            file = out / (target + "index.html" if target.endswith("/") or not target else target)
            if not file.is_file():
                yield f"{name} leads to {target}, which is dead"
            elif REFRESH.search(file.read_text()):
                yield f"{name} leads to {target}, which leads on"


@pytest.mark.parametrize("seed", range(many(4, 200)))
def test_every_address_answers(tiny_often: Built, seed: int) -> None:
    """After any history each address ever published is a page, one redirect to a page, or says what it was."""
    history = History(tiny_often, seed)
    assert 0 == tiny_often.build("--no-search").returncode
    for _ in range(6):
        history.step()
        assert [] == list(find_dead(tiny_often.out, history.ever))


def test_without_the_registry(tiny: Built) -> None:
    """The test above sees: without the list of what was published, addresses die."""
    assert 0 == tiny.build("--no-search").returncode
    ever = {path.relative_to(tiny.out).as_posix() for path in tiny.out.rglob("*.html")}
    (tiny.source / "seeds/c_later.txt").unlink()
    (tiny.out / MANIFEST).unlink()
    assert 0 == tiny.build("--no-search").returncode
    assert "editions/c_later/index.html is dead" in find_dead(tiny.out, ever)
