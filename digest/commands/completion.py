"""The command `completion`: writes the scripts by which shells complete; all they know follows from the parsers."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from shlex import quote
from typing import NamedTuple

from digest.arguments import Choice
from digest.commands.endings import FINE
from digest.commands.speaking import Progress
from digest.menu import COMMANDS
from digest.options import make_parser

BASH = """\
# Completes build.py in bash, also behind python. For this shell: source <(python build.py completion bash)
_build_py() {
    local command=none name=${COMP_WORDS[0]} at first=1 words values
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
    [[ ${name##*/} == python* ]] && name=${COMP_WORDS[1]} first=2
    [[ ${name##*/} == build.py && $COMP_CWORD -ge $first ]] || return
    [[ $word == = ]] && word=
    [[ $before == = ]] && before=${COMP_WORDS[COMP_CWORD-2]}
    for ((at = first; at < COMP_CWORD; at++)); do
        case ${COMP_WORDS[at]} in (%(commands)s) command=${COMP_WORDS[at]}; break ;; esac
    done
    case $command:$before in
%(values)s
    esac
    case $command in
%(words)s
    esac
    [[ $word == -* || ! $values ]] && values=$words
    COMPREPLY=($(compgen -W "$values" -- "$word"))
}
complete -o default -F _build_py build.py python python3
"""
ZSH = """\
#compdef build.py
# Completes build.py in zsh, also behind python. For this shell: source <(python build.py completion zsh)
_build_py() {
    local command=none word
    local -a options values
    if [[ ${words[1]:t} == python* ]]; then
        [[ $CURRENT -gt 2 && ${words[2]:t} == build.py ]] || { _python "$@"; return }
        shift words
        ((CURRENT--))
    fi
    for word in ${words[2,CURRENT-1]}; do
        case $word in (%(commands)s) command=$word; break ;; esac
    done
    case $command:${words[CURRENT-1]} in
%(values)s
    esac
    case $command in
%(words)s
    esac
    if [[ $PREFIX == -* ]]; then
        _describe option options
    else
        (( $#values )) && _describe value values || _files
    fi
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
compdef _build_py build.py python python3
"""
FISH = """\
# Completes build.py in fish, also behind python. For this shell: python build.py completion fish | source
function __build_py_command
    set -l words (commandline -opc)
    string match -q 'python*' -- (path basename $words[1]); and set -e words[1]
    string match -q build.py -- (path basename $words[1]); or return
    for word in $words[2..]
        contains -- $word %(commands)s; and echo $word; and return
    end
    echo none
end
for program in build.py python python3
%(words)s
end
"""


class Words(NamedTuple):
    """What may stand behind a command: options with their help, the words that some take, and words of its own."""

    options: dict[str, str]
    values: dict[str, tuple[str, ...]]
    own: dict[str, str]


def completion(options: argparse.Namespace, _: Progress) -> int:
    """Print the script for a shell."""
    print(write_completion(options.shell), end="")
    return FINE


def write_completion(shell: str) -> str:
    """Write the script for bash, zsh or fish."""
    known = {name: read_words(name) for name in COMMANDS}
    summaries = {name: command.summary for name, command in COMMANDS.items()}
    known["help"] = known["help"]._replace(own=summaries)
    known["none"] = known["build"]._replace(own=summaries)  # as long as there is no command
    template, rows, between = {
        "bash": (BASH, _write_bash, "|"),
        "zsh": (ZSH, _write_zsh, "|"),
        "fish": (FISH, _write_fish, " "),
    }[shell]
    lines = [line for name, words in known.items() for line in rows(name, words)]
    values = [] if shell == "fish" else _write_values(known, shell)
    return template % {"commands": between.join(COMMANDS), "values": "\n".join(values), "words": "\n".join(lines)}


def read_words(name: str) -> Words:
    """Read from the parser of a command what may stand behind it."""
    words = Words({}, {}, {})
    for action in make_parser(name)._actions:
        choice = action.type.words if isinstance(action.type, Choice) else ()
        if not action.option_strings:
            words.own.update(dict.fromkeys(choice, ""))
        elif action.help != argparse.SUPPRESS:
            words.options[action.option_strings[-1]] = action.help or ""
            if action.nargs != 0:
                words.values[action.option_strings[-1]] = tuple(choice)
    return words


def _write_values(known: dict[str, Words], shell: str) -> Iterator[str]:
    """Write a case for each option that takes a value: one of a few words, or else the name of a file."""
    found: dict[tuple[str, ...], list[str]] = {}
    for name, words in known.items():
        for option, choice in words.values.items():
            found.setdefault(choice, []).append(f"{name}:{option}")
    for choice, places in found.items():
        if shell == "bash":
            offer = f'COMPREPLY=($(compgen -W {quote(" ".join(choice))} -- "$word")); ' if choice else ""
        else:
            offer = f"compadd {' '.join(choice)}; " if choice else "_files; "
        yield f"        ({'|'.join(places)}) {offer}return ;;"


def _write_bash(name: str, words: Words) -> Iterator[str]:
    yield f"        ({name}) words={quote(' '.join(words.options))} values={quote(' '.join(words.own))} ;;"


def _write_zsh(name: str, words: Words) -> Iterator[str]:
    yield f"        ({name})"
    yield f"            options=({_describe(words.options)})"
    yield f"            values=({_describe(words.own)}) ;;"


def _describe(said: dict[str, str]) -> str:
    return " ".join(quote(f"{name}:{help}" if help else name) for name, help in said.items())


def _write_fish(name: str, words: Words) -> Iterator[str]:
    start = f"    complete -c $program -n 'test (__build_py_command; or echo) = {name}'"
    for option, help in words.options.items():
        choice = words.values.get(option)
        takes = "" if choice is None else f" -x -a {quote(' '.join(choice))}" if choice else " -r"
        dashes = "-l" if option.startswith("--") else "-s"
        yield f"{start} {dashes} {option.lstrip('-')}{takes} -d {quote(help)}"
    for word, help in words.own.items():
        yield f"{start} -f -a {word} -d {quote(help)}"
