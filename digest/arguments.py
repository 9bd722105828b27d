"""Reads what people write behind an option; what makes no sense is refused with what to write instead."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence

from digest.days import is_day, is_week
from digest.suggest import did_you_mean

# The address of a site: no letter in it means anything to a shell, to HTML or to an address with a question.
BASE_URL = r"https?://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:[0-9]+)?(/[A-Za-z0-9_~%-]+(\.[A-Za-z0-9_~%-]+)*)*/?"


class Choice:
    """Reads one of a few words."""

    def __init__(self, noun: str, words: Sequence[str]) -> None:
        self.noun = noun
        self.words = words

    def __call__(self, text: str) -> str:
        """Give the word, or say which may be meant."""
        if text not in self.words:
            raise argparse.ArgumentTypeError(f"there is no {self.noun} `{text}`; {did_you_mean(text, self.words)}")
        return text


def parse_base_url(text: str) -> str:
    """Read `https://host/path` and end it with a slash."""
    if not re.fullmatch(BASE_URL, text):
        raise argparse.ArgumentTypeError(f"`{text}` is not an address like https://example.org/digest/")
    return text.rstrip("/") + "/"


def parse_day(text: str) -> str:
    """Read a day of the calendar."""
    if not is_day(text):
        raise argparse.ArgumentTypeError(f"`{text}` is not a day like 2026-03-14")
    return text


def parse_name(text: str) -> str:
    """Read the name of a file of overrides."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*(\.yml)?", text):
        raise argparse.ArgumentTypeError(f"`{text}` is no file name of letters, digits and hyphens")
    return text


def parse_seconds(text: str) -> float:
    """Read a number of seconds, at least a tenth: nobody is asked without a pause."""
    if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,3})?", text) or float(text) < 0.1:
        raise argparse.ArgumentTypeError(f"`{text}` is not a number of seconds from 0.1 on")
    return float(text)


def parse_week(text: str) -> str:
    """Read a week of the calendar, or `last`."""
    if text != "last" and not is_week(text):
        raise argparse.ArgumentTypeError(f"`{text}` is no week of the calendar; write it like 2026-W11, or `last`")
    return text


def parse_number(text: str) -> int:
    """Read a number, at least one."""
    if not re.fullmatch(r"[1-9][0-9]{0,6}", text):
        raise argparse.ArgumentTypeError(f"`{text}` is not a number from 1 to 9999999")
    return int(text)
