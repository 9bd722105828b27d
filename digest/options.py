"""Reads the command line: what stands before a command, the command, and what stands behind it."""

from __future__ import annotations

import argparse
import itertools
import os
import re
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, NoReturn

from digest.menu import BUILDING, COMMANDS, SHARED
from digest.suggest import find_closest

EXITS = """\
exit codes:
  0 fine, 1 problems in the input, 2 wrong usage, 3 broken environment or no answer from outside, 130 interrupted"""


class WrongUsageError(Exception):
    """What was written after `build.py` makes no sense; the message is one line for people."""


class Parser(argparse.ArgumentParser):
    """A parser that complains in one line and guesses what was meant."""

    home = Path()

    @property
    def version(self) -> str:
        """Give what `--version` prints."""
        import tomllib

        project = tomllib.loads((self.home / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        return f"{project['name']} {project['version']}"

    def error(self, message: str) -> NoReturn:
        """Raise instead of ending the program."""
        said = re.sub(
            r"^argument ", "", re.sub(r"^the following arguments are required: (.+)", r"\1 is missing", message)
        )
        raise WrongUsageError(f"{said}{'' if said.endswith('?') else ';'} see `{self.prog} --help`")

    def read(self, words: Sequence[str], options: argparse.Namespace) -> None:
        """Add to the options what words say. Raises `WrongUsageError`, of misspelt names before anything else."""
        names = {name: action.help for action in self._actions for name in action.option_strings}
        shown = [name.removeprefix("--") for name, help in names.items() if help != argparse.SUPPRESS]
        for word in itertools.takewhile(lambda word: word != "--", words):
            name = word.partition("=")[0]
            if name.startswith("-") and name not in names:
                guess = _guess(name.lstrip("-"), shown, "--")
                raise WrongUsageError(f"there is no option `{name}` here; {guess}`{self.prog} --help` lists all")
        _, left = self.parse_known_args(words, options)
        if left:
            self.error(f"there is no place for `{' '.join(left)}`")


def parse_arguments(arguments: Sequence[str] | None, home: Path, description: str) -> argparse.Namespace:
    """Read the command line. Raises `WrongUsageError`; help and the version are printed and end the program."""
    words = sys.argv[1:] if arguments is None else [*arguments]
    at = find_command(words)
    name, before, after = (words[at], words[:at], words[at + 1 :]) if at < len(words) else ("build", words, [])
    options = argparse.Namespace(command=name, **give_defaults(home))
    make_overview(home, description).read(before, options)
    make_parser(name).read(after, options)
    if name == "help":
        about = options.about
        (make_parser(about) if about else make_overview(home, description)).parse_args(["--help"])
    check_options(options)
    return options


def give_defaults(home: Path) -> dict[str, Any]:
    """Give the shared options as they are where nobody says otherwise."""
    return {
        **dict.fromkeys(("base_url", "executor", "published")),
        **dict.fromkeys(("allow_shrinking", "no_search", "timings"), False),
        "seeds": home / "seeds",
        "site": home / "site_src",
        "templates": home / "templates",
        "docs": home / "docs",
        "out": Path("_site"),
        "jobs": os.cpu_count() or 1,
        "cache": home / ".cache",
        "parcel": Path(".update"),
        "format": "auto",
    }


def find_command(words: Sequence[str]) -> int:
    """Find where the command stands: it is the first word that is neither an option nor the value of one."""
    valued = {name for name, said in SHARED.items() if "action" not in said}
    before = ["", *words]
    return next((at for at, word in enumerate(words) if word[:1] != "-" and before[at] not in valued), len(words))


def check_options(options: argparse.Namespace) -> None:
    """Raise `WrongUsageError` where options name what is not there, or contradict each other."""
    for name in ("seeds", "site", "templates"):
        if f"--{name}" in COMMANDS[options.command].shared and not getattr(options, name).is_dir():
            raise WrongUsageError(f"--{name}: there is no folder {getattr(options, name)}")
    if options.published and not options.published.is_file():
        raise WrongUsageError(f"--published: there is no file {options.published}")
    if options.command == "fetch" and options.date and (options.week or options.month):
        raise WrongUsageError("--date goes with a day or a query, not with --week or --month")
    try:
        for written, read in itertools.product(("out", "cache"), ("seeds", "site", "templates", "docs")):
            folder, other = getattr(options, written), getattr(options, read)
            if f"--{written}" in COMMANDS[options.command].shared and folder.resolve().is_relative_to(other.resolve()):
                raise WrongUsageError(f"--{written}: {folder} lies in {other}, which is read")
    except (OSError, RuntimeError):  # the latter before Python 3.13
        raise WrongUsageError("--out or --cache is a link that leads to itself") from None


def make_overview(home: Path, description: str) -> Parser:
    """Make the parser of what stands before a command; its help lists all commands and the options of a build."""
    groups = itertools.groupby(COMMANDS.items(), key=lambda item: item[1].heading)
    listed = [
        "\n".join([f"{heading}:", *(f"  {name:11} {command.summary}" for name, command in its)])
        for heading, its in groups
    ]
    about = "`python build.py help COMMAND` tells the options and examples of a command."
    parser = Parser(
        prog="python build.py",
        usage="python build.py [COMMAND] [options]",
        description="\n\n".join([description.strip(), *listed, about]),
        epilog=EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.home = home
    parser.add_argument("--version", action="version", help="say which version this is")
    _add_shared(parser, "options of a build", BUILDING)
    return parser


def make_parser(name: str) -> Parser:
    """Make the parser of what stands behind a command. Raises `WrongUsageError` where there is no such command."""
    if name not in COMMANDS:
        raise WrongUsageError(f"there is no command `{name}`; {_guess(name, COMMANDS)}`python build.py help` lists all")
    command = COMMANDS[name]
    examples = "\n".join(["examples:", *(f"  python build.py {line}".rstrip() for line in command.examples)])
    parser = Parser(
        prog=f"python build.py {name}",
        description=f"{command.summary[0].upper()}{command.summary[1:]}.",
        epilog=f"{examples}\n\n{EXITS}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.add(parser)
    _add_shared(parser, "input and output", command.shared)
    return parser


def _add_shared(parser: Parser, title: str, shown: Sequence[str]) -> None:
    """Add the shared options, without defaults, so that what stands before a command stays; show some of them."""
    own = {name for action in parser._actions for name in action.option_strings}
    group = parser.add_argument_group(title)
    for name, said in SHARED.items():
        if name not in own:
            secret = {} if name in shown else {"help": argparse.SUPPRESS}
            group.add_argument(name, default=argparse.SUPPRESS, **said | secret)


def _guess(word: str, names: Collection[str], before: str = "") -> str:
    closest = find_closest(word, names)
    return f"did you mean `{before}{closest}`? " if closest else ""
