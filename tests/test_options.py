"""The command line itself: help, guesses, the version, completion, colour, and how a command is interrupted."""

from __future__ import annotations

import os
import pty
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from digest.commands.completion import read_words, write_completion
from digest.menu import COMMANDS, SHARED
from digest.options import WrongUsageError, parse_arguments
from tests.conftest import ROOT, Built, run_program


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run build.py in its own folder."""
    command = [sys.executable, str(ROOT / "build.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("--sedes=x", "there is no option `--sedes` here; did you mean `--seeds`? `python build.py --help` lists all"),
        ("check --limt 3", "there is no option `--limt` here; `python build.py check --help` lists all"),
        ("chekc", "there is no command `chekc`; did you mean `check`? `python build.py help` lists all"),
        ("help chekc", "there is no command `chekc`; did you mean `check`? `python build.py help` lists all"),
        ("--format jsn", "--format: there is no form `jsn`; did you mean `json`? see `python build.py --help`"),
        ("review topik", "KIND: there is no kind `topik`; did you mean `topic`? see `python build.py review --help`"),
        ("new", "PAPER is missing; see `python build.py new --help`"),
        ("new one two", "there is no place for `two`; see `python build.py new --help`"),
        ("fetch --time", "there is no option `--time` here; `python build.py fetch --help` lists all"),
        ("--seeds nowhere", "--seeds: there is no folder nowhere"),
        ("--base-url digest", "--base-url: `digest` is not an address like https://example.org/digest/; see"),
        ("--jobs 0", "--jobs: `0` is not a number from 1 to 9999999; see"),
        ("update --today 2026-02-30", "--today: `2026-02-30` is not a day like 2026-03-14; see"),
        ("links --pause 0", "--pause: `0` is not a number of seconds from 0.1 on; see"),
        ("--out seeds/site", "--out: seeds/site lies in "),
        ("check --cache seeds", "--cache: seeds lies in "),
        ("fetch --week 2026-W11 --date 2026-03-14", "--date goes with a day or a query, not with --week or --month"),
    ],
)
def test_wrong_usage(arguments: str, said: str) -> None:
    """What makes no sense is told in a line, with a guess and the way to help."""
    with pytest.raises(WrongUsageError, match=re.escape(said)) as caught:
        parse_arguments(arguments.split(), ROOT, "")
    assert "\n" not in str(caught.value)


def test_wrong_usage_ends() -> None:
    """Wrong usage ends with exit code 2 and that one line."""
    done = run("chekc")
    assert (2, "", 1) == (done.returncode, done.stdout, done.stderr.count("\n"))
    assert done.stderr.startswith("build.py: there is no command `chekc`; ")


def test_options_stand_on_either_side() -> None:
    """What all commands take may stand before and after the command; `mail` has an `--out` of its own."""
    for words in (["--timings", "--jobs", "3", "check"], ["check", "--jobs=3", "--timings"]):
        options = parse_arguments(words, ROOT, "")
        assert ("check", 3, True) == (options.command, options.jobs, options.timings)
    options = parse_arguments(["--out", "site", "mail", "--out", "x.eml"], ROOT, "")
    assert (Path("site"), Path("x.eml")) == (options.out, options.letter)
    assert "build" == parse_arguments([], ROOT, "").command


def test_help_names_everything() -> None:
    """Help lists every command with its one line, the options of a build, and the exit codes."""
    said = run("--help").stdout
    assert said == run("help").stdout == run("-h").stdout
    for name, command in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(command.summary)}$", said, re.MULTILINE)
    assert "--allow-shrinking" in said
    assert "0 fine, 1 problems in the input, 2 wrong usage, 3 broken environment" in said


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The help of a command begins with what it does, shows only what matters to it, and gives examples that run."""
    with pytest.raises(SystemExit, match="0"):
        parse_arguments(["help", name], ROOT, "")
    said = capsys.readouterr().out
    with pytest.raises(SystemExit, match="0"):
        parse_arguments([name, "--help"], ROOT, "")
    assert said == capsys.readouterr().out
    summary = COMMANDS[name].summary
    assert f"{summary[0].upper()}{summary[1:]}." in " ".join(said.split())
    assert "exit codes:" in said
    for option in SHARED:
        if (name, option) != ("mail", "--out"):
            assert (option in COMMANDS[name].shared) == bool(re.search(rf"^  {option}\b", said, re.MULTILINE)), option
    examples = re.findall(r"^  python build\.py ?(.*)$", said, re.MULTILINE)
    assert len(examples) == len(COMMANDS[name].examples) > 0
    for example in examples if name != "help" else ():
        assert name == parse_arguments(shlex.split(example.partition(" >")[0]), ROOT, "").command


def test_help_is_quick() -> None:
    """Help loads nothing that it does not need."""
    command = [sys.executable, "-X", "importtime", str(ROOT / "build.py"), "--help"]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    ours = set(re.findall(r"\| +(digest[\w.]*|yaml|jinja2|dataclasses)$", loaded, re.MULTILINE))
    if sys.version_info >= (3, 14):
        ours.discard("dataclasses")  # argparse loads it itself since then, for its colours
    assert {"digest", "digest.arguments", "digest.days", "digest.menu", "digest.options", "digest.suggest"} == ours


def test_version() -> None:
    """The version is that of pyproject.toml."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert f"paper-digest {version}\n" == run("--version").stdout


COMPLETED = [
    ("python build.py che", {"check"}),
    ("build.py check --f", {"--format"}),
    ("python build.py --seeds x review t", {"topic", "twin", "text"}),
    ("build.py --format te", {"text", "terminal"}),
    ("python build.py help ma", {"mail"}),
    ("python build.py completion z", {"zsh"}),
]


def run_shell(shell: str, option: str, script: str = "") -> subprocess.CompletedProcess[str]:
    """Let a shell read the script that completes, and more; where it is not there, that is said."""
    if not (program := shutil.which(shell)):
        pytest.skip(f"there is no {shell} here")
    given = f"{write_completion(shell)}\n{script}\n"
    return subprocess.run([program, option], input=given, capture_output=True, text=True, check=True)


@pytest.mark.parametrize(("line", "expected"), COMPLETED)
def test_bash_completes(line: str, expected: set[str]) -> None:
    """Bash completes commands, options and their words."""
    script = f"COMP_WORDS=({line}) COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))\n_build_py\n"
    done = run_shell("bash", "--norc", script + 'printf "%s\\n" "${COMPREPLY[@]}"')
    assert (expected, "") == (set(done.stdout.split()), done.stderr)


@pytest.mark.parametrize(("line", "expected"), COMPLETED)
def test_fish_completes(line: str, expected: set[str]) -> None:
    """Fish completes commands, options and their words."""
    done = run_shell("fish", "--no-config", f"complete -C {shlex.quote(line)}")
    assert expected == {said.split("\t")[0] for said in done.stdout.splitlines()}


def test_zsh_reads_its_script() -> None:
    """The script for zsh is one."""
    run_shell("zsh", "-n")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_everything(shell: str) -> None:
    """The script of each shell names every command and every option that help shows."""
    script = write_completion(shell)
    for name in COMMANDS:
        assert re.search(rf"\b{name}\b", script)
        for option in read_words(name).options:
            assert (option if shell != "fish" else f"-l {option.removeprefix('--')}") in script


@pytest.mark.parametrize(
    ("environment", "colored", "lines"),
    [({}, False, 2), ({"FORCE_COLOR": "1"}, True, 6), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, 2)],
    ids=["piped", "forced", "refused"],
)
def test_color(tiny: Built, environment: dict[str, str], colored: bool, lines: int) -> None:
    """Colour and carets are for terminals, unless they are forced; NO_COLOR has the last word."""
    tiny.write("overrides/one.yml", "bread-rises-by-nite:\n  title: x\n")
    said = tiny.build("check", **{"FORCE_COLOR": "", "NO_COLOR": ""} | environment).stderr
    assert (colored, lines) == ("\033[31m" in said, len(said.splitlines())), said


@pytest.mark.parametrize(("term", "moves"), [("xterm", True), ("dumb", False)])
def test_progress(tiny: Built, term: str, moves: bool) -> None:
    """Progress is shown on a terminal that can take it away again, and nowhere else."""
    main, side = pty.openpty()
    environment = {**os.environ, "TERM": term}
    with run_program(tiny.command("check"), stdout=subprocess.DEVNULL, stderr=side, env=environment) as process:
        assert 0 == process.wait(30)
    os.write(side, b"end")
    assert moves == ("read …" in os.read(main, 10_000).decode())
    os.close(main)
    os.close(side)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("build", "build.py: interrupted; the site is whole, the old one or the new one\n"),
        ("check", "build.py: interrupted\n"),
    ],
)
def test_interrupted(tiny: Built, command: str, said: str) -> None:
    """Who presses Ctrl-C is told what that leaves: of the site only where one is made."""
    (tiny.folder / "yaml.py").write_text("raise KeyboardInterrupt\n")  # as if at that very moment
    done = tiny.build(command, PYTHONPATH=str(tiny.folder))
    assert (130, said) == (done.returncode, done.stderr)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stopped(tiny: Built, number: signal.Signals) -> None:
    """Ctrl-C, a system that stops and a terminal that closes end a build alike: a line, and nothing left behind."""
    module = tiny.folder / "yaml.py"  # which is asked for while the site is being made
    module.write_text("import time\nprint(flush=True)\ntime.sleep(60)\n")
    environment = {**os.environ, "PYTHONPATH": str(tiny.folder)}
    pipe = subprocess.PIPE
    ours = signal.signal(number, signal.SIG_DFL)  # who runs the tests under `nohup` would hand on what that ignores
    with run_program(tiny.command(), stdout=pipe, stderr=pipe, env=environment, cwd=tiny.folder, text=True) as process:
        signal.signal(number, ours)
        assert process.stdout
        process.stdout.readline()
        process.send_signal(number)
        _, said = process.communicate(timeout=30)
    assert (130, "build.py: interrupted; the site is whole, the old one or the new one\n") == (process.returncode, said)
    assert not [path for path in tiny.out.parent.iterdir() if path.is_dir() and "paper-digest" in path.name]


@pytest.mark.parametrize("error", ["MemoryError", "RuntimeError('can\\'t start new thread')"])
def test_little_memory(tiny: Built, error: str) -> None:
    """Where the system gives no more, that is said in a line, with the exit code of a broken environment."""
    (tiny.folder / "yaml.py").write_text(f"raise {error}\n")
    done = tiny.build(PYTHONPATH=str(tiny.folder))
    line = "build.py: memory is short, or too few processes are allowed; nothing was published\n"
    assert (3, line) == (done.returncode, done.stderr)
