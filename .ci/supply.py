"""What the project is made of: the licences of all locked packages, and a bill of materials (CycloneDX).

python .ci/supply.py licences   the text of docs/licences.md
python .ci/supply.py sbom       the bill of materials, as JSON

Both follow from the lock files and from what the installed packages say of themselves; the same locks give the same
bytes. Needs the virtual environment of the tests, in which all of them are.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import distribution, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {"requirements.txt": "required", "requirements-test.txt": "excluded"}  # with the scope, in CycloneDX's words
LICENCES = {  # what packages call them, and what SPDX does
    "Apache 2.0": "Apache-2.0",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSFL": "PSF-2.0",
}
# Those that only say "BSD" or nothing about themselves; the text in the package was read.
READ = {
    "axe-playwright-python": "MIT",
    "check-jsonschema": "Apache-2.0",
    "jinja2": "BSD-3-Clause",
    "partd": "BSD-3-Clause",
    "zict": "BSD-3-Clause",
}
HEAD = """# Licences of what is used

All packages that the lock files name, with their licences as SPDX writes them. `make licences` writes this file anew; a
test compares it with the lock files. What a *site* needs is read, built and searched with the first group; none of it
but Pagefind's script and index reaches readers. The second group only runs tests.
"""


@dataclass(frozen=True)
class Package:
    """One locked package; `scope` is `required` to build a site, or `excluded` where only tests need it."""

    name: str
    version: str
    scope: str
    hashes: tuple[str, ...]
    licence: str
    needs: tuple[str, ...]

    @property
    def purl(self) -> str:
        """The package's name for all tools."""
        return f"pkg:pypi/{self.name}@{self.version}"


def read_packages() -> list[Package]:
    """Read all locked packages, each once, by name."""
    locked: dict[str, tuple[str, str, tuple[str, ...]]] = {}
    for file, scope in LOCKS.items():
        for part in re.split(r"^(?=\S)", (ROOT / file).read_text(encoding="utf-8"), flags=re.MULTILINE):
            if found := re.match(r"([a-z0-9.-]+)==([^\s;]+)", part):
                locked.setdefault(found[1], (found[2], scope, tuple(re.findall(r"sha256:([0-9a-f]{64})", part))))
    return [
        Package(name, version, scope, hashes, find_licence(name), tuple(sorted(set(list_needs(name)) & set(locked))))
        for name, (version, scope, hashes) in sorted(locked.items())
    ]


def find_licence(name: str) -> str:
    """Give the licence of an installed package as an SPDX expression."""
    said = distribution(name).metadata.json
    classified = [one.split(" :: ")[-1] for one in said.get("classifier", ()) if one.startswith("License :: ")]
    for found in (READ.get(name), said.get("license_expression"), said.get("license"), *classified):
        licence = LICENCES.get(str(found), str(found))
        if found and re.fullmatch(r"[A-Za-z0-9.-]+( (AND|OR) [A-Za-z0-9.-]+)*", licence):
            return licence
    raise LookupError(f"{name} does not say its licence in a known form; read it and write it into READ")


def list_needs(name: str) -> Iterator[str]:
    """Yield the names of what an installed package needs here."""
    for text in requires(name) or ():
        needed = Requirement(text)
        if needed.marker is None or needed.marker.evaluate({"extra": ""}):
            yield canonicalize_name(needed.name)


def write_licences(packages: list[Package]) -> str:
    """Write the licences as Markdown."""
    lines = [HEAD]
    for scope, heading in (("required", "To build a site"), ("excluded", "To test")):
        lines += [f"## {heading}", "", "| package | licence |", "| --- | --- |"]
        lines += [f"| {one.name} | {one.licence} |" for one in packages if one.scope == scope] + [""]
    return "\n".join(lines).rstrip("\n") + "\n"


def write_bill(packages: list[Package]) -> str:
    """Write the bill of materials, CycloneDX 1.6; without time or number, so that the same locks give the same."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    own = f"pkg:pypi/{project['name']}@{project['version']}"
    direct = {canonicalize_name(Requirement(text).name) for text in project["dependencies"]}
    bill = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "bom-ref": own, "name": project["name"], "version": project["version"]}
            | {"licenses": [{"expression": project["license"]}]}
        },
        "components": [
            {"type": "library", "bom-ref": one.purl, "name": one.name, "version": one.version, "scope": one.scope}
            | {"hashes": [{"alg": "SHA-256", "content": content} for content in one.hashes]}
            | {"licenses": [{"expression": one.licence}], "purl": one.purl}
            for one in packages
        ],
        "dependencies": [
            {"ref": own, "dependsOn": [one.purl for one in packages if one.name in direct]},
            *(
                {"ref": one.purl, "dependsOn": [other.purl for other in packages if other.name in one.needs]}
                for one in packages
            ),
        ],
    }
    return json.dumps(bill, indent=1) + "\n"


if __name__ == "__main__":
    WRITERS = {"licences": write_licences, "sbom": write_bill}
    if len(sys.argv) != 2 or sys.argv[1] not in WRITERS:
        sys.exit(f"usage: supply.py {{{','.join(WRITERS)}}}")
    sys.stdout.write(WRITERS[sys.argv[1]](read_packages()))
