"""Hands mails to an SMTP server, over TLS and logged in, and tells exactly what became of each.

A mail is the server's from its answer to the final dot on. Whatever fails before that dot is sent leaves nothing behind
and can be tried again; whatever fails between the two is a doubt, which only a person can settle.
"""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field

from digest.mail.ledger import DOUBTFUL, LATER, REFUSED, SENT

_LONGER = 10  # times as long as for other answers; https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.2.6
_CLOSING = 421
_NO_READER = {550, 551, 553}  # and not for a reason of policy, which is 5.7
_ROOM = 200  # characters of an answer that are shown


class DeliveryError(Exception):
    """Nothing more can be sent; the message is one line."""


class _BrokenError(Exception):
    """The connection is gone, and the mail is surely not the server's."""


@dataclass(frozen=True, slots=True)
class Account:
    """Where to hand in mail. `implicit`: TLS from the first byte, else STARTTLS; never without. Patience is seconds."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    implicit: bool
    patience: float = 60.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mail, in the words of the ledger, and what the server said."""

    verdict: str
    reason: str = ""


@dataclass(slots=True)
class Courier:
    """Carries one mail after the other; `hanging` while nobody knows whose the mail is.

    `failures` counts the mails since the last that was taken which failed for no fault of their readers.
    """

    account: Account
    hanging: bool = False
    failures: int = 0
    _smtp: smtplib.SMTP | None = None

    def open(self) -> smtplib.SMTP:
        """Connect and log in, if that is not done yet."""
        if self._smtp is None:
            with _trouble(self.account):
                self._smtp = _connect(self.account)
        return self._smtp

    def close(self) -> None:
        """Say good-bye; all that matters is done."""
        if self._smtp:
            with contextlib.suppress(OSError):
                self._smtp.quit()
            self.abandon()

    def abandon(self) -> None:
        """Let the connection go without a word."""
        if self._smtp:
            self._smtp.close()
            self._smtp = None

    def deliver(self, sender: str, reader: str, message: bytes) -> Outcome:
        """Hand over one mail. A connection that breaks before is opened again once: many carry only so many mails."""
        for is_last in (False, True):
            try:
                outcome = self._hand_over(self.open(), sender, reader, message)
                break
            except _BrokenError as broken:
                self.abandon()
                outcome = Outcome(LATER, str(broken))
                if is_last:
                    self.failures += 1
        if outcome.verdict in (SENT, REFUSED):
            self.failures = 0
        return outcome

    def _hand_over(self, smtp: smtplib.SMTP, sender: str, reader: str, message: bytes) -> Outcome:
        try:
            code, said = smtp.mail(sender)
            if code // 100 != 2:
                return self._give_up(code, said, f"the server takes no mail from {sender}")
            code, said = smtp.rcpt(reader)
            if code // 100 != 2:
                return self._leave_out(code, said)
            code, said = smtp.docmd("DATA")
            if code != 354:
                return self._give_up(code, said, "the server takes no mail")
            smtp.send(re.sub(rb"^\.", b"..", message, flags=re.MULTILINE))
            code, said = self._finish(smtp)
        except OSError as error:  # what smtplib raises is one, too
            code, said = 0, " ".join(str(error).split()).encode()
        if code // 100 in (2, 4, 5):
            self.hanging = False
            return Outcome(SENT) if code // 100 == 2 else self._give_up(code, said, "the server does not take the mail")
        if not self.hanging:
            raise _BrokenError(f"the connection broke before the mail was handed over ({_show(code, said)})")
        self.hanging = False
        self.failures += 1
        self.abandon()
        return Outcome(DOUBTFUL, f"the mail was handed over, and no answer came ({_show(code, said)})")

    def _finish(self, smtp: smtplib.SMTP) -> tuple[int, bytes]:
        """Send the final dot, and wait for the answer that decides as long as servers may take for it."""
        if smtp.sock:
            smtp.sock.settimeout(_LONGER * self.account.patience)
        self.hanging = True
        smtp.send(b".\r\n")
        answer = smtp.getreply()
        if smtp.sock:
            smtp.sock.settimeout(self.account.patience)
        return answer

    def _leave_out(self, code: int, said: bytes) -> Outcome:
        """Say that the server does not take mail for this reader: for good, or only now."""
        for_good = code in _NO_READER and not said.startswith(b"5.7")
        self._begin_anew(code, said)
        return Outcome(REFUSED if for_good else LATER, _show(code, said))

    def _give_up(self, code: int, said: bytes, what: str) -> Outcome:
        """Say that a mail was not taken, for no fault of its reader."""
        self._begin_anew(code, said)
        self.failures += 1
        return Outcome(LATER, f"{what} ({_show(code, said)})")

    def _begin_anew(self, code: int, said: bytes) -> None:
        if code == _CLOSING:
            raise _BrokenError(f"the server closes the connection ({_show(code, said)})")
        try:
            if self._smtp:
                self._smtp.rset()
        except OSError:
            self.abandon()


def _connect(account: Account) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if account.implicit:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(account.host, account.port, timeout=account.patience, context=context)
    else:
        smtp = smtplib.SMTP(account.host, account.port, timeout=account.patience)
    try:
        if not account.implicit:
            smtp.starttls(context=context)
        smtp.login(account.user, account.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


@contextlib.contextmanager
def _trouble(account: Account) -> Iterator[None]:
    """Turn whatever keeps us from a server into one line that says what to do."""
    try:
        yield
        return
    except smtplib.SMTPAuthenticationError as error:
        said = f"does not take SMTP_USER and SMTP_PASSWORD ({_show(error.smtp_code, error.smtp_error)})"
    except smtplib.SMTPNotSupportedError:
        said = (
            "offers no STARTTLS, or no log-in; ask the provider for the port, and set SMTP_TLS=implicit if it says so"
        )
    except ssl.SSLCertVerificationError as error:
        said = f"shows a certificate that is not to be trusted ({error.verify_message}); SMTP_HOST must be its name"
    except ssl.SSLError:
        said = "speaks another kind of TLS; set SMTP_TLS=starttls, or SMTP_TLS=implicit"
    except TimeoutError:
        said = f"does not answer within {account.patience:g} s; see whether SMTP_HOST and SMTP_PORT are right"
    except (OSError, UnicodeError) as error:
        told = " ".join(str(getattr(error, "strerror", "") or error).split())[:_ROOM]
        said = f"cannot be reached ({told}); see whether SMTP_HOST and SMTP_PORT are right"
    raise DeliveryError(f"the mail server {account.host}:{account.port} {said}")


def _show(code: int, said: bytes | str) -> str:
    text = " ".join((said if isinstance(said, str) else said.decode("utf-8", "replace")).split())
    text = "".join(letter for letter in text if letter.isprintable())[:_ROOM]
    return f"{code} {text}" if code > 0 else text or "no answer"
