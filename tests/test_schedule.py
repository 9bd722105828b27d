"""A week of scheduled runs, and whatever can go wrong with one: nothing is lost, and one clear line says what to do."""

from __future__ import annotations

import json
import re
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from digest.commands import updating
from digest.commands.network import open_github
from digest.desk import committing
from digest.desk.tidings import Tidings, write_message, write_summary
from digest.network import github
from tests.conftest import ROOT
from tests.world import Fork, World, git, make_list, open_world

BROKEN = (503, b"{}")


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Give a world in which a fork of the tiny site is published."""
    with open_world(tmp_path, monkeypatch) as world:
        world.found()
        assert 0 == world.check_out().publish()
        yield world


def check_out(world: World, said: str, instead: str) -> Fork:
    """Check out, and write something else into services.yml."""
    run = world.check_out()
    path = run.folder / "site_src/services.yml"
    assert said in path.read_text()
    path.write_text(path.read_text().replace(said, instead))
    return run


def read_titles(world: World) -> set[str]:
    """Give the titles that are published."""
    return {paper["title"] for paper in json.loads((world.pages / "digest/papers.json").read_bytes())["papers"]}


def test_a_week(world: World, capsys) -> None:
    """New papers, nothing new, a broken service, lost papers, two at once, and well again."""
    # Monday: new papers of Sunday are committed and published.
    world.lists["2026-03-15"] = make_list("Kites Without Wind", "Kites in the Rain")
    run = world.check_out()
    assert 0 == run.update("2026-03-16")
    assert 0 == run.run("deliver")
    assert "committed to main: Add 2 papers" in capsys.readouterr().out
    assert 0 == world.check_out().publish()
    assert {"Kites Without Wind", "Kites in the Rain"} < read_titles(world)
    assert 2 == world.count_commits()

    # Tuesday: the service lists the same; nothing is committed.
    world.lists["2026-03-16"] = make_list("Kites in the Rain")
    monday = git(world.origin, "show", "main:seeds/daily-2026-03-15.json")
    run = world.check_out()
    assert 0 == run.update("2026-03-17")
    assert "### Nothing is new" in run.summary()
    assert 0 == run.run("deliver")
    assert "all is well; no issue is open" in capsys.readouterr().out
    assert 3 == world.count_commits()  # a new list of known papers is an edition, too

    # Wednesday: the service is down; the run fails, one issue says so, and the site stays.
    world.lists["2026-03-17"] = BROKEN
    before = read_titles(world)
    run = world.check_out()
    assert 3 == run.update("2026-03-18")
    assert "Nothing is new; " in (said := capsys.readouterr().out) and "summary.md says what to look at" in said
    assert 0 == run.run("deliver")
    assert "opened issue #1" in capsys.readouterr().out
    (issue,) = world.hub.list_open()
    assert "503" in issue["body"]
    assert before == read_titles(world)

    # Thursday: still down; the same issue is renewed.
    world.lists["2026-03-18"] = BROKEN
    run = world.check_out()
    assert 3 == run.update("2026-03-19")
    assert 0 == run.run("deliver")
    assert "updated issue #1" in capsys.readouterr().out
    assert 1 == len(world.hub.issues)

    # Friday: it is back and gives all that was missed; but somebody has removed a dump, so papers would be lost.
    world.lists |= {f"2026-03-{day}": make_list(f"Kites of Day {day}") for day in (17, 18, 19)}
    hands = world.check_out("hands")
    git(hands.folder, "rm", "--quiet", "seeds/a_glued.txt", "site_src/editions.yml", "site_src/overrides/one.yml")
    git(hands.folder, "commit", "--quiet", "--message", "Oops")
    git(hands.folder, "push", "--quiet")
    run = world.check_out()
    assert 1 == run.update("2026-03-20")
    assert 0 == run.run("deliver")
    (issue,) = world.hub.list_open()
    assert "of the published papers would be gone" in issue["body"]
    assert "KiteNet" in issue["body"]
    assert 4 == world.count_commits()  # nothing was committed on top
    assert before == read_titles(world)

    # Saturday: the dump is back; two runs at once. One delivers, the other says so and changes nothing.
    git(hands.folder, "revert", "--no-edit", "HEAD")
    git(hands.folder, "push", "--quiet")
    one, other = world.check_out("one"), world.check_out("other")
    assert 0 == one.update("2026-03-21")
    world.lists["2026-03-20"] = make_list("Kites at Last")
    assert 0 == other.update("2026-03-21")
    capsys.readouterr()
    assert 0 == one.run("deliver")
    assert "committed to main: Add 3 papers" in capsys.readouterr().out
    assert 0 == other.run("deliver")
    assert "main has moved meanwhile" in capsys.readouterr().out
    assert 6 == world.count_commits()

    # Sunday: all is well, everything is there, no issue is open.
    run = world.check_out()
    assert 0 == run.update("2026-03-22")
    assert 0 == run.run("deliver")
    assert [] == world.hub.list_open()
    assert 0 == world.check_out().publish()
    assert {f"Kites of Day {day}" for day in (17, 18, 19)} | {"Kites at Last"} < read_titles(world)
    assert monday == git(world.origin, "show", "main:seeds/daily-2026-03-15.json")


def test_a_proposal(world: World, capsys) -> None:
    """With `deliver: pull-request` main stays; the branch is renewed, but never over what people added.

    That may also be within the commit, whose words they leave.
    """
    run = check_out(world, "update:", "update:\n  deliver: pull-request")
    world.lists["2026-03-13"] = make_list("Kites Without Wind")
    assert 0 == run.update("2026-03-14")
    assert 0 == run.run("deliver")
    assert "opened pull request #1" in capsys.readouterr().out
    (pull,) = world.hub.pulls
    assert ("digest-update", "main", "Add 1 paper") == (pull["head"], pull["base"], pull["title"])
    assert "Kites Without Wind" in pull["body"]
    assert (1, 2) == (world.count_commits(), world.count_commits("digest-update"))
    assert 0 == run.update("2026-03-14")
    assert 0 == run.run("deliver")
    assert "the branch digest-update says the same already\nrenewed pull request #1" in capsys.readouterr().out
    hands = world.check_out("hands")
    git(hands.folder, "switch", "--quiet", "digest-update")
    git(hands.folder, "commit", "--quiet", "--amend", "--no-edit", "--allow-empty")
    git(hands.folder, "push", "--quiet", "--force")
    amended = git(world.origin, "rev-parse", "digest-update")
    world.lists["2026-03-14"] = make_list("Kites Again")
    assert 0 == run.update("2026-03-15")
    assert 3 == run.run("deliver")
    assert "people have committed to the branch digest-update; merge or delete it" in capsys.readouterr().err
    assert amended == git(world.origin, "rev-parse", "digest-update")
    git(hands.folder, "commit", "--quiet", "--allow-empty", "--message", "An editor's work")
    git(hands.folder, "push", "--quiet")
    assert 3 == run.run("deliver")
    assert "An editor's work" == git(world.origin, "log", "-1", "--format=%s", "digest-update")


def test_a_proposal_that_people_touch_just_then(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What somebody pushes between our looking at a proposal and our renewing it stays."""
    run = check_out(world, "update:", "update:\n  deliver: pull-request")
    world.lists["2026-03-13"] = make_list("Kites Without Wind")
    assert 0 == run.update("2026-03-14")
    assert 0 == run.run("deliver")
    world.lists["2026-03-14"] = make_list("Kites Again")
    assert 0 == run.update("2026-03-15")
    hands = world.check_out("hands")
    git(hands.folder, "switch", "--quiet", "digest-update")
    git(hands.folder, "commit", "--quiet", "--allow-empty", "--message", "An editor's work")
    push = committing._push

    def push_late(*given: Any) -> None:
        git(hands.folder, "push", "--quiet")
        push(*given)

    monkeypatch.setattr(committing, "_push", push_late)
    assert 3 == run.run("deliver")
    assert "An editor's work" == git(world.origin, "log", "-1", "--format=%s", "digest-update")


def test_one_issue_however_long(world: World) -> None:
    """Trouble that is longer than an issue may be is one issue, told again and again."""
    hub = open_github()
    assert hub
    for _ in range(2):
        github.settle_trouble(hub, "Trouble", "x" * 70_000)
    assert 1 == len(world.hub.issues)


def test_a_proposal_keeps_its_lists(world: World) -> None:
    """A proposal that nobody looks at for weeks loses no list, though only the last ten are asked for."""
    for day in ("2026-03-01", "2026-03-20", "2026-03-21"):
        world.lists[day] = make_list(f"Kites of {day}")
    for day in ("2026-03-02", "2026-03-21", "2026-03-22"):
        run = check_out(world, "update:", "update:\n  deliver: pull-request")
        assert 0 == run.update(day)
        assert 0 == run.run("deliver")
    held = git(world.origin, "ls-tree", "--name-only", "digest-update", "seeds/").split()
    assert {f"seeds/daily-{day}.json" for day in world.lists} < {*held}
    assert 2 == world.count_commits("digest-update")


def test_a_run_that_is_stopped(world: World, capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who stops a run by hand stops all of it: what comes after the question is not asked."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    run = check_out(world, "fetch: daily", "enrich: yes\n  links: yes")
    monkeypatch.setattr("digest.network.enrichment.enrich_papers", stop)
    assert 130 == run.update("2026-03-14")
    assert "interrupted; what was received until now is kept" in capsys.readouterr().err


def test_a_fork_without_issues(world: World, capsys) -> None:
    """Where issues are off, as in every fork, what came is delivered, and the run says that nobody is told."""
    world.hub.has_issues = False
    run = world.check_out()
    world.lists["2026-03-13"] = make_list()
    world.lists["2026-03-14"] = make_list("Kites Without Wind")
    assert 0 == run.update("2026-03-15")
    assert 0 == run.run("deliver")
    said = capsys.readouterr().out
    assert "committed to main: Add 1 paper" in said
    assert "no issue tells of troubles: " in said and "issues are turned off" in said


def test_a_fault_of_the_program_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever ends a run early, an issue says so."""

    def fail(*_: object) -> None:
        raise ValueError("<b>never</b> thought of")

    monkeypatch.setattr(updating, "ask_services", fail)
    run = world.check_out()
    with pytest.raises(ValueError, match="never"):
        run.update("2026-03-15")
    assert 0 == run.run("deliver")
    (issue,) = world.hub.list_open()
    assert "The run has ended early" in issue["body"] and "<b>" not in issue["body"]


def test_an_issue_of_others_is_left(world: World) -> None:
    """A person's issue with the label of ours is neither written over nor closed."""
    theirs = {"state": "open", "number": 1, "title": "Plan the schedule", "body": "By hand.", "labels": ["schedule"]}
    world.hub.issues.append({**theirs})
    world.lists["2026-03-13"] = BROKEN
    for answer in (BROKEN, make_list("Kites Without Wind")):
        world.lists["2026-03-13"] = answer
        run = world.check_out()
        run.update("2026-03-14")
        assert 0 == run.run("deliver")
    assert [theirs] == world.hub.list_open()
    assert 2 == len(world.hub.issues)


def test_a_refused_proposal(world: World, capsys) -> None:
    """Where Actions may not open pull requests, the branch is pushed and one line says which setting allows it."""
    world.hub.refuses_pulls = True
    run = check_out(world, "update:", "update:\n  deliver: pull-request")
    world.lists["2026-03-13"] = make_list("Kites Without Wind")
    assert 0 == run.update("2026-03-14")
    assert 3 == run.run("deliver")
    assert "allow it under Settings → Actions → General" in capsys.readouterr().err
    assert 2 == world.count_commits("digest-update")
    assert "Settings → Actions" in world.hub.list_open()[0]["body"]


def test_an_empty_list(world: World) -> None:
    """An empty list on a weekday opens an issue; on a weekend it is as it should be."""
    run = world.check_out()
    assert 0 == run.update("2026-03-14")  # Friday's list
    assert "the answer holds no papers for 2026-03-13" in run.summary()
    run.run("deliver")
    assert 1 == len(world.hub.list_open())
    assert 0 == run.update("2026-03-15")  # Saturday's
    run.run("deliver")
    assert [] == world.hub.list_open()
    assert [(1, "All is well again.")] == world.hub.comments


@pytest.mark.parametrize("there", [True, False], ids=["private", "no network"])
def test_links_are_looked_at(world: World, monkeypatch: pytest.MonkeyPatch, there: bool) -> None:
    """What answered at outgoing links is committed; where nobody answers that is a trouble, and nothing is."""
    ask = socket.getaddrinfo

    def answer(host: str, *given: Any, **more: Any) -> Any:
        if host == "127.0.0.1":
            return ask(host, *given, **more)
        if there:
            return ask("10.0.0.1", *given, **more)
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    run = check_out(world, "update:", "update:\n  links: yes")
    assert 0 == run.update("2026-03-15")
    assert ("Outgoing links were not looked at" in run.summary()) is not there
    assert (run.folder / "site_src/health.jsonl").exists() is there
    parcel = (run.folder / ".update/parcel.json").read_text()
    assert ("health.jsonl" in parcel) is there


def test_a_list_that_fails_is_asked_for_again(world: World) -> None:
    """Those after it wait, so that the next run begins with it and no day is forgotten."""
    world.lists |= {"2026-03-15": make_list("Kites One"), "2026-03-16": BROKEN, "2026-03-17": make_list("Kites Three")}
    for day, code in (("2026-03-16", 0), ("2026-03-18", 3), ("2026-03-18", 0)):
        run = world.check_out()
        assert code == run.update(day)
        assert ("was not fetched" in run.summary()) == (code == 3)
        assert 0 == run.run("deliver")
        assert 0 == world.check_out().publish()
        if code:
            world.lists["2026-03-16"] = make_list("Kites Two")
    assert {"Kites One", "Kites Two", "Kites Three"} < read_titles(world)


def test_a_changed_title_stops_nothing(world: World) -> None:
    """A week whose list has one title changed is published, and the old address leads to the paper."""
    check = ("fetch: daily", "fetch: week")
    old = make_list("Kites Without Winds", "Kites in the Rain")
    world.lists["2026-W11"] = old
    run = check_out(world, *check)
    assert 0 == run.update("2026-03-14")
    git(run.folder, "add", "--all")
    git(run.folder, "commit", "--quiet", "--message", "A week")
    git(run.folder, "push", "--quiet")
    assert 0 == world.check_out().publish()
    world.lists["2026-W11"] = (200, old[1].replace(b"Without Winds", b"Without Any Wind"))
    run = world.check_out()
    assert 0 == run.update("2026-03-15")
    assert 0 == run.run("deliver")
    assert 0 == world.check_out().publish()
    assert (world.pages / "digest/papers/kites-without-winds/index.html").is_file()
    assert (world.pages / "digest/papers/kites-without-any-wind/index.html").is_file()


def test_an_unreadable_list_is_not_published(world: World) -> None:
    """A list that holds papers for the service and none for us stops the run."""
    world.lists["2026-03-13"] = (200, json.dumps([{"title": "x", "paper": {"id": "1", "title": "x"}}]).encode())
    run = world.check_out()
    assert 1 == run.update("2026-03-14")
    assert "No paper can be read in `seeds/daily-2026-03-13.json`" in run.summary()
    assert 0 == run.run("deliver")
    assert 1 == world.count_commits()


def test_problems_stop_the_run(world: World) -> None:
    """A problem in what editors wrote is told in the issue, with its line."""
    run = world.check_out()
    (run.folder / "site_src/overrides/two.yml").write_text("kitenett: {note: x}\n")
    world.lists["2026-03-13"] = make_list("Kites Without Wind")
    assert 1 == run.update("2026-03-14")
    run.run("deliver")
    (issue,) = world.hub.list_open()
    assert "two.yml:1" in issue["body"]
    assert "there is no paper `kitenett`" in issue["body"]


def test_a_fault_of_a_template_is_told(world: World) -> None:
    """A page that cannot be made would keep the site from being published; the issue says which, and why."""
    run = world.check_out()
    shutil.copytree(ROOT / "templates", run.folder / "templates")
    base = run.folder / "templates/home.html"
    base.write_text(
        base.read_text(encoding="utf-8").replace("{% block main %}", "{% block main %}{{ nothing.at.all }}")
    )
    assert 1 == run.update("2026-03-14")
    assert 0 == run.run("deliver")
    (issue,) = world.hub.list_open()
    assert "templates/home.html" in issue["body"]
    assert "the page `index.html` cannot be made" in issue["body"]


def test_services_that_take_their_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """When its part of the hour is over a service is asked no more, and what was learnt is delivered."""
    monkeypatch.setattr(updating, "_PATIENCE_TO_LOOK", 0.0)
    ask = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *given, **more: ask(host if host == "127.0.0.1" else "10.0.0.1", *given, **more),
    )
    run = check_out(world, "update:", "update:\n  links: yes")
    assert 0 == run.update("2026-03-15")
    assert 1 == len((run.folder / "site_src/health.jsonl").read_text().splitlines())


@pytest.mark.parametrize(
    ("deployments", "given", "code"),
    [
        ([], (), 0),
        ([["in_progress", "failure"]], (), 0),
        ([["failure"], ["inactive", "success"]], (), 3),
        ([["success"]], ("--allow-shrinking",), 0),
    ],
    ids=["first", "failed", "published", "meant"],
)
def test_a_site_that_is_served_no_more(world: World, capsys, deployments, given: tuple[str, ...], code: int) -> None:
    """Where a site was published and none is served, its addresses are not forgotten, unless somebody wants that."""
    world.hub.deployments = deployments
    shutil.rmtree(world.pages / "digest")
    run = world.check_out()
    assert code == run.run("remember", "--base-url", f"{world.url}/digest/", *given)
    assert ("where GitHub has published the site before" in capsys.readouterr().err) is (code == 3)
    assert (run.folder / ".update/published.json").exists() is (code == 0)


def test_wrong_services_are_told_too(world: World) -> None:
    """A slip in services.yml itself opens the issue as well."""
    run = check_out(world, "fetch: daily", "fetch: dayly")
    assert 1 == run.update("2026-03-14")
    assert 0 == run.run("deliver")
    assert "did you mean `daily`?" in world.hub.list_open()[0]["body"]


def test_explained_losses_are_published(world: World) -> None:
    """A paper that an editor hides, or leads elsewhere, is not lost."""
    run = world.check_out()
    (run.folder / "site_src/overrides/two.yml").write_text("bread-rises-by-night: {hide: not a research paper}\n")
    assert 0 == run.update("2026-03-15")
    assert "| Lost papers | 0 |" in run.summary()


def test_an_off_schedule_is_said(world: World) -> None:
    """After a long time off, the last lists are fetched, and the summary says what is missing and how to get it."""
    world.lists["2026-01-05"] = make_list("Kites of January")
    run = world.check_out()
    run.update("2026-01-06")
    run.run("deliver")
    world.lists["2026-03-20"] = make_list("Kites of March")
    world.asked.clear()
    run = world.check_out()
    assert 0 == run.update("2026-03-21")
    assert [f"2026-03-{day}" for day in range(11, 21)] == world.asked
    assert "nothing was fetched between 2026-01-05 and 2026-03-11" in run.summary()
    assert "Enable workflow" in run.summary()


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (b"<html>", "is not the data of a site"),
        (b'{"papers": [1]}', "is not the data of a site"),
        (b'{"papers": [{"id": "x"}]}', "is not the data of a site"),
        (None, "answered 404"),
    ],
    ids=["html", "numbers", "halves", "nothing"],
)
def test_what_is_served_is_garbage(world: World, state: bytes | None, said: str) -> None:
    """What cannot be compared is said; the last commit is compared in its place, or there is nothing to lose."""
    published = world.pages / "digest/papers.json"
    published.write_bytes(state) if state is not None else published.unlink()
    run = world.check_out()
    assert 0 == run.update("2026-03-15")
    assert said in run.summary()


@pytest.mark.parametrize(
    ("garbage", "said"),
    [(b"<html>busy</html>", "the answer is no JSON"), (b"{}", "is not a list"), (b'["x"]', "is not a list")],
    ids=["html", "object", "words"],
)
def test_github_answers_garbage(world: World, capsys, garbage: bytes, said: str) -> None:
    """An answer that makes no sense is one line, and what came is committed all the same."""
    world.lists["2026-03-13"] = make_list("Kites Without Wind")
    run = world.check_out()
    assert 0 == run.update("2026-03-14")
    world.hub.garbage = garbage
    assert 3 == run.run("deliver")
    captured = capsys.readouterr()
    assert said in captured.err
    assert "committed to main" in captured.out
    world.hub.garbage = None
    assert 0 == run.run("deliver")  # again: nothing is done twice
    assert "nothing to commit" in capsys.readouterr().out


def test_without_a_token(world: World, capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without secrets one line says which are missing; what can be pushed without is."""
    monkeypatch.delenv("GITHUB_TOKEN")
    run = world.check_out()
    assert 0 == run.update("2026-03-15")
    assert 3 == run.run("deliver")
    said = "build.py: no issue was opened or closed: GITHUB_TOKEN and GITHUB_REPOSITORY (owner/name) say where and who"
    assert said in capsys.readouterr().err


def test_with_a_wrong_token(world: World, capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token that is not valid is said, and never printed."""
    monkeypatch.setenv("GITHUB_TOKEN", "some-other-secret")
    run = world.check_out()
    run.update("2026-03-15")
    assert 3 == run.run("deliver")
    captured = capsys.readouterr()
    assert "the token is not valid any more" in captured.err
    assert "secret" not in captured.out + captured.err


def test_without_history(world: World, capsys) -> None:
    """A repository without a commit, or none at all, is one line; what was fetched stays."""
    world.lists["2026-03-13"] = make_list("Kites Without Wind")
    run = world.check_out()
    (run.folder / ".git").rename(world.folder / "old.git")
    for said in ("the folder is in no git repository", "the repository has no commit yet"):
        if "commit" in said:
            git(run.folder, "init", "--quiet", "--initial-branch=main")
        assert 0 == run.update("2026-03-14")
        assert 3 == run.run("deliver")
        assert said in capsys.readouterr().err
        assert (run.folder / "seeds/daily-2026-03-13.json").is_file()


def test_nothing_to_deliver(world: World, capsys) -> None:
    """Without an update before it, or with a broken one, deliver says what to run."""
    run = world.check_out()
    assert 2 == run.run("deliver")
    assert "run `python build.py update` first" in capsys.readouterr().err
    (run.folder / ".update").mkdir()
    (run.folder / ".update/parcel.json").write_text("[]")
    assert 2 == run.run("deliver")
    assert "run `python build.py update` again" in capsys.readouterr().err


def test_what_editors_have_begun_is_not_swept_along(world: World) -> None:
    """Only what the update wrote is committed; other changes stay as they are, staged or not."""
    world.lists["2026-03-13"] = make_list("Kites Without Wind")
    run = world.check_out()
    (run.folder / "site_src/overrides/mine.yml").write_text("# begun\n")
    (run.folder / "notes.txt").write_text("mine")
    git(run.folder, "add", "notes.txt")
    assert 0 == run.update("2026-03-14")
    assert 0 == run.run("deliver")
    assert {"seeds/daily-2026-03-13.json"} == set(git(run.folder, "show", "--format=", "--name-only").split())
    status = git(run.folder, "status", "--short").splitlines()
    assert {"A  notes.txt", "?? site_src/overrides/mine.yml"} <= set(status)
    assert not [line for line in status if "daily-2026-03-13" in line]


def test_hostile_titles_stay_text() -> None:
    """A title cannot be markup, a mention or a second line in summaries and messages."""
    paper = {"id": "x", "title": "@team\n\n## <img src=x> [y](javascript:1) `::error::`"}
    summary = write_summary(Tidings(new=[paper]))
    assert not re.search(r"@\w|<img|\n##[^#]|\]\(", summary)
    message = write_message(Tidings(new=[paper])).replace("\u200b", "")
    assert "- @team ## <img src=x> [y](javascript:1) `::error::`\n" in message


@pytest.mark.parametrize(
    "said",
    [
        "Fixes #1 for @octocat",
        "Kites [skip ci]",
        "Closes GH-1",
        "Fixes https://github.com/o/r/issues/1",
        "Fixes o/r#1",
        "Reverts 1234567",
        "Kites\r\rCo-authored-by: A <a@b.c>",
    ],
)
def test_hostile_titles_command_nothing(said: str) -> None:
    """In the message of a commit no title and no step closes an issue, mentions people or skips a workflow."""
    message = write_message(Tidings(new=[{"id": "x", "title": said}], steps=[said]))
    assert not re.search(r"[@#]\w|\[skip|gh-\d|://|[0-9a-f]{7}|^Co-", message, re.IGNORECASE | re.MULTILINE)
    assert 2 == message.replace("\u200b", "").count(" ".join(said.split()))


@pytest.mark.parametrize(
    ("pages", "code", "said"),
    [
        ({"html_url": "https://o.github.io/digest", "build_type": "workflow"}, 0, "https://o.github.io/digest/"),
        ({"html_url": "https://o.github.io/", "build_type": "workflow"}, 0, "https://o.github.io/"),
        ({"html_url": "https://papers.example.org/", "cname": "papers.example.org"}, 0, "https://papers.example.org/"),
        ({"html_url": "https://o.github.io/digest", "build_type": "legacy"}, 3, "GitHub Pages serves a branch"),
        ({"html_url": None}, 3, "GitHub does not say where the pages are"),
        (None, 3, "GitHub Pages is off: choose “GitHub Actions” under Settings → Pages → Source"),
    ],
    ids=["project", "user", "custom", "branch", "nowhere", "off"],
)
def test_the_address(world: World, capsys, monkeypatch, pages, code: int, said: str) -> None:
    """GitHub says the address of every kind of site; with Pages off, one line says what to do."""
    world.hub.pages = pages
    output = world.folder / "output"
    monkeypatch.setenv("GITHUB_OUTPUT", str(output))
    run = world.check_out()
    assert code == run.run("address")
    captured = capsys.readouterr()
    assert said in (captured.err if code else captured.out)
    assert code or output.read_text() == f"base_url={said}\n"
