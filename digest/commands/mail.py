"""The command `mail`: writes an edition as a mail, sends it, and begins the ledger of who has what."""

from __future__ import annotations

import argparse
import json
import os
import re
import secrets
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import takewhile
from pathlib import Path

from digest import addresses, publish
from digest.commands.endings import BROKEN, FINE, BrokenError, ProblemsFoundError, StoppedError, UsageError
from digest.commands.network import get_published, read_services, today
from digest.commands.reading import Plan, make_frame, read_and_plan
from digest.commands.speaking import Progress
from digest.days import name_last_week
from digest.exports import MOST_RECENT
from digest.mail.delivery import Account, Courier, DeliveryError
from digest.mail.ledger import (
    DOUBTFUL,
    FREE,
    LATER,
    REFUSED,
    SENT,
    Ledger,
    LedgerError,
    begin_ledger,
    read_ledger,
    write_lines,
)
from digest.mail.letters import NothingNewError, UnknownError, Wanted, choose_letter, list_keys
from digest.mail.messages import TooLargeError, write_message
from digest.mail.readers import make_mark, make_token, read_readers
from digest.mail.rounds import Book, send_round
from digest.mail.sharing import SharingError, is_committed, share_ledger
from digest.network.wire import WebError
from digest.nouns import Letter, Post
from digest.render import TemplateFaultError
from digest.vocabulary import MAIL_ADDRESS

_AT_ONCE = 50  # readers that are noted before one push; a machine that dies before the next leaves as many doubts
_NEEDED = {"send": ("SMTP_HOST", "SMTP_USER", "SMTP_PASSWORD", "MAIL_KEY"), "begin": ("MAIL_KEY",)}
_IMPLICIT, _PORT = "465", "587"  # TLS first, or STARTTLS: https://www.rfc-editor.org/rfc/rfc8314


@dataclass(frozen=True, slots=True)
class Errand:
    """A letter to be sent: who is to have it, each with the mark by which the ledger knows them."""

    letter: Letter
    post: Post
    marks: Mapping[str, str]
    compose: Callable[[str], bytes]


def mail(options: argparse.Namespace, progress: Progress) -> int:
    """Write a mail, send it, or begin a ledger."""
    with mail_trouble(options):
        environment = read_environment(options)
        plan = read_and_plan(options, progress)
        progress.clear()
        if options.begin:
            return begin(options, environment["MAIL_KEY"], plan)
        post = choose_post(plan)
        besides = () if options.edition or options.week else list_untold(options, environment, plan)
        letter = choose(options, plan, besides)
        if letter is None:
            return FINE
        compose = partial(write_message, make_frame(plan, options), letter, post)
        if options.letter:
            data = compose(post.list or post.sender)
            publish.replace_file(options.letter, data)
            print(f"{options.letter}: “{letter.name}”, {len(data) / 1000:.0f} kB")
            return FINE
        if options.served and not is_served(letter, plan, options):
            print(f"nothing was sent: “{letter.name}” does not stand on the site yet; the next run sends it")
            return FINE
        secret = environment["MAIL_KEY"]
        marks = {reader: make_mark(secret, reader) for reader in choose_readers(options, post)}

        def sign(reader: str) -> bytes:
            return compose(reader, make_token(secret, reader))

        return send(options, environment, Errand(letter, post, marks, sign))


def is_served(letter: Letter, plan: Plan, options: argparse.Namespace) -> bool:
    """Ask the site whether it has the editions that a letter leads to, but those too old for its list."""
    address = plan.digest.site.base_url + addresses.RECENT
    try:
        served = json.loads(get_published(address, read_services(options)))
        known = {edition["id"] for edition in served}
    except WebError as error:
        raise BrokenError(f"{error}; nothing was sent") from None
    except (ValueError, TypeError, KeyError, RecursionError):
        raise BrokenError(f"what is served at {address} is no list of editions; nothing was sent") from None
    recent = {edition.id for edition in plan.digest.editions[:MOST_RECENT]}
    return recent.intersection(edition.id for edition in letter.editions) <= known


def begin(options: argparse.Namespace, secret: str, plan: Plan) -> int:
    """Begin a ledger; what there is by now counts as old, for nobody knows who has it."""
    if options.ledger.exists():
        raise UsageError(f"{options.ledger} is there already; a ledger is begun once")
    publish.replace_file(options.ledger, begin_ledger(secret, list_keys(plan.digest, plan.arrivals)))
    if options.push:
        attributes = options.ledger.with_name(".gitattributes")
        publish.replace_file(attributes, f"{options.ledger.name} merge=union\n".encode())
        share_ledger(options.ledger, attributes)
    print(f"{options.ledger}: begun; all there is by now counts as sent, the next edition is the first to go out")
    return FINE


def choose_post(plan: Plan) -> Post:
    """Give the sender; without one, or without an address for links, there is no mail."""
    site = plan.digest.site
    if site.mail is None:
        raise UsageError("nobody is named as sender; write `mail:` into site_src/site.yml, as docs/mail.md shows")
    if not site.base_url:
        raise UsageError("links in a mail need the site's address; write `base_url:` into site.yml, or use --base-url")
    return site.mail


def list_untold(options: argparse.Namespace, environment: Mapping[str, str], plan: Plan) -> tuple[str, ...]:
    """List the editions between the newest and the last that went out: several may come at once, after a failure."""
    if not options.send or not options.ledger.exists():
        return ()
    ledger = read_ledger(options.ledger.read_bytes(), environment["MAIL_KEY"], str(options.ledger))
    keys = {*ledger.old, *(key for key, mark in ledger.lines if ledger.judge(key, mark) != FREE)}
    told = {name for kind, _, name in (key.partition("/") for key in keys) if kind == "edition"}
    known = {name.partition("/")[0] for name in told}
    ids = [edition.id for edition in plan.digest.editions]
    return tuple(takewhile(lambda id: id not in known, ids))[1:] if known.intersection(ids) else ()


def choose(options: argparse.Namespace, plan: Plan, besides: tuple[str, ...]) -> Letter | None:
    """Choose the letter. That nothing is new is a mistake only where a file was asked for: timetables know no news."""
    week = name_last_week(today()) if options.week == "last" else options.week or ""
    try:
        return choose_letter(
            plan.digest, Wanted(options.edition, week, options.topic, besides), plan.arrivals, plan.say
        )
    except NothingNewError as nothing:
        if not options.send:
            raise UsageError(f"{nothing}; nothing was written") from None
        print(f"nothing was sent: {nothing}")
        return None


def send(options: argparse.Namespace, environment: Mapping[str, str], errand: Errand) -> int:
    """Send a letter to all who do not have it yet, and say who did not get it."""
    path, secret, key = options.ledger, environment["MAIL_KEY"], errand.letter.key
    if not path.exists():
        raise UsageError(
            f"there is no ledger {path}, so nobody knows who has what; bring it back if it was lost,"
            " or begin one with --begin; nothing was sent"
        )
    trouble, counts = None, Counter[str]()
    with publish.hold_file(path) as (data, add):
        ledger = read_ledger(data, secret, str(path))
        if line := ledger.old.get("/".join(key.split("/")[:2])):
            print(f"nothing was sent: “{errand.letter.name}” is older than the ledger, which says so in {path}:{line}")
            return FINE
        free = [reader for reader, mark in errand.marks.items() if ledger.judge(key, mark) == FREE]
        if free:
            errand.compose(free[0])  # what is wrong with it is found before anything is noted
            run = secrets.token_hex(4)
            book = Book(
                lambda verdict, readers: add(write_lines(verdict, key, [errand.marks[one] for one in readers], run)),
                partial(share_ledger, path) if options.push else lambda: None,
                _AT_ONCE if options.push else 1,
            )
            account = read_account(environment, options.timeout)
            trouble = send_free(account, errand, free, book, counts)
            ledger = read_ledger(path.read_bytes(), secret, str(path))
    return report(path, ledger, errand, counts, trouble)


def send_free(
    account: Account, errand: Errand, readers: Sequence[str], book: Book, counts: Counter[str]
) -> BrokenError | None:
    """Send to readers, say of each who did not get it why, and give what ended it before its time."""
    courier = Courier(account)
    courier.open()  # before anything is noted
    try:
        with closing(send_round(courier, errand.post.sender, readers, errand.compose, book)) as outcomes:
            for reader, outcome in outcomes:
                counts[outcome.verdict] += 1
                if outcome.verdict != SENT:
                    warn(f"{show(reader, errand)}: {outcome.verdict}, {show(outcome.reason, errand)}")
        courier.close()
    except (DeliveryError, SharingError, TooLargeError) as error:
        return BrokenError(show(str(error), errand))
    except KeyboardInterrupt:
        return StoppedError("interrupted")
    finally:
        courier.abandon()
    return None


def report(path: Path, ledger: Ledger, errand: Errand, counts: Counter[str], trouble: BrokenError | None) -> int:
    """Name who is in doubt, and print the closing line."""
    key, name = errand.letter.key, errand.letter.name
    verdicts = {reader: ledger.judge(key, mark) for reader, mark in errand.marks.items()}
    doubts = [reader for reader, verdict in verdicts.items() if verdict == DOUBTFUL]
    for reader in doubts:
        line = f"{path}:{ledger.find_doubts(key, errand.marks[reader])[0]}"
        warn(f"{line}: nobody knows whether {show(reader, errand)} has “{name}”; take the line away to send it again")
    totals = Counter(verdicts.values())
    figures = [f"sent to {counts[SENT]} of {len(verdicts)}"]
    figures += [f"{totals[SENT] - counts[SENT]} had it"] if totals[SENT] > counts[SENT] else []
    figures += [f"{totals[REFUSED]} refused"] if totals[REFUSED] else []
    figures += [f"{totals[FREE]} to be tried again"] if totals[FREE] else []
    figures += [f"{len(doubts)} in doubt"] if doubts else []
    if trouble:
        raise type(trouble)(f"{trouble}; “{name}” was {', '.join(figures)}; the same command goes on from here")
    print(f"“{name}” was {', '.join(figures)}")
    return BROKEN if doubts or counts[REFUSED] or counts[LATER] else FINE


def show(text: str, errand: Errand) -> str:
    """Say something of readers; where everybody can read along, the ledger's marks stand for their addresses."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return text
    said = {reader.casefold(): f"the reader {mark}" for reader, mark in errand.marks.items()}
    said |= {address.casefold(): address for address in (errand.post.list, errand.post.sender)}
    return re.sub(MAIL_ADDRESS, lambda found: said.get(found[0].casefold(), "…"), text)


def choose_readers(options: argparse.Namespace, post: Post) -> list[str]:
    """Give those who are to have the mail: one by one from a file or the environment, else the list."""
    text, source = os.environ.get("MAIL_ADDRESSES", ""), "MAIL_ADDRESSES"
    if options.to:
        source = str(options.to)
        if is_committed(options.to):
            raise UsageError(f"{source} is committed, where others can read it; keep addresses out of the repository")
        try:
            text = options.to.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{source}: {getattr(error, 'strerror', '') or 'this is not UTF-8 text'}") from None
    elif not text.strip():
        text, source = post.list, ""
    readers, problems = read_readers(text, source)
    if problems:
        raise ProblemsFoundError(problems)
    if not readers:
        where = source or "`list:` in site.yml, MAIL_ADDRESSES and --to"
        raise UsageError(f"nobody is to have the mail: no address stands in {where}; nothing was sent")
    return readers


def read_environment(options: argparse.Namespace) -> dict[str, str]:
    """Give what is secret or belongs to the provider; whatever is missing is said at once."""
    needed = _NEEDED["send"] if options.send else _NEEDED["begin"] if options.begin else ()
    names = (*needed, "SMTP_PORT", "SMTP_TLS")
    said = {name: os.environ.get(name, "").strip() for name in names}
    if missing := [name for name in needed if not said[name]]:
        raise BrokenError(f"not set in the environment: {', '.join(missing)}; docs/mail.md says what they are")
    return said


def read_account(environment: Mapping[str, str], patience: float) -> Account:
    """Read where mail is handed in."""
    port = environment["SMTP_PORT"] or (_IMPLICIT if environment["SMTP_TLS"] == "implicit" else _PORT)
    tls = environment["SMTP_TLS"] or ("implicit" if port == _IMPLICIT else "starttls")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise UsageError(f"SMTP_PORT is {port!r}; write a number, like {_PORT}")
    if tls not in ("implicit", "starttls"):
        raise UsageError(f"SMTP_TLS is {tls!r}; write implicit or starttls, mail is never sent without")
    host, user, password = (environment[name] for name in ("SMTP_HOST", "SMTP_USER", "SMTP_PASSWORD"))
    return Account(host, int(port), user, password, tls == "implicit", patience)


def warn(line: str) -> None:
    """Print a line beside the result."""
    print(line, file=sys.stderr, flush=True)


@contextmanager
def mail_trouble(options: argparse.Namespace) -> Iterator[None]:
    """Turn what keeps a mail from being written or sent into one line."""
    try:
        yield
    except UnknownError as error:
        raise UsageError(str(error)) from None
    except TemplateFaultError as fault:
        raise ProblemsFoundError([fault.problem]) from None
    except (DeliveryError, SharingError, LedgerError, TooLargeError, publish.PublishError) as error:
        raise BrokenError(f"{error}; nothing was sent") from None
    except OSError as error:
        raise BrokenError(f"{error.filename or 'the disk'}: {error.strerror or error}; nothing more was sent") from None
    except KeyboardInterrupt:
        # Nobody knows here how far it has come.
        told = f"; {options.ledger} tells who has the mail" if options.send else ""
        raise StoppedError(f"interrupted{told}") from None
