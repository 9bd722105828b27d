"""Talks to GitHub about the repository: where its pages are, the issue about trouble, pull requests, replies."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from digest.network.web import Client
from digest.network.wire import Letter, WebError

LABEL = "schedule"  # only who may write to the repository can give an issue a label
TYPES = ("application/json", "application/vnd.github+json")
TURNED_OFF = 410  # what GitHub answers about issues then
_MARK = "<!-- build.py -->"  # ends the text of our issue; others may have the label, too
_MOST_BODY = 60_000  # characters; GitHub refuses more than 65,536
_ADVICE = {
    401: "the token is not valid any more",
    403: "the token may not do this; see “permissions” in docs/operators.md",
    404: "the repository is not there, or the token may not see it",
    TURNED_OFF: "issues are turned off; turn them on under Settings → General",
    422: "GitHub does not take it; see docs/operators.md",
}


@dataclass(frozen=True, slots=True)
class GitHub:
    """A repository (`owner/name`) at an API, and the token of who asks. All that fails raises `WebError`."""

    api: str
    repository: str
    token: str
    client: Client

    def ask(self, method: str, path: str, said: Mapping[str, Any] | None = None) -> Any:
        """Get what is at a path below the repository's own, or send something there."""
        url = f"{self.api.rstrip('/')}/repos/{self.repository}/{path}"
        letter = Letter(method, json.dumps(said).encode() if said else b"", self.token)
        try:
            answer = (self.client.send if said else self.client.get)(url, TYPES, letter)
        except WebError as error:
            advice = f"; {_ADVICE[error.status]}" if error.status in _ADVICE else ""
            raise WebError(f"{error}{advice}", status=error.status) from None
        try:
            return json.loads(answer.body)
        except (ValueError, RecursionError):
            raise WebError(f"{urlsplit(url).hostname}: the answer is no JSON; try again later") from None


def find_address(github: GitHub) -> str:
    """Give the address at which GitHub Pages serves the site; raise `WebError` where it serves none."""
    try:
        pages = github.ask("GET", "pages")
    except WebError as error:
        if error.status != 404:
            raise
        raise WebError("GitHub Pages is off: choose “GitHub Actions” under Settings → Pages → Source") from None
    if _give(pages, "build_type") == "legacy":
        raise WebError("GitHub Pages serves a branch: choose “GitHub Actions” under Settings → Pages → Source")
    address = _give(pages, "html_url")
    if not address:
        raise WebError("GitHub does not say where the pages are; try again later")
    return address.rstrip("/") + "/"


def was_deployed(github: GitHub) -> bool:
    """Say whether GitHub Pages has ever served a deployment of this repository; one that failed does not count."""
    made = github.ask("GET", f"deployments?{urlencode({'environment': 'github-pages', 'per_page': 30})}")
    for one in _give_list(made):
        states = github.ask("GET", f"deployments/{_give_number(one, 'id')}/statuses?per_page=100")
        if any(_give(state, "state") == "success" for state in _give_list(states)):
            return True
    return False


def settle_trouble(github: GitHub, title: str, trouble: str) -> str:
    """Keep one issue open while there is trouble, and none when there is not; say in one line what was done."""
    listed = github.ask("GET", f"issues?{urlencode({'state': 'open', 'labels': LABEL, 'per_page': 100})}")
    ours = (one for one in _give_list(listed) if "pull_request" not in one and _MARK in _give(one, "body"))
    numbers = sorted(map(_give_number, ours))
    body = f"{trouble[:_MOST_BODY]}\n\n{_MARK}"
    if not trouble:
        for number in numbers:
            github.ask("POST", f"issues/{number}/comments", {"body": "All is well again."})
            github.ask("PATCH", f"issues/{number}", {"state": "closed", "state_reason": "completed"})
        closed = ", ".join(f"#{number}" for number in numbers)
        return f"closed issue {closed}: all is well again" if numbers else "all is well; no issue is open"
    if not numbers:
        made = github.ask("POST", "issues", {"title": title, "body": body, "labels": [LABEL]})
        return f"opened issue #{_give_number(made)}"
    github.ask("PATCH", f"issues/{numbers[0]}", {"title": title, "body": body})
    for number in numbers[1:]:
        github.ask("PATCH", f"issues/{number}", {"state": "closed", "state_reason": "not_planned"})
    return f"updated issue #{numbers[0]}"


def propose(github: GitHub, branch: str, base: str, title: str, body: str) -> str:
    """Open a pull request of a branch, or renew the one that is open; say in one line what was done."""
    owner = github.repository.partition("/")[0]
    open_ones = github.ask("GET", f"pulls?{urlencode({'state': 'open', 'head': f'{owner}:{branch}', 'base': base})}")
    said = {"title": title[:200], "body": body[:_MOST_BODY]}
    numbers = [_give_number(one) for one in _give_list(open_ones)]
    if numbers:
        github.ask("PATCH", f"pulls/{numbers[0]}", said)
        return f"renewed pull request #{numbers[0]}"
    try:
        made = github.ask("POST", "pulls", {**said, "head": branch, "base": base})
    except WebError as error:
        if error.status not in (403, 422):
            raise
        hint = "allow it under Settings → Actions → General → Workflow permissions, or open it by hand"
        raise WebError(f"the branch {branch} is pushed, but GitHub refuses its pull request; {hint}") from None
    return f"opened pull request #{_give_number(made)}"


def reply(github: GitHub, number: int, text: str) -> str:
    """Comment on an issue; say in one line that it was done."""
    github.ask("POST", f"issues/{number}/comments", {"body": text[:_MOST_BODY]})
    return f"replied to issue #{number}"


def _give_list(answer: Any) -> list[dict[str, Any]]:
    if not isinstance(answer, list) or not all(isinstance(one, dict) for one in answer):
        raise WebError("GitHub's answer is not a list; try again later")
    return answer


def _give(answer: Any, name: str) -> str:
    value = answer.get(name) if isinstance(answer, dict) else None
    return value if isinstance(value, str) else ""


def _give_number(answer: Any, name: str = "number") -> int:
    number = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(number, int):
        raise WebError("GitHub's answer has no number; try again later")
    return number
