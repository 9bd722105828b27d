"""What people may write after `build.py`: the commands and their options, each said once, here."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from digest.arguments import Choice, parse_base_url, parse_day, parse_name, parse_number, parse_seconds, parse_week

FORMS = ("auto", "text", "terminal", "github", "json")
SHELLS = ("bash", "zsh", "fish")
PAPER: dict[str, Any] = {"metavar": "PAPER", "help": "its id, or words of its title that no other has"}

# Every command takes them, before or after its name; the help of a command shows those that matter to it.
SHARED: dict[str, dict[str, Any]] = {
    "--seeds": {"type": Path, "metavar": "DIR", "help": "folder of captures (default: seeds)"},
    "--site": {"type": Path, "metavar": "DIR", "help": "folder of what editors own (default: site_src)"},
    "--templates": {"type": Path, "metavar": "DIR", "help": "folder of templates (default: templates)"},
    "--out": {"type": Path, "metavar": "DIR", "help": "folder of the site (default: _site)"},
    "--base-url": {"type": parse_base_url, "metavar": "URL", "help": "address at which the site is served"},
    "--no-search": {"action": "store_true", "help": "leave out the search index"},
    "--allow-shrinking": {
        "action": "store_true",
        "help": "go on also if over a tenth of the papers is lost, or nothing is served any more",
    },
    "--published": {
        "type": Path,
        "metavar": "FILE",
        "help": "build-manifest.json of the site as it is published (default: that in --out)",
    },
    "--parcel": {"type": Path, "metavar": "DIR", "help": "folder of what is to be delivered (default: .update)"},
    "--jobs": {"type": parse_number, "metavar": "N", "help": "processes that work (default: one a core)"},
    "--executor": {"metavar": "ADDRESS", "help": "a Dask scheduler, whose workers see the same folders"},
    "--cache": {"type": Path, "metavar": "DIR", "help": "folder of what builds remember (default: .cache)"},
    "--format": {
        "type": Choice("form", FORMS),
        "metavar": "FORM",
        "help": f"how to say problems: {', '.join(FORMS)} (default: auto)",
    },
    "--timings": {"action": "store_true", "help": "say how long each stage took"},
}
READING = ("--seeds", "--site", "--templates", "--cache", "--format")
BUILDING = tuple(name for name in SHARED if name != "--parcel")


class Command(NamedTuple):
    """A command: under which heading it stands, what it does, in which module, which shared options matter to it."""

    heading: str
    summary: str
    module: str
    shared: tuple[str, ...]
    examples: tuple[str, ...]
    add: Callable[[argparse.ArgumentParser], object] = lambda _: None


def _add_review(parser: argparse.ArgumentParser) -> None:
    from digest.doubts import KINDS  # here, since help is wanted at once

    kinds = Choice("kind", [*KINDS])
    parser.add_argument("kinds", metavar="KIND", nargs="*", type=kinds, help=f"only these: {', '.join(KINDS)}")


def _add_new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paper", **PAPER)
    parser.add_argument(
        "--file", metavar="NAME", type=parse_name, help="a file in overrides/ (default: the paper's id)"
    )


def _add_diff(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("base", metavar="BASE", help="a git revision, or the folder of a built site")
    parser.add_argument("head", metavar="HEAD", nargs="?", help="the same (default: the files as they are now)")


def _add_fetch(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--daily", action="store_true", help="the papers of a day (the default)")
    which.add_argument("--week", metavar="WEEK", help="the papers of a week, like 2026-W11")
    which.add_argument("--month", metavar="MONTH", help="the papers of a month, like 2026-03")
    which.add_argument("--query", metavar="WORDS", help="the papers that are found by these words")
    parser.add_argument("--date", metavar="DAY", help="the day of the list, or of the query (default: today)")


def _add_enrich(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--limit", type=parse_number, metavar="N", help="ask for at most so many papers")
    parser.add_argument("--refresh", action="store_true", help="ask again for what is known already")


def _add_links(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--report", action="store_true", help="ask nobody, say what is known to be gone")
    parser.add_argument(
        "--limit", type=parse_number, default=300, metavar="N", help="ask at most so many addresses (default: 300)"
    )
    parser.add_argument(
        "--pause", type=parse_seconds, default=3.0, metavar="S", help="seconds between requests to a host (default: 3)"
    )
    parser.add_argument("--private", action="store_true", help="also ask hosts of private networks and this machine")


def _add_update(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--against", metavar="BASE", help="what is published: a git revision, or a built site")
    parser.add_argument("--today", type=parse_day, metavar="DAY", help="the day to go by (default: today)")


def _add_mail(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--out", dest="letter", type=Path, metavar="FILE", help="write it, like letter.eml")
    what.add_argument("--send", action="store_true", help="send it to all who do not have it yet (asks the network)")
    what.add_argument("--begin", action="store_true", help="begin a ledger, to which all there is by now is old")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--edition", default="", metavar="X", help="by its id, name or day (default: the newest)")
    which.add_argument("--week", type=parse_week, metavar="WEEK", help="like 2026-W11; `last`: the last that is over")
    parser.add_argument("--topic", default="", metavar="ID", help="only the papers of this topic")
    parser.add_argument("--to", type=Path, metavar="FILE", help="send to each of these addresses, one to a line")
    parser.add_argument(
        "--ledger",
        type=Path,
        metavar="FILE",
        default=Path("ledger/sent.txt"),
        help="who has what (default: ledger/sent.txt)",
    )
    parser.add_argument("--push", action="store_true", help="commit and push the ledger before and after sending")
    parser.add_argument("--served", action="store_true", help="send only what can be read on the site already")
    parser.add_argument(
        "--timeout", type=parse_number, default=60, metavar="N", help="seconds to wait for an answer (default: 60)"
    )


MAKE, EDIT, GATHER = "make the site", "correct papers", "gather papers"
PUBLISH, ASK = "begin and publish", "find your way"
DESK, NETWORK, DELIVERY = "digest.commands.desk", "digest.commands.network", "digest.commands.delivery"
COMMANDS = {
    "build": Command(
        MAKE,
        "build the site (as without a command)",
        "",
        BUILDING,
        ("", "--base-url https://example.org/digest/", "build --no-search --out /tmp/site"),
    ),
    "check": Command(
        MAKE,
        "read and check everything, write nothing",
        "",
        (*READING, "--base-url", "--timings"),
        ("check", "check --format json"),
    ),
    "serve": Command(
        MAKE,
        "show the site on this machine, and every change as it is saved",
        "digest.commands.preview",
        (*READING, "--base-url", "--no-search"),
        ("serve", "serve --port 8080 --no-search"),
        lambda parser: parser.add_argument(
            "--port", type=parse_number, default=8000, metavar="N", help="or the next free one (default: 8000)"
        ),
    ),
    "new": Command(
        EDIT,
        "begin an override of a paper, for you to complete",
        DESK,
        READING,
        ('new "compact language models" --file pruning',),
        _add_new,
    ),
    "explain": Command(
        EDIT,
        "say why a paper has its topics",
        DESK,
        READING,
        ("explain galore",),
        lambda parser: parser.add_argument("paper", **PAPER),
    ),
    "review": Command(
        EDIT,
        "list what is doubtful, each with the YAML that settles it",
        DESK,
        READING,
        ("review", "review topic twin"),
        _add_review,
    ),
    "diff": Command(
        EDIT,
        "say in Markdown what changed since a git revision, or another built site",
        DESK,
        READING,
        ("diff main", "diff HEAD^ HEAD", "diff before/_site after/_site"),
        _add_diff,
    ),
    "schemas": Command(
        EDIT, "renew the schemas by which editors' programs complete and check", DESK, READING, ("schemas",)
    ),
    "doctor": Command(
        GATHER,
        "say what a capture is, and whether it is good",
        DESK,
        (),
        ("doctor seeds/daily-2026-03-14.json",),
        lambda parser: parser.add_argument(
            "files", metavar="FILE", type=Path, nargs="+", help="a capture of a papers page"
        ),
    ),
    "fetch": Command(
        GATHER,
        "save a list of papers as a capture (asks the network)",
        NETWORK,
        ("--seeds", "--site"),
        ("fetch", "fetch --week 2026-W11", 'fetch --query "state space models"'),
        _add_fetch,
    ),
    "enrich": Command(
        GATHER,
        "look up at arXiv what captures do not say (asks the network)",
        NETWORK,
        READING,
        ("enrich", "enrich --limit 20"),
        _add_enrich,
    ),
    "links": Command(
        GATHER,
        "look whether outgoing links still lead somewhere (asks the network)",
        "digest.commands.links",
        READING,
        ("links", "links --limit 50 --pause 5", "links --report"),
        _add_links,
    ),
    "init": Command(
        PUBLISH,
        "empty the example into a clean start of your own",
        "digest.commands.starting",
        READING,
        ("init", "init --yes"),
        lambda parser: parser.add_argument("--yes", action="store_true", help="do it without asking"),
    ),
    "remember": Command(
        PUBLISH,
        "save what is published, so that no address is lost (asks the network)",
        NETWORK,
        ("--site", "--base-url", "--allow-shrinking"),
        ("remember --base-url https://example.org/digest/",),
        lambda parser: parser.add_argument(
            "--to",
            type=Path,
            default=Path(".update/published.json"),
            metavar="FILE",
            help="where to, for --published of a build (default: %(default)s)",
        ),
    ),
    "update": Command(
        PUBLISH,
        "do what the schedule does: fetch, compare, say whether it may be published (asks the network)",
        "digest.commands.updating",
        (*READING, "--base-url", "--parcel"),
        ("update", "update --against HEAD"),
        _add_update,
    ),
    "correct": Command(
        PUBLISH,
        "make an override of a reader's answers in an issue",
        DELIVERY,
        (*READING, "--parcel"),
        ("correct issue.txt",),
        lambda parser: parser.add_argument(
            "answers", metavar="FILE", type=Path, help="the issue's text, or GitHub's event as JSON"
        ),
    ),
    "deliver": Command(
        PUBLISH,
        "commit or propose what update or correct made (asks GitHub)",
        DELIVERY,
        ("--site", "--parcel"),
        ("deliver",),
    ),
    "address": Command(
        PUBLISH, "say where the site is published (asks GitHub)", DELIVERY, ("--site", "--base-url"), ("address",)
    ),
    "mail": Command(
        PUBLISH,
        "write or send an edition, a week or a topic by mail (asks the network to send)",
        "digest.commands.mail",
        (*READING, "--base-url"),
        ("mail --out letter.eml", "mail --send --week last", "mail --begin --push"),
        _add_mail,
    ),
    "help": Command(
        ASK,
        "say what there is, or all about one command",
        "",
        (),
        ("help", "help diff"),
        lambda parser: parser.add_argument("about", metavar="COMMAND", nargs="?", help="any of them"),
    ),
    "completion": Command(
        ASK,
        "print a script by which a shell completes commands and options",
        "digest.commands.completion",
        (),
        (
            "completion bash >> ~/.bashrc",
            "completion zsh >> ~/.zshrc",
            "completion fish > ~/.config/fish/conf.d/build-py.fish",
        ),
        lambda parser: parser.add_argument(
            "shell", metavar="SHELL", type=Choice("shell", SHELLS), help=", ".join(SHELLS)
        ),
    ),
}
