"""Writes a mail: headers, plain text and HTML. The same letter to the same reader is the same bytes."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Mapping
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import quote, urlsplit

from digest.nouns import Letter, Page, Post
from digest.render import Frame, render_letter
from digest.text.lines import clean_line, clean_text

_END = "\r\n"
LARGEST = 100_000  # bytes; services cut off what is longer
_NAMED = 3  # topics in the subject


class TooLargeError(Exception):
    """A mail is larger than services show; the message is one line."""


def write_message(frame: Frame, letter: Letter, post: Post, reader: str, token: str = "") -> bytes:
    """Write a letter to a reader or a list; `token` is theirs, for the address at which they end it."""
    leave = post.unsubscribe.replace("{address}", quote(reader, safe="")).replace("{token}", token)
    text, markup = (
        clean_text(render_letter(frame, Page("", f"mail/letter.{kind}", letter.name, "", (letter, leave))))
        for kind in ("txt", "html")
    )
    subject, name = write_subject(frame, letter), clean_header(frame.site.name)
    content = "\0".join((frame.site.base_url, letter.key, reader, name, subject, text, markup))
    digits = hashlib.sha256(content.encode()).hexdigest()
    headers = {
        "From": f"{encode_name(name)} <{post.sender}>",
        "To": reader,
        "Subject": subject,
        "Date": format_datetime(datetime.datetime.fromisoformat(f"{letter.day}T00:00:00+00:00")),
        "Message-ID": f"<{digits[:32]}@{name_host(frame.site.base_url)}>",
        "List-Id": f"<{post.sender.replace('@', '.')}>",
        "List-Unsubscribe": f"<{leave}>",
        # https://www.rfc-editor.org/rfc/rfc8058
        **({"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if leave.startswith("https:") else {}),
        "Auto-Submitted": "auto-generated",
    }
    data = write_headers(headers) + write_body(text, markup, f"={digits[32:]}")
    if len(data) > LARGEST:
        raise TooLargeError(f"the mail has {len(data) // 1000} kB, and at most {LARGEST // 1000} are shown; shorten it")
    return data


def write_headers(headers: Mapping[str, str]) -> bytes:
    """Write headers, each a line of text; what is not ASCII becomes encoded words."""
    lines = (
        f"{name}: {Header(text, None if text.isascii() else 'utf-8', header_name=name).encode(linesep=_END)}{_END}"
        for name, text in headers.items()
    )
    return "".join(lines).encode("ascii")


def encode_name(name: str) -> str:
    """Write the name before an address. Python 3.11 loses the quotation marks of long names, so there are none."""
    if re.fullmatch(r"[A-Za-z0-9 ]+", name):
        return name
    return Header(name, "utf-8", header_name="From").encode(linesep="")


def write_body(text: str, markup: str, boundary: str) -> bytes:
    """Write the two forms of a mail, the plain one first, in lines that every server carries."""
    message = EmailMessage(policy=SMTP)
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(markup, subtype="html", cte="quoted-printable")
    message.set_boundary(boundary)
    return message.as_bytes()


def write_subject(frame: Frame, letter: Letter) -> str:
    """Say in one line what the mail tells: how many papers are new, and on what."""
    if letter.topic:
        return clean_header(f"{letter.name}: {frame.say('mail_count', n=letter.count)}")
    first = [paper.topics[0] for paper in letter.pinned] + [topic for topic, _ in letter.groups]
    topics = ", ".join([*dict.fromkeys(topic.name for topic in first)][:_NAMED])
    return clean_header(frame.say("mail_subject", edition=letter.name, n=letter.count, topics=topics))


def clean_header(text: str) -> str:
    """Give a text as headers hold it: one line, and nothing that passes for an encoded word."""
    return clean_line(text).replace("=?", "= ?")


def name_host(address: str) -> str:
    """Give the host of an address as mail headers can hold it."""
    return (urlsplit(address).hostname or "localhost").encode("idna").decode()
