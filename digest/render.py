"""Renders planned pages with Jinja: (file, bytes) out of nouns. Text is escaped; only Markdown becomes markup."""

from __future__ import annotations

import concurrent.futures
import functools
import hashlib
import multiprocessing
import traceback
import urllib.parse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import jinja2
from markupsafe import Markup

from digest import addresses, pictures
from digest.addresses import address_of, file_of, root_from
from digest.atlas import draw_map
from digest.citations import FORMATS
from digest.metadata import cite_paper, describe_page
from digest.nouns import Page, Place, Problem, Site
from digest.prose import embed_drawing, render_markdown
from digest.text.aliases import list_names, list_words
from digest.words import Say

# Below this many pages, a second process costs more than it brings.
_PAGES_PER_JOB = 2000
_PAGES_PER_TASK = 500

# What forked processes inherit: sending the pages to them would cost more than rendering them.
_inherited: list[tuple[Frame, Sequence[Page]]] = []


class TemplateFaultError(Exception):
    """A template is wrong; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Frame:
    """What all pages share: `assets` is the fingerprint of the files in `assets/`, `newest` an edition's id."""

    templates: Path
    site: Site
    say: Say
    assets: str
    with_search: bool
    menu: tuple[Page, ...] = ()
    desk: tuple[Page, ...] = ()
    newest: str = ""


def render_pages(frame: Frame, pages: Sequence[Page], jobs: int) -> Iterator[tuple[str, bytes]]:
    """Render all pages in order, with up to `jobs` processes; their number does not change a byte."""
    jobs = min(jobs, len(pages) // _PAGES_PER_JOB)
    if jobs <= 1 or "fork" not in multiprocessing.get_all_start_methods():
        yield from _render_some(frame, pages)
        return
    _inherited.append((frame, pages))
    try:
        context = multiprocessing.get_context("fork")
        with concurrent.futures.ProcessPoolExecutor(jobs, mp_context=context) as pool:
            for rendered in pool.map(_render_inherited, range(0, len(pages), _PAGES_PER_TASK)):
                yield from rendered
    finally:
        _inherited.pop()


def _render_inherited(start: int) -> list[tuple[str, bytes]]:
    frame, pages = _inherited[-1]
    return _render_some(frame, pages[start : start + _PAGES_PER_TASK])


def make_fingerprint(files: Sequence[tuple[str, bytes]]) -> str:
    """Give a short name for the content of files, so that a browser fetches a changed one anew."""
    digest = hashlib.sha256()
    for name, data in sorted(files):
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()[:8]


def _render_some(frame: Frame, pages: Sequence[Page]) -> list[tuple[str, bytes]]:
    environment = _open_templates(frame)
    base_path = urllib.parse.urlsplit(frame.site.base_url).path or "/"
    rendered = []
    for page in pages:
        try:
            template = environment.get_template(page.template)
            text = template.render(page=page, subject=page.subject, root=root_from(page.address, base_path))
        except Exception as error:  # a template can raise anything
            raise TemplateFaultError(_explain(error, page)) from error
        rendered.append((file_of(page.address), text.encode("utf-8", "replace")))
    return rendered


def _explain(error: Exception, page: Page) -> Problem:
    """Find the line of the template that an error comes from."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return Problem(Place(f"templates/{error.name}", error.lineno), str(error.message))
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".html")]
    place = Place(f"templates/{Path(frames[-1].filename).name}", frames[-1].lineno or 0) if frames else None
    said = f"there is no template {page.template}" if isinstance(error, jinja2.TemplateNotFound) else str(error)
    return Problem(place or Place(f"templates/{page.template}"), f"{said} (in the page `{page.address}`)")


def _embed(draw: Callable[..., str]) -> Callable[..., Markup]:
    return lambda subject, root, say: embed_drawing(draw(subject, root, say))


def forget_templates() -> None:
    """Let the next page be rendered with the templates as they are then."""
    _open_templates.cache_clear()


@functools.cache
def _open_templates(frame: Frame) -> jinja2.Environment:
    """Open the templates once in each process; compiling them is the dear part."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(frame.templates),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {
        "address": address_of,
        "markdown": render_markdown,
        "names": list_names,
        "words": list_words,
        "linked_data": describe_page,
        "cite": cite_paper,
        "pair_topics": pictures.pair_topics,
        **{name: _embed(getattr(pictures, name)) for name in ("draw_topics", "draw_overlaps", "draw_editions")},
        "draw_map": _embed(draw_map),
    }
    environment.globals |= {
        "site": frame.site,
        "say": frame.say,
        "at": addresses,
        "assets": frame.assets,
        "menu": frame.menu,
        "desk": frame.desk,
        "newest": frame.newest,
        "citations": [(form.name, form.suffix) for form in FORMATS],
        "with_search": frame.with_search,
    }
    return environment
