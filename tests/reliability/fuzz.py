"""The readers as targets of a fuzzer; `python -m tests.reliability.fuzz SECONDS [NAME…]` runs it, guided by coverage.

It needs the extra `fuzz`. Each target begins with the captures in `seeds/` and `tests/formats/`; what raises is written
into `tests/reliability/cases/`, where the tests try it again.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from digest.formats import READERS, read_capture
from digest.formats.decode import decode_capture
from digest.nouns import Dump, HostRules
from digest.prose import check_markdown, render_markdown
from digest.shapes import check_shape
from digest.text.links import find_addresses
from digest.text.repair import repair_text, write_all
from digest.vocabulary import HOSTS, SITE, TOPICS, shape_override, shape_overrides
from digest.yaml_text import parse_yaml

ROOT = Path(__file__).parent.parent.parent
CASES = Path(__file__).parent / "cases"
RULES = HostRules({"hf.co": "huggingface.co"}, ("refused.org",), ("github.com", "arxiv.org", "gitlab.*"))
SHAPES = (SITE, TOPICS, HOSTS, shape_overrides(shape_override(["peft"], {"old": "peft"})))


def check_dump(dump: Dump, text: str) -> None:
    """Make sure of what every reader promises: places are in the file, and papers have a title and an abstract."""
    last = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    places = [entry.place for entry in dump.entries] + [aside.place for aside in (*dump.set_aside, *dump.odd)]
    if not all(0 <= place.line <= last for place in places):
        raise AssertionError("a place is outside the file")
    if not all(entry.title and entry.abstract for entry in dump.entries):
        raise AssertionError("a paper has no title or no abstract")


def read_dump(data: bytes) -> None:
    """Read a capture of whatever format."""
    text, reason, _ = decode_capture(data)
    if not reason:
        dump = read_capture(text, "x")
        check_dump(dump, text)
        if not (dump.entries or dump.set_aside):
            raise AssertionError("a capture gives nothing, and no reason")


def read_as(reader: Callable[[str, str], Dump], data: bytes) -> None:
    """Read a capture as one format, whatever it is."""
    text, reason, _ = decode_capture(data)
    if not reason:
        check_dump(reader(text, "x"), text)


def read_yaml(data: bytes) -> None:
    """Read editors' YAML, and hold it to every shape."""
    node, _ = parse_yaml(data.decode("utf-8", "replace").replace("\r\n", "\n"), "x")
    for shape in SHAPES:
        list(check_shape(node, shape))


def read_links(data: bytes) -> None:
    """Find the addresses of a text; they stand in it, in order."""
    text, at = data.decode("utf-8", "replace"), 0
    for found in find_addresses(text, RULES):
        if not at <= found.start < found.end <= len(text):
            raise AssertionError("an address is where it cannot be")
        at = found.end


def repair(data: bytes) -> None:
    """Repair a text: its spans and its plain form are the same."""
    repaired = repair_text(data.decode("utf-8", "replace"), RULES)
    if write_all(repaired.spans) != repaired.plain:
        raise AssertionError("the spans do not say what the text says")


def read_markdown(data: bytes) -> None:
    """Render what may be rendered."""
    text = data.decode("utf-8", "replace")
    if not list(check_markdown(text)):
        render_markdown(text)


TARGETS: dict[str, Callable[[bytes], None]] = {
    "dump": read_dump,
    **{reader.name.replace(" ", "-"): partial(read_as, reader.read) for reader in READERS},
    "yaml": read_yaml,
    "links": read_links,
    "repair": repair,
    "markdown": read_markdown,
}


def fuzz(name: str) -> None:
    """Run the fuzzer on one target in this process, which it ends."""
    import atheris

    for module in [module for key, module in sys.modules.items() if key.startswith("digest.")]:
        for value in [*vars(module).values()]:
            if callable(value) and getattr(value, "__module__", "") == module.__name__ and hasattr(value, "__code__"):
                atheris.instrument_func(value)
    atheris.Setup(sys.argv, TARGETS[name])
    atheris.Fuzz()


def main(arguments: list[str]) -> int:
    """Run each target for so many seconds; give 1 if any raised."""
    seconds, names = int(arguments[0]), arguments[1:] or [*TARGETS]
    failed = []
    for name in names:
        with tempfile.TemporaryDirectory() as found:
            corpus = [found, str(ROOT / "tests/formats/fixtures"), str(ROOT / "seeds"), str(CASES)]
            bounds = [f"-max_total_time={seconds}", "-max_len=4096", "-timeout=10", f"-artifact_prefix={CASES}/{name}-"]
            command = [
                sys.executable,
                "-m",
                "tests.reliability.fuzz",
                "--target",
                name,
                *bounds,
                "-print_final_stats=1",
                *corpus,
            ]
            result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
        last = [line for line in result.stderr.splitlines() if "number_of_executed_units" in line or "ERROR" in line]
        print(f"{name}: {'fine' if result.returncode == 0 else 'FAILED'} {' '.join(last)}")
        failed += [name] if result.returncode else []
        if result.returncode:
            print(result.stderr[-3000:])
    return 1 if failed else 0


if __name__ == "__main__":
    if sys.argv[1] == "--target":
        target = sys.argv.pop(2)
        sys.argv.pop(1)
        fuzz(target)
    sys.exit(main(sys.argv[1:]))
