"""What people may write after `build.py`: the commands and their options."""

from __future__ import annotations

import argparse
import datetime
import os
import re
from collections.abc import Sequence
from pathlib import Path

from digest.desk.report import FORMS
from digest.doubts import KINDS
from digest.records import is_day
from digest.suggest import did_you_mean


def parse_arguments(arguments: Sequence[str] | None, home: Path, description: str) -> argparse.Namespace:
    """Read the command line; what makes no sense ends with exit code 2."""
    parser = argparse.ArgumentParser(
        prog="build.py",
        description=description,
        parents=[shared_options()],
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Exit codes: 0 fine, 1 problems in the input, 2 wrong usage, 3 broken environment.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    _add_commands(commands)
    _add_network_commands(commands)
    _add_mail(commands)
    parser.set_defaults(
        command="build",
        seeds=home / "seeds",
        site=home / "site_src",
        templates=home / "templates",
        docs=home / "docs",
        out=Path("_site"),
        base_url=None,
        jobs=os.cpu_count() or 1,
        executor=None,
        cache=home / ".cache",
        published=None,
        allow_shrinking=False,
        parcel=Path(".update"),
        no_search=False,
        timings=False,
        format="auto",
    )
    options = parser.parse_args(arguments)
    for name in ("seeds", "site", "templates"):
        if not getattr(options, name).is_dir():
            parser.error(f"--{name}: there is no folder {getattr(options, name)}")
    if options.published and not options.published.is_file():
        parser.error(f"--published: there is no file {options.published}")
    if options.command == "fetch" and options.date and (options.week or options.month):
        parser.error("--date goes with a day or a query, not with --week or --month")
    return options


def _add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    commands.add_parser("build", parents=[shared_options()], help="build the site (as without a command)")
    commands.add_parser("check", parents=[shared_options()], help="read and check everything, write nothing")
    reviewing = commands.add_parser(
        "review", parents=[shared_options()], help="list what is doubtful, with the lines that settle it"
    )
    reviewing.add_argument("kinds", metavar="KIND", nargs="*", type=parse_kind, help=f"only these: {', '.join(KINDS)}")
    explaining = commands.add_parser("explain", parents=[shared_options()], help="say why a paper has its topics")
    explaining.add_argument("paper", metavar="PAPER", help="its id, or words of its title that no other has")
    writing = commands.add_parser("new", parents=[shared_options()], help="append an override of a paper to complete")
    writing.add_argument("paper", metavar="PAPER", help="its id, or words of its title that no other has")
    writing.add_argument(
        "--file", metavar="NAME", type=parse_name, help="a file in overrides/ (default: the paper's id)"
    )
    commands.add_parser("schemas", parents=[shared_options()], help="renew the schemas by which editors' programs help")
    comparing = commands.add_parser("diff", parents=[shared_options()], help="say in Markdown what changed")
    comparing.add_argument("base", metavar="BASE", help="a git revision, or the folder of a built site")
    comparing.add_argument("head", metavar="HEAD", nargs="?", help="the same (default: the files as they are now)")
    serving = commands.add_parser("serve", parents=[shared_options()], help="show the site here while you change it")
    serving.add_argument(
        "--port", type=parse_number, default=8000, metavar="N", help="or the next free one (default: 8000)"
    )
    starting = commands.add_parser("init", parents=[shared_options()], help="empty the example into a clean start")
    starting.add_argument("--yes", action="store_true", help="do it without asking")
    examining = commands.add_parser("doctor", parents=[shared_options()], help="say whether captures are good")
    examining.add_argument("files", metavar="FILE", type=Path, nargs="+", help="a capture of a papers page")


def _add_network_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    fetching = commands.add_parser(
        "fetch", parents=[shared_options()], help="save a list of papers as a dump (asks the network)"
    )
    fetching.add_argument("--date", metavar="DAY", help="the day of the list, or of the query (default: today)")
    which = fetching.add_mutually_exclusive_group()
    which.add_argument("--daily", action="store_true", help="the papers of a day (the default)")
    which.add_argument("--week", metavar="WEEK", help="the papers of a week, like 2026-W11")
    which.add_argument("--month", metavar="MONTH", help="the papers of a month, like 2026-03")
    which.add_argument("--query", metavar="WORDS", help="the papers that are found by these words")
    enriching = commands.add_parser(
        "enrich", parents=[shared_options()], help="look papers up at arXiv (asks the network)"
    )
    enriching.add_argument("--limit", type=parse_number, metavar="N", help="ask for at most so many papers")
    enriching.add_argument("--refresh", action="store_true", help="ask again for what is known already")
    looking = commands.add_parser(
        "links", parents=[shared_options()], help="look whether outgoing links still lead somewhere (asks the network)"
    )
    looking.add_argument(
        "--limit", type=parse_number, default=300, metavar="N", help="ask at most so many addresses (default: 300)"
    )
    looking.add_argument(
        "--pause", type=parse_seconds, default=3.0, metavar="S", help="seconds between requests to a host (default: 3)"
    )
    looking.add_argument("--private", action="store_true", help="also ask hosts of private networks and this machine")
    looking.add_argument("--report", action="store_true", help="ask nobody, say what is known to be gone")
    updating = commands.add_parser(
        "update", parents=[shared_options()], help="fetch what is new and say whether it may be published"
    )
    updating.add_argument("--against", metavar="BASE", help="what is published: a git revision, or a built site")
    updating.add_argument("--today", type=parse_day, metavar="DAY", help="the day to go by (default: today)")
    correcting = commands.add_parser(
        "correct", parents=[shared_options()], help="make an override of the answers in an issue"
    )
    correcting.add_argument("answers", metavar="FILE", type=Path, help="the issue's text, or GitHub's event as JSON")
    commands.add_parser("deliver", parents=[shared_options()], help="commit or propose what update or correct made")
    commands.add_parser("address", parents=[shared_options()], help="say where the site is published")


def _add_mail(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    mailing = commands.add_parser(
        "mail", parents=[shared_options()], conflict_handler="resolve", help="write or send the digest by mail"
    )
    which = mailing.add_mutually_exclusive_group()
    which.add_argument("--edition", default="", metavar="X", help="by its id, name or day (default: the newest)")
    which.add_argument("--week", type=parse_week, help="like 2026-W11; `last`: the last that is over")
    mailing.add_argument("--topic", default="", metavar="ID", help="only the papers of this topic")
    what = mailing.add_mutually_exclusive_group(required=True)
    what.add_argument("--out", dest="letter", type=Path, metavar="FILE.eml", help="write it")
    what.add_argument("--send", action="store_true", help="send it to all who do not have it yet (asks the network)")
    what.add_argument("--begin", action="store_true", help="begin a ledger, to which all there is by now is old")
    mailing.add_argument("--to", type=Path, metavar="FILE", help="send to each of these addresses, one to a line")
    mailing.add_argument("--ledger", type=Path, metavar="FILE", default=Path("ledger/sent.txt"), help="who has what")
    mailing.add_argument("--push", action="store_true", help="commit and push the ledger before and after sending")
    mailing.add_argument("--timeout", type=parse_number, default=60, metavar="N", help="seconds to wait for an answer")


def shared_options() -> argparse.ArgumentParser:
    """Give the options of all commands; without defaults, so that they may stand before and after a command."""
    options = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    options.add_argument("--seeds", type=Path, metavar="DIR", help="folder of dumps (default: seeds)")
    options.add_argument("--site", type=Path, metavar="DIR", help="folder of what editors own (default: site_src)")
    options.add_argument("--templates", type=Path, metavar="DIR", help="folder of templates (default: templates)")
    options.add_argument("--out", type=Path, metavar="DIR", help="folder of the site (default: _site)")
    options.add_argument("--base-url", type=parse_base_url, metavar="URL", help="address at which the site is served")
    options.add_argument("--jobs", type=parse_number, metavar="N", help="processes that work (default: one a core)")
    options.add_argument("--executor", metavar="ADDRESS", help="a Dask scheduler, whose workers see the same folders")
    options.add_argument("--cache", type=Path, metavar="DIR", help="folder of what builds remember (default: .cache)")
    options.add_argument(
        "--published",
        type=Path,
        metavar="FILE",
        help="build-manifest.json of the site as it is published (default: that in --out)",
    )
    options.add_argument(
        "--allow-shrinking", action="store_true", help="build also if over a tenth of the papers is lost"
    )
    options.add_argument("--parcel", type=Path, metavar="DIR", help="folder of what is delivered (default: .update)")
    options.add_argument("--no-search", action="store_true", help="leave out the search index")
    options.add_argument("--format", choices=FORMS, metavar="FORM", help=f"how to say problems: {', '.join(FORMS)}")
    options.add_argument("--timings", action="store_true", help="say how long each stage took")
    return options


def parse_base_url(text: str) -> str:
    """Read `https://host/path` and end it with a slash."""
    if not re.fullmatch(r"https?://[^\s/?#\"'<>]+(/[^\s?#\"'<>]*)?", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not an address like https://example.org/digest/")
    return text.rstrip("/") + "/"


def parse_day(text: str) -> str:
    """Read a day of the calendar."""
    if not is_day(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a day like 2026-03-14")
    return text


def parse_name(text: str) -> str:
    """Read the name of a file of overrides."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*(\.yml)?", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no file name of letters, digits and hyphens")
    return text


def parse_kind(text: str) -> str:
    """Read a kind of doubt."""
    if text not in KINDS:
        raise argparse.ArgumentTypeError(f"there is no kind {text!r}; {did_you_mean(text, KINDS)}")
    return text


def parse_seconds(text: str) -> float:
    """Read a number of seconds, at least a tenth: nobody is asked without a pause."""
    if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,3})?", text) or float(text) < 0.1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds from 0.1 on")
    return float(text)


def parse_week(text: str) -> str:
    """Read a week of the calendar, or `last`."""
    if text == "last":
        return text
    try:
        if re.fullmatch(r"[0-9]{4}-W[0-9]{2}", text):
            datetime.date.fromisocalendar(int(text[:4]), int(text[6:]), 1)
            return text
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"{text!r} is no week of the calendar; write it like 2026-W11, or `last`")


def parse_number(text: str) -> int:
    """Read a number, at least one."""
    if not re.fullmatch(r"[1-9][0-9]{0,6}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 on")
    return int(text)
