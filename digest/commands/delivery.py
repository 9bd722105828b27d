"""The commands `deliver` and `address`, which talk to GitHub, and `correct`, which makes an override of an issue."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from digest import publish
from digest.commands.endings import BROKEN, FINE, PROBLEMS, BrokenError, ProblemsFoundError, UsageError
from digest.commands.network import SERVER, open_github
from digest.commands.reading import complete_site, read_and_plan
from digest.commands.speaking import Progress
from digest.commands.updating import leave_parcel
from digest.curation import read_site
from digest.desk import committing, letters
from digest.desk.git import GitError, find_commit
from digest.desk.markdown_text import escape_markdown
from digest.desk.parcels import PARCEL, Parcel, ParcelError, read_parcel
from digest.network import github
from digest.network.wire import WebError

TROUBLE = "The digest needs somebody to look at it"


def deliver(options: argparse.Namespace, _: Progress) -> int:
    """Commit or propose what was left, then see to the issue; each is tried, whatever becomes of the other."""
    try:
        parcel = read_parcel(options.parcel)
    except ParcelError as error:
        raise UsageError(str(error)) from None
    hub = open_github()
    ending = FINE
    for step in (deliver_files, settle_issue, send_reply):
        try:
            for line in step(parcel, hub, options):
                print(line, flush=True)
            continue
        except BrokenError as error:
            said = str(error)
        except committing.OvertakenError as error:
            said = f"nothing was delivered: {error}"
        except (GitError, WebError) as error:
            said = f"not delivered: {error}"
        print(f"build.py: {said}", file=sys.stderr)
        ending = BROKEN
        trouble = f"{parcel.trouble}\n- {escape_markdown(said)}\n".lstrip()
        parcel = replace(parcel, trouble=trouble, reply_to=0)  # what was not done is not promised to anyone
    if ending == FINE:
        publish.remove_files([options.parcel / PARCEL])
    return ending


def deliver_files(parcel: Parcel, hub: github.GitHub | None, options: argparse.Namespace) -> Iterator[str]:
    """Commit and push the files, or push them as a branch and propose it."""
    if not parcel.paths:
        return
    folder = options.site.resolve()
    find_commit(folder)
    base = committing.find_branch(folder)
    commit = committing.make_commit(folder, parcel.paths, parcel.message)
    allowed = committing.allow(os.environ.get("GITHUB_SERVER_URL", SERVER), os.environ.get("GITHUB_TOKEN", ""))
    if not commit:
        yield "nothing to commit: the files are as they were"
    elif not parcel.branch:
        try:
            committing.push_commit(folder, commit, parcel.paths, base, allowed)
            yield f"committed to {base}: {parcel.message.splitlines()[0]}"
        except committing.OvertakenError as error:
            yield f"nothing was committed: {error}"
    else:
        moved = committing.push_proposal(folder, commit, parcel.branch, allowed)
        yield f"pushed the branch {parcel.branch}" if moved else f"the branch {parcel.branch} says the same already"
        if hub is None:
            raise BrokenError(f"no pull request was opened for {parcel.branch}: {MISSING}")
        yield github.propose(hub, parcel.branch, base, parcel.message.splitlines()[0], parcel.body)


def settle_issue(parcel: Parcel, hub: github.GitHub | None, _: argparse.Namespace) -> Iterator[str]:
    """Keep one issue open while there is trouble."""
    if not parcel.watch:
        return
    if hub is None:
        raise BrokenError(f"no issue was opened or closed: {MISSING}")
    try:
        yield github.settle_trouble(hub, TROUBLE, parcel.trouble)
    except WebError as error:
        if error.status != github.TURNED_OFF:  # as forks have it; what is worse than that has failed already
            raise
        yield f"no issue tells of {'this' if parcel.trouble else 'troubles'}: {error}"


def send_reply(parcel: Parcel, hub: github.GitHub | None, _: argparse.Namespace) -> Iterator[str]:
    """Answer the issue that asked."""
    if not parcel.reply_to:
        return
    if hub is None:
        raise BrokenError(f"no reply was sent: {MISSING}")
    yield github.reply(hub, parcel.reply_to, parcel.reply)


MISSING = "GITHUB_TOKEN and GITHUB_REPOSITORY (owner/name) say where and who; a workflow has both"


def address(options: argparse.Namespace, _: Progress) -> int:
    """Print the address of the published site, and hand it to the steps that follow."""
    found = options.base_url or ask_address(options)
    print(found)
    if name := os.environ.get("GITHUB_OUTPUT"):
        publish.append_file(Path(name), f"base_url={found}\n".encode())
    return FINE


def ask_address(options: argparse.Namespace) -> str:
    """Find the address that `site.yml` says, or else GitHub."""
    said = complete_site(read_site(options.site)[0], "").base_url
    if said:
        return said
    hub = open_github()
    if hub is None:
        raise UsageError(f"nobody knows the address: write `base_url:` in site.yml, or {MISSING}")
    try:
        return github.find_address(hub)
    except WebError as error:
        raise BrokenError(str(error)) from None


def correct(options: argparse.Namespace, progress: Progress) -> int:
    """Make an override of what a stranger answered in the issue form; nothing of it is run, all of it is checked."""
    try:
        letter = letters.read_letter(options.answers)
    except letters.LetterError as error:
        raise UsageError(str(error)) from None
    try:
        digest = read_and_plan(options, progress).digest
    except ProblemsFoundError:
        busy = letters.refuse(["the digest has a mistake of its own at present; it is mended first, then this"])
        leave_parcel(pack_correction(letter, busy, options.site), options)
        raise
    reply = letters.answer_letter(letter, digest)
    path = options.site / "overrides" / f"{reply.paper}.yml"
    if reply.text and path.exists():
        reply = letters.refuse([f"the file overrides/{path.name} is there already"])
    if reply.text:
        publish.replace_file(path, reply.text.encode("utf-8", "replace"))
        try:
            read_and_plan(options, progress)
        except ProblemsFoundError as found:
            publish.remove_files([path])
            reply = letters.refuse([problem.message for problem in found.problems])
    leave_parcel(pack_correction(letter, reply, path), options)
    progress.clear()
    print(reply.line)
    return FINE if reply.text else PROBLEMS


def pack_correction(letter: letters.Letter, reply: letters.Reply, path: Path) -> Parcel:
    """Pack an override as a pull request of its own, or the reason why there is none as a reply."""
    if not reply.text:
        return Parcel(body=reply.markdown, reply=reply.markdown, reply_to=letter.number)
    title, number = f"Correct {reply.paper}", letter.number
    thanks = f"Thank you. This is proposed to the editors now.\n\n{reply.markdown}"
    return Parcel(
        message=f"{title}\n\nProposed in issue #{number}." if number else title,
        body=reply.markdown,
        paths=(str(path.resolve()),),
        branch=f"correction-{number or reply.paper}",
        reply=thanks.replace(f"Closes #{number}", ""),
        reply_to=number,
    )
