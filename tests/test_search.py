"""The search index is verified, since Pagefind's word cannot be trusted."""

from __future__ import annotations

import gzip
import importlib.util
import json
import os
import re
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from digest import lending, search
from digest.bundle import BundleError, _write_item, put_in_order, verify_bundle
from digest.nouns import Digest, Paper, Site, Topic
from digest.outlinks import make_link
from digest.search import SearchError, index_records, list_index
from digest.searchable import write_records
from digest.words import Say
from tests.conftest import Built, build_well, read_all
from tests.reliability.effort import grows_evenly

RECORDS = [(f"papers/{name}/index.html", f"<html><body>{name} flies".encode()) for name in ("kite", "gull")]


@pytest.fixture
def bundle(tiny_built: Built) -> dict[str, bytes]:
    return read_all(tiny_built.out / "pagefind")


def test_whole_bundle(bundle: dict[str, bytes]) -> None:
    """A bundle as Pagefind made it passes."""
    verify_bundle(bundle, 6)


def find(bundle: dict[str, bytes], part: str) -> str:
    return min(name for name in bundle if part in name)


def empty_a_chunk(bundle: dict[str, bytes]) -> None:
    bundle[find(bundle, "index/")] = b""


def empty_the_script(bundle: dict[str, bytes]) -> None:
    bundle["pagefind.js"] = b""


def cut_a_fragment(bundle: dict[str, bytes]) -> None:
    name = find(bundle, "fragment/")
    bundle[name] = bundle[name][:-20]


def remove_metadata(bundle: dict[str, bytes]) -> None:
    del bundle[find(bundle, ".pf_meta")]


def add_a_stranger(bundle: dict[str, bytes]) -> None:
    bundle["fragment/en_0000000.pf_fragment"] = gzip.compress(b"pagefind_dcd{}")


def add_half_a_name(bundle: dict[str, bytes]) -> None:
    name = find(bundle, "fragment/")
    bundle[name.replace(".pf_fragment", "")[:-1] + ".pf_fragment"] = bundle[name]


def break_entry(bundle: dict[str, bytes]) -> None:
    bundle["pagefind-entry.json"] = b"{"


def remove_fragments(bundle: dict[str, bytes]) -> None:
    for name in [name for name in bundle if name.startswith("fragment/")]:
        del bundle[name]


def remove_worker(bundle: dict[str, bytes]) -> None:
    del bundle["pagefind-worker.js"]


@pytest.mark.parametrize(
    "harm",
    [
        empty_a_chunk,
        empty_the_script,
        cut_a_fragment,
        remove_metadata,
        add_a_stranger,
        add_half_a_name,
        break_entry,
        remove_fragments,
        remove_worker,
    ],
)
def test_broken_bundle(bundle: dict[str, bytes], harm: Callable[[dict[str, bytes]], None]) -> None:
    """A bundle that lacks or breaks a part is refused."""
    harm(bundle)
    with pytest.raises(BundleError):
        verify_bundle(bundle, 6)


def test_wrong_number_of_papers(bundle: dict[str, bytes]) -> None:
    """A bundle of fewer papers than there are is refused."""
    with pytest.raises(BundleError, match="holds 6 papers instead of 7"):
        verify_bundle(bundle, 7)


def test_old_version(bundle: dict[str, bytes]) -> None:
    """A bundle by a Pagefind whose bundles the search page does not understand is refused."""
    bundle["pagefind-entry.json"] = bundle["pagefind-entry.json"].replace(b'"version":"1.', b'"version":"0.')
    with pytest.raises(BundleError, match=r"1\.5 or newer is needed"):
        verify_bundle(bundle, 6)


def make_bundle(papers: int) -> dict[str, bytes]:
    """Make a bundle of as many papers as are wanted, which say nothing."""
    names = [f"en_{at:07x}" for at in range(papers)]
    metadata = _write_item(["1.5.0", [[name, 1] for name in names], [["en_fffffff", "a", "z"]], [], []])
    empty = gzip.compress(b"pagefind_dcd{}")
    entry = {"version": "1.5.0", "languages": {"en": {"hash": "en_1", "wasm": "en", "page_count": papers}}}
    return {
        "pagefind-entry.json": json.dumps(entry).encode(),
        "pagefind.en_1.pf_meta": gzip.compress(b"pagefind_dcd" + metadata),
        "index/en_fffffff.pf_index": empty,
        **dict.fromkeys((f"fragment/{name}.pf_fragment" for name in names), empty),
        **dict.fromkeys(("pagefind.js", "pagefind-worker.js", "wasm.en.pagefind"), b"1"),
    }


def test_papers_are_soon_verified() -> None:
    """To verify twelve times the papers takes about twelve times as long."""
    assert grows_evenly(lambda papers: verify_bundle(make_bundle(papers), papers), 3_000, 36_000)


def test_order_is_settled(bundle: dict[str, bytes]) -> None:
    """What is in order already stays as it is, and is whole."""
    assert bundle == put_in_order(bundle)


def test_orders_stand_apart() -> None:
    """By title from the first, by date from the last: lists of fragments, which the metadata has no more."""
    keys = {"kite": ("B", "2024"), "gull": ("a", "2026"), "moth": ("C", "2025")}
    records = [
        (
            f"papers/{name}/index.html",
            f'<html><body><h1>{name}</h1><i data-t="{title.lower()}" data-d="{date}" '
            'data-pagefind-sort="title[data-t], date[data-d]"></i>'.encode(),
        )
        for name, (title, date) in keys.items()
    ]
    files = dict(index_records(records))

    def follow(order: str) -> list[str]:
        names = files[f"by-{order}.txt"].decode().split()
        found = (gzip.decompress(files[f"fragment/{name}.pf_fragment"]) for name in names)
        return [json.loads(one.removeprefix(b"pagefind_dcd"))["meta"]["title"] for one in found]

    assert ["gull", "kite", "moth"] == follow("title")
    assert ["gull", "moth", "kite"] == follow("date")
    assert b"date" not in gzip.decompress(files[find(files, ".pf_meta")])


def test_same_records_same_bytes() -> None:
    """The index of the same records is the same, however often it is made."""
    records = [
        (
            name,
            data + b"".join(b'<i data-pagefind-filter="topic">%d%s</i>' % (at, name[7:9].encode()) for at in range(9)),
        )
        for name, data in RECORDS
    ]
    made = [index_records(records) for _ in range(3)]
    assert made[0] == made[1] == made[2]


def test_same_bytes_by_both_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    """Records lent in a folder make the very index that they make when they are handed over one by one."""
    records = [*RECORDS, *((name.replace("/k", "/a").replace("/g", "/z"), data) for name, data in RECORDS)]
    asked: list[str] = []
    ask = search._Pagefind.ask

    def note(pagefind: search._Pagefind, **question: Any) -> Any:
        asked.append(question["type"])
        return ask(pagefind, **question)

    monkeypatch.setattr(search._Pagefind, "ask", note)
    lent = index_records(records)
    assert ["NewIndex", "AddDir", "GetFiles"] == asked
    monkeypatch.setattr(lending, "MEMORY", Path("nowhere"))
    assert lent == index_records(records)
    assert 4 == asked.count("AddFile")


def write_program(path: Path, script: str) -> str:
    path.write_text(script)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


# Speaks as Pagefind does, but for what the argument says about its files.
LIAR = f"""#!{sys.executable}
import base64, json, os
def ask():
    heard = b""
    while not heard.endswith(b","):
        heard += os.read(0, 1)
    return json.loads(base64.b64decode(heard[:-1]))["payload"]
def say(**payload):
    os.write(1, base64.b64encode(json.dumps({{"message_id": 1, "payload": payload}}).encode()) + b",")
while True:
    if ask()["type"] == "GetFiles":
        FILES
        continue
    say(type="NewIndex", index_id=0, page_count=0)
"""


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("#!/bin/sh\nexit 0\n", "ended too early, with code 0"),
        ("#!/bin/sh\necho out of luck >&2; exit 7\n", "out of luck"),
        ("#!/bin/sh\nkill -9 $$\n", "ended too early, with code -9"),
        ("#!/bin/sh\necho -n usage,; exec sleep 5\n", "answers what nobody understands"),
        (LIAR.replace("index_id=0", "index=0"), "answers what nobody understands"),
        (LIAR.replace('type="NewIndex", ', ""), "answers what nobody understands"),
        (LIAR.replace("FILES", "say(type='GetFiles', files=[])"), "the search index is broken"),
        (LIAR.replace("FILES", "say(type='GetFiles')"), "answers what nobody understands"),
        (LIAR.replace("FILES", "say(type='Error', message='no more memory')"), "complains: no more memory"),
        (LIAR.replace("FILES", "os._exit(0)"), "ended too early, with code 0"),
        (None, "is not there or not a program"),
        ("", "is not there or not a program"),
    ],
    ids="silent|fails|killed|babbles|no index|no type|no files|no answer|error|ends|missing|no program".split("|"),
)
def test_bad_binary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str | None, said: str) -> None:
    """A Pagefind that lies, fails or is not there is told in one line."""
    binary = write_program(tmp_path / "pagefind", script) if script else str(tmp_path / "nowhere")
    if script == "":
        (tmp_path / "nowhere").write_text("#!/bin/sh\n")
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", binary)
    topic = Topic("kites", "Kites", "")
    papers = (Paper("kite", "A kite", "It flies.", (), topics=(topic,)),)
    with pytest.raises(SearchError) as caught:
        list_index(Digest(Site("S", "T"), (topic,), (), papers, (), (), 1), Say({}, "en"), None)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("missing", "said"),
    [("pagefind", "Pagefind is not installed; run `make site`"), ("pagefind_bin", "Could not find pagefind binary")],
)
def test_a_missing_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str, said: str) -> None:
    """Without one of Pagefind's packages, and no program elsewhere, one line says so."""
    (tmp_path / f"{missing}.py").write_text("raise ImportError")
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == missing else find_spec(name))
    monkeypatch.setitem(sys.modules, "pagefind_bin", None)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SearchError, match=said):
        index_records(RECORDS)


def test_a_build_without_an_index(tiny: Built, tmp_path: Path) -> None:
    """Where the index cannot be made, a build ends with that line and exit code 3; the old site stays."""
    build_well(tiny, "--no-search")
    before = read_all(tiny.out)
    result = tiny.build(PAGEFIND_BINARY_PATH=write_program(tmp_path / "pagefind", "#!/bin/sh\nexit 7\n"))
    assert (3, 1) == (result.returncode, result.stderr.count("\n"))
    assert "ended too early, with code 7" in result.stderr
    assert before == read_all(tiny.out)


def test_hanging_pagefind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Pagefind that never answers is ended."""
    number = tmp_path / "number"
    program = f"#!/bin/sh\necho $$ > {number}\nexec sleep 60\n"
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", write_program(tmp_path / "pagefind", program))
    with pytest.raises(SearchError, match="did not end within 1 seconds"):
        index_records(RECORDS, seconds=1)
    with pytest.raises(ProcessLookupError):
        os.kill(int(number.read_text()), 0)


def test_a_withdrawn_paper_is_marked() -> None:
    """Results say beside the topics that a paper was withdrawn, in the site's words."""
    topic = Topic("kites", "Kites", "")
    papers = [
        Paper(id, "A kite", "It flies.", (), topics=(topic,), withdrawn=why) for id, why in (("a", "wrong"), ("b", ""))
    ]
    records = write_records(
        Digest(Site("S", "T"), (topic,), (), tuple(papers), (), (), 2), Say({"withdrawn": "Weg"}, "de")
    )
    said = [re.findall(r'data-v="([^"]*)" data-pagefind-meta="topics', record.decode()) for _, record in records]
    assert [["Weg · Kites"], ["Kites"]] == said


def test_a_paper_has_the_numbers_that_people_type() -> None:
    """A record holds the number at arXiv without its version, and the DOI, where the names of the paper are."""
    topic = Topic("kites", "Kites", "")
    links = (make_link("arxiv", "2401.01230v2"), make_link("doi", "10.1145/3442188.3445922"))
    papers = (Paper("a", "KiteNet: A Kite", "It flies.", (), topics=(topic,), links=links),)
    ((_, record),) = write_records(Digest(Site("S", "T"), (topic,), (), papers, (), (), 1), Say({}, "en"))
    (names,) = re.findall(r'data-v="([^"]*)" data-pagefind-meta="alias', record.decode())
    assert {"2401.01230", "10.1145/3442188.3445922"} <= {*names.split()}


def test_only_papers_are_indexed(tiny_built) -> None:
    """Every paper is one record, and no list of papers is."""
    entry = json.loads((tiny_built.out / "pagefind/pagefind-entry.json").read_text())
    fragments = [
        json.loads(gzip.decompress(path.read_bytes()).removeprefix(b"pagefind_dcd"))
        for path in (tiny_built.out / "pagefind/fragment").iterdir()
    ]
    assert 6 == sum(language["page_count"] for language in entry["languages"].values())
    assert 6 == len({fragment["url"] for fragment in fragments})
    assert all(fragment["url"].startswith("/papers/") for fragment in fragments)
    one = next(fragment for fragment in fragments if "single-bucket" in fragment["url"])
    filters = {"topic": ["Tides"], "edition": ["The windy edition", "Aug 6"], "year": ["2026"], "code": ["yes"]}
    assert filters == {name: sorted(values, reverse=True) for name, values in one["filters"].items()}
    assert "Why it is here" not in one["content"]
    assert "Related" not in one["content"]
