"""Renders planned pages with Jinja: files out of nouns. Text is escaped; only Markdown becomes markup."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import re
import traceback
import urllib.parse
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import jinja2
from markupsafe import Markup, escape

from digest import addresses, pictures
from digest.addresses import address_of, file_of, root_from
from digest.atlas import draw_map
from digest.citations import FORMATS, Citer
from digest.fingerprint import Fingerprints, Recipe
from digest.guide import find_way
from digest.metadata import describe_page
from digest.nouns import Page, Paper, Place, Problem, Site
from digest.outlinks import list_links, make_searches
from digest.prose import clean_chapter, embed_drawing, render_markdown
from digest.shelves import Choice, choose_editions, choose_topics
from digest.text.lines import clean_line
from digest.text.sentences import choose_excerpt, find_wording
from digest.words import Say

_TEMPLATES = 200  # compiled ones that are kept
_REMEMBERED = 50_000  # items of lists, and as many excerpts; beyond that, memory is worth more
# Stands for the way to the site's root while a page is rendered, so that pages at all depths share their pieces. It is
# no character and no text has it; should one, it gets a harmless `../`.
_ROOT = "\ufdd0"
_DRAWINGS = (pictures.draw_topics, pictures.draw_overlaps, pictures.draw_editions, draw_map)
_PLAIN_WORDS = re.compile(r'\{\{ say\("(\w+)"\) \}\}')


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


def plan_files(frame: Frame, pages: Iterable[Page]) -> Iterator[Recipe]:
    """Yield how the file of each page is made; to make it raises `TemplateFaultError`."""
    base_path = urllib.parse.urlsplit(frame.site.base_url).path or "/"
    environment = _open_templates(frame)
    for page in pages:
        root = root_from(page.address, base_path)
        yield Recipe(file_of(page.address), page, functools.partial(_render_file, environment, page, root))


def open_fingerprints(frame: Frame) -> Fingerprints:
    """Give fingerprints of files that are made in this frame, with these templates and all that they may include."""
    files = sorted(path for path in frame.templates.rglob("*") if path.is_file())
    texts = [(path.relative_to(frame.templates).as_posix(), path.read_bytes()) for path in files]
    return Fingerprints((replace(frame, templates=Path()), texts))


def render_letter(frame: Frame, page: Page) -> str:
    """Render what is read apart from the site: its links are absolute."""
    return _render(_open_templates(frame), page, frame.site.base_url)


def _render_file(environment: jinja2.Environment, page: Page, root: str) -> bytes:
    return _render(environment, page, root).encode("utf-8", "replace")


def _render(environment: jinja2.Environment, page: Page, root: str) -> str:
    try:
        text = environment.get_template(page.template).render(page=page, subject=page.subject)
    except Exception as error:  # a template can raise anything
        raise TemplateFaultError(_explain(error, page)) from error
    return text.replace(_ROOT, root if page.template.endswith(".txt") else escape_text(root))


def compile_templates(frame: Frame, names: Iterable[str]) -> None:
    """Compile templates for all that is rendered later; what is wrong with one is found when it is rendered."""
    environment = _open_templates(frame)
    for name in names:
        with contextlib.suppress(Exception):
            environment.get_template(name)


def make_fingerprint(files: Sequence[tuple[str, bytes]]) -> str:
    """Give a short name for the content of files, so that a browser fetches a changed one anew."""
    digest = hashlib.sha256()
    for name, data in sorted(files):
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()[:8]


def _explain(error: Exception, page: Page) -> Problem:
    """Find the line of the template that an error comes from."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        place = Place(f"templates/{error.name}", error.lineno)
        return Problem(place, "X001", f"the template is not written as Jinja wants: {error.message}")
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith((".html", ".txt"))
    ]
    place = (
        Place(f"templates/{_name_template(frames[-1].filename)}", frames[-1].lineno or 0)
        if frames
        else Place(f"templates/{page.template}")
    )
    said = f"there is no template {page.template}" if isinstance(error, jinja2.TemplateNotFound) else str(error)
    return Problem(place, "X002", f"the page `{page.address or 'index.html'}` cannot be made: {said}")


def _name_template(file: str) -> str:
    path = Path(file)
    return f"mail/{path.name}" if path.parent.name == "mail" else path.name


def _embed(draw: Callable[..., str]) -> Callable[..., Markup]:
    return lambda subject, root, say: embed_drawing(draw(subject, root, say))


def list_classes(paper: Paper, choices: Sequence[Choice]) -> str:
    """List the classes of a paper in a list, by which the stylesheet narrows it to one of the choices."""
    mine = {*map(address_of, paper.editions), *map(address_of, paper.topics)} if choices else ()
    within = [f"in-{number}" for number, choice in enumerate(choices, 1) if choice.address in mine]
    return " ".join(["paper", *(["is-new"] if paper.new else []), *(["has-code"] if paper.code else []), *within])


def find_origin(address: str) -> str:
    """Give the scheme and the host of an address, as a policy for content names them."""
    parts = urllib.parse.urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


class _Loader(jinja2.FileSystemLoader):
    """Reads templates, and puts in the words of the interface that are the same on every page: most of what they say.

    Words with a brace are left to be said, so that none can become a part of a template.
    """

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame.templates)
        plain = ((name, text) for name, text in frame.say.phrases.items() if isinstance(text, str) and "{" not in text)
        self._words = {name: escape(text) for name, text in plain}

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, path, is_fresh = super().get_source(environment, template)
        if template.endswith(".txt"):  # where nothing is escaped
            return source, path, is_fresh
        return _PLAIN_WORDS.sub(lambda found: self._words.get(found[1], found[0]), source), path, is_fresh


class _Templates(jinja2.Environment):
    """Compiles templates that escape with `escape_text`: a build escapes some 300 texts a page."""

    _compiled: ClassVar[dict[tuple[Any, ...], Any]] = {}

    def _generate(self, *given: Any, **named: Any) -> str:  # Jinja's own hook for this
        return f"{super()._generate(*given, **named)}\nfrom {__name__} import escape_text as escape\n"

    def compile(self, *given: Any, **named: Any) -> Any:
        """Compile a text once in a process: to a preview, the templates of each draft are mostly those of the last."""
        key = (*given, *named.items())
        if key not in self._compiled:
            if len(self._compiled) > _TEMPLATES:
                self._compiled.clear()
            self._compiled[key] = super().compile(*given, **named)
        return self._compiled[key]


def escape_text(value: Any) -> str:
    """Escape as MarkupSafe does; what needs it not stays as it is, since to make a `Markup` of it takes its time."""
    kind = type(value)
    if kind is Markup or (
        kind is str
        and not ("&" in value or "<" in value or ">" in value or '"' in value or "'" in value)  # any() takes longer
    ):
        plain: str = value
        return plain
    return escape(value)


@functools.lru_cache(maxsize=1)
def _open_templates(frame: Frame) -> jinja2.Environment:
    """Open the templates: what all pages share is made once."""
    environment = _Templates(
        loader=_Loader(frame),
        autoescape=jinja2.select_autoescape(disabled_extensions=("txt",), default=True),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    citer = Citer(frame.site.base_url)
    environment.filters |= {
        "address": address_of,
        "classes": list_classes,
        "excerpt": functools.lru_cache(_REMEMBERED)(choose_excerpt),
        "line": clean_line,
        "guide": functools.partial(clean_chapter, lead_on=find_way(frame.site, _ROOT), label=frame.say("table")),
        "markdown": functools.partial(render_markdown, root=_ROOT, label=frame.say("table")),
        "origin": find_origin,
        "linked_data": describe_page,
        "cite": citer.cite_briefly,
        "links": list_links,
        "wording": find_wording,
        "searches": make_searches,
        "unquote": urllib.parse.unquote,
        **{choose.__name__: choose for choose in (choose_editions, choose_topics, pictures.pair_topics)},
        **{draw.__name__: _embed(draw) for draw in _DRAWINGS},
    }
    environment.globals |= {
        "site": frame.site,
        "say": frame.say,
        "at": addresses,
        "root": _ROOT,
        "assets": frame.assets,
        "menu": [(entry.address, entry.title) for entry in frame.menu],
        "places": {addresses.TOPICS, addresses.EDITIONS, addresses.PAPERS, *(entry.address for entry in frame.menu)},
        "desk": frame.desk,
        "newest": frame.newest,
        "formats": FORMATS,
        "guide": any(entry.address == addresses.GUIDE for entry in frame.desk),
        "with_search": frame.with_search,
        "once": _Once(),
    }
    return environment


class _Once:
    """Calls a macro once for what it is given: in lists of one kind, an item always looks the same."""

    def __init__(self) -> None:
        self._made: dict[tuple[object, ...], Markup] = {}

    def __call__(self, macro: Callable[..., Markup], *given: Any) -> Markup:
        key = (macro, *(one.id if isinstance(one, Paper) else one for one in given))
        made = self._made.get(key)
        if made is None:
            if len(self._made) > _REMEMBERED:
                self._made.clear()
            made = self._made[key] = macro(*given)
        return made
