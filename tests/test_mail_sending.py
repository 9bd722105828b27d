"""Sending: over TLS only, to everybody once and to nobody twice, whatever the server or the machine does."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import trustme
import yaml

import build
from digest import publish
from digest.commands import mail
from digest.mail import messages
from digest.mail.delivery import Account, Courier
from digest.mail.ledger import DOUBTFUL, FREE, REFUSED, SENT, begin_ledger, read_ledger, write_lines
from tests.conftest import ROOT, Built, run_program, serve_folder
from tests.post_office import (
    DROP,
    DROP_BEFORE,
    DROP_WITHIN,
    KEEP_AND_DROP,
    KEEP_AND_STALL,
    PASSWORD,
    STALL,
    USER,
    Office,
    open_office,
    write_authority,
)
from tests.world import git

ADA, BOB, EVE = "ada@example.org", "bob@example.org", "eve@example.org"
LIST = "readers@lists.example.org"
SITE = f"""base_url: https://example.org/
mail:
  sender: digest@example.org
  list: {LIST}
  unsubscribe: https://lists.example.org/leave?t={{token}}
"""
Run = Callable[..., tuple[int, str]]


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """Make an authority that signs the server's certificate."""
    return trustme.CA()


@pytest.fixture
def office(authority: trustme.CA) -> Iterator[Office]:
    """Run a mail server."""
    with open_office(authority) as opened:
        yield opened


@pytest.fixture
def folder(tiny: Built, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a site that sends mail, three readers, and a ledger that knows nothing yet."""
    tiny.add("site.yml", SITE)
    tiny.write("editions.yml", "c_later.txt: {name: Later, date: 2026-03-12}\na_glued.txt: {date: 2026-02-03}\n")
    (tiny.folder / "readers.txt").write_text(f"{ADA}\n{BOB}\n{EVE}\n")
    for name in ("GITHUB_ACTIONS", "MAIL_ADDRESSES", "SMTP_TLS", "SMTP_PORT"):
        monkeypatch.delenv(name, raising=False)
    said = {"SMTP_HOST": "localhost", "SMTP_USER": USER, "SMTP_PASSWORD": PASSWORD, "MAIL_KEY": "key"}
    for name, value in {**said, "SSL_CERT_FILE": str(write_authority(authority, tiny.folder))}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tiny.folder)
    assert 0 == build.main(list_arguments(tiny.folder, "--begin"))
    forget_old(tiny.folder / "ledger/sent.txt")
    return tiny.folder


def forget_old(ledger: Path) -> None:
    ledger.write_text(re.sub(r"(?m)^old .*\n", "", ledger.read_text()))


def list_arguments(folder: Path, *arguments: str) -> list[str]:
    source = folder / "source"
    return ["mail", "--seeds", str(source / "seeds"), "--site", str(source / "site_src"), *arguments]


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Give what sends with the server at a port, and gives the exit code and all that was printed."""

    def send(office: Office | int, *arguments: str) -> tuple[int, str]:
        monkeypatch.setenv("SMTP_PORT", str(office.port if isinstance(office, Office) else office))
        capsys.readouterr()
        code = build.main(list_arguments(folder, "--send", "--timeout", "1", *arguments))
        return code, "".join(capsys.readouterr()).strip()

    return send


def one_by_one(folder: Path) -> tuple[str, str]:
    return "--to", str(folder / "readers.txt")


def test_what_is_not_on_the_site_yet_waits(folder: Path, office: Office, run: Run) -> None:
    """Nobody is led to a page that is not there: an edition is sent once the site has it."""
    served = folder / "web/new/recent.json"
    served.parent.mkdir(parents=True)
    services = folder / "source/site_src/services.yml"
    services.write_text("contact: me@example.org\nbackoff: 0\ntries: 1\n")
    with serve_folder(folder / "web") as address:
        asked = ("--served", "--base-url", address)
        code, said = run(office, *asked)
        assert (3, True) == (code, "404" in said and "nothing was sent" in said), said
        for text in ("{}", '[{"id": "b"}]'):
            served.write_text(text)
            assert (0, "nothing was sent: “Later” does not stand on the site yet; the next run sends it") == run(
                office, *asked
            )
        served.write_text('[{"id": "b"}, {"id": "c_later"}]')
        assert (0, "“Later” was sent to 1 of 1") == run(office, *asked)


def test_a_list_gets_an_edition_once(folder: Path, office: Office, run: Run) -> None:
    """One mail goes to the list; asked again, nothing is sent, and that is no mistake."""
    assert (0, "“Later” was sent to 1 of 1") == run(office)
    assert (0, "“Later” was sent to 0 of 1, 1 had it") == run(office)
    assert [LIST] == office.list_readers()
    assert "@" not in (folder / "ledger/sent.txt").read_text()


@pytest.mark.parametrize(
    ("port", "tls", "account"),
    [
        ("", "", (587, False)),
        ("465", "", (465, True)),
        ("", "implicit", (465, True)),
        ("465", "starttls", (465, False)),
    ],
)
def test_the_port_says_how_tls_begins(port: str, tls: str, account: tuple[int, bool]) -> None:
    """Where nothing else is said, TLS begins as is usual at the port, and the port is the usual one of the TLS."""
    said = dict.fromkeys(("SMTP_HOST", "SMTP_USER", "SMTP_PASSWORD"), "x") | {"SMTP_PORT": port, "SMTP_TLS": tls}
    read = mail.read_account(said, 1.0)
    assert account == (read.port, read.implicit)


@pytest.mark.usefixtures("folder")
def test_lines_that_begin_with_a_dot(office: Office) -> None:
    """A mail arrives as it is, also where a line of it looks like its end."""
    account = Account("localhost", office.port, USER, PASSWORD, implicit=False, patience=1)
    courier = Courier(account)
    body = b"Subject: x\r\n\r\n.\r\n..\r\n.hidden\r\n"
    assert SENT == courier.deliver("digest@example.org", ADA, body).verdict
    courier.close()
    assert [(ADA, body)] == office.taken


@pytest.mark.parametrize("kind", ["starttls", "implicit"])
def test_both_kinds_of_tls(authority: trustme.CA, run: Run, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """Providers speak TLS from the first byte or when asked; both work."""
    monkeypatch.setenv("SMTP_TLS", kind)
    with open_office(authority, kind) as office:
        assert 0 == run(office)[0]
    assert [LIST] == office.list_readers()


def test_each_reader_gets_a_mail_of_their_own(folder: Path, office: Office, run: Run) -> None:
    """Sent one by one, a mail names one reader and bears a token that no other has; twice in the file is once."""
    (folder / "readers.txt").write_text(f"{ADA}\n{BOB}\n{ADA.upper()}\n")
    assert 0 == run(office, *one_by_one(folder))[0]
    messages = [message_from_bytes(content, policy=policy.default) for _, content in office.taken]
    assert [ADA, BOB] == [message["To"] for message in messages]
    assert 2 == len({message["List-Unsubscribe"] for message in messages})
    assert 2 == len({message["Message-ID"] for message in messages})


def test_addresses_from_the_environment(office: Office, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A secret can hold the readers; where everybody can read along, the ledger's marks stand for their names."""
    monkeypatch.setenv("MAIL_ADDRESSES", f"{ADA}\n{BOB}")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    office.play("RCPT", ADA, f"550 5.1.1 <{ADA}> nobody here")
    code, said = run(office)
    assert 3 == code
    assert re.search(r"the reader ([0-9a-f]{32}): refused, 550 5\.1\.1 <the reader \1> nobody here", said)
    assert "@" not in said
    assert [BOB] == office.list_readers()


def test_topics_and_weeks_are_letters_of_their_own(office: Office, run: Run) -> None:
    """Who has an edition may still get its topic and its week, each once."""
    asked = [[], ["--topic", "other"], ["--week", "2026-W11"]]
    assert [0] * 6 == [run(office, *arguments)[0] for arguments in asked * 2]
    assert 3 == len(office.taken)


def test_only_who_was_refused_for_now_is_tried_again(folder: Path, office: Office, run: Run) -> None:
    """A mailbox that is not there is left alone, one that is full is tried again, and the others have their mail."""
    office.play("RCPT", ADA, "550 5.1.1 nobody here")
    office.play("RCPT", BOB, "452 4.2.2 mailbox full")
    code, said = run(office, *one_by_one(folder))
    assert (3, "“Later” was sent to 1 of 3, 1 refused, 1 to be tried again") == (code, said.splitlines()[0])
    assert f"{ADA}: refused, 550 5.1.1 nobody here" in said
    office.tried.clear()
    assert (0, "“Later” was sent to 1 of 3, 1 had it, 1 refused") == run(office, *one_by_one(folder))
    assert ([BOB], [EVE, BOB]) == (office.tried, office.list_readers())


@pytest.mark.parametrize("command", ["MAIL", "DATA"])
@pytest.mark.parametrize("answer", ["554 5.7.1 not from here", "451 4.3.0 later"])
def test_a_server_that_takes_nothing(folder: Path, office: Office, run: Run, command: str, answer: str) -> None:
    """Where it takes nobody's mail, three are enough to see it; nobody is lost, and nothing counts as refused."""
    readers = [f"reader{number}@example.org" for number in range(5)]
    (folder / "readers.txt").write_text("\n".join(readers))
    for reader in [""] * 3 if command == "MAIL" else readers[:3]:
        office.play(command, reader, answer)
    code, said = run(office, *one_by_one(folder))
    assert (3, []) == (code, office.taken)
    assert "3 mails in a row failed" in said
    assert "5 to be tried again; the same command goes on from here" in said
    assert 0 == run(office, *one_by_one(folder))[0]
    assert readers == office.list_readers()


def test_a_policy_is_no_missing_reader(folder: Path, office: Office, run: Run) -> None:
    """A server that refuses readers for its policy may take them when that is settled."""
    office.play("RCPT", ADA, "550 5.7.1 relaying denied")
    assert 3 == run(office, *one_by_one(folder))[0]
    assert 0 == run(office, *one_by_one(folder))[0]
    assert {ADA: 1, BOB: 1, EVE: 1} == Counter(office.list_readers())


@pytest.mark.parametrize(
    ("command", "play"), [("MAIL", DROP), ("RCPT", DROP), ("DATA", DROP_BEFORE), ("RCPT", "421 4.7.0 enough for today")]
)
def test_a_dropped_connection_is_opened_again(folder: Path, office: Office, run: Run, command: str, play: str) -> None:
    """What breaks before a mail is handed over is tried again at once: many servers carry only so many."""
    office.play(command, "" if command == "MAIL" else BOB, play)
    assert (0, "“Later” was sent to 3 of 3") == run(office, *one_by_one(folder))
    assert [ADA, BOB, EVE] == office.list_readers()


def test_a_connection_that_breaks_within_a_mail(folder: Path, office: Office, run: Run) -> None:
    """Whether the program sees it in time or not: one mail at most, and a doubt if none."""
    office.play("DATA", BOB, DROP_WITHIN)
    code, said = run(office, *one_by_one(folder))
    assert ([ADA, BOB, EVE], 0) == (office.list_readers(), code) or (
        ([ADA, EVE], 3) == (office.list_readers(), code) and f"nobody knows whether {BOB}" in said
    )


def test_a_server_that_stalls(office: Office, run: Run) -> None:
    """Nobody waits for ever, and who was not served is served the next time."""
    office.play("RCPT", LIST, STALL, STALL)
    code, said = run(office)
    assert 3 == code
    assert "later, the connection broke before the mail was handed over" in said
    assert (0, "“Later” was sent to 1 of 1") == run(office)
    assert [LIST] == office.list_readers()


@pytest.mark.parametrize("play", [KEEP_AND_DROP, DROP, "777 what"])
def test_a_doubt_is_named_and_never_sent_again(folder: Path, office: Office, run: Run, play: str) -> None:
    """Between the final dot and its answer nobody knows; the reader is named until a person settles it."""
    office.play("DATA", BOB, play)
    code, said = run(office, *one_by_one(folder))
    assert (3, "“Later” was sent to 2 of 3, 1 in doubt") == (code, said.splitlines()[0])
    found = re.search(rf"sent\.txt:(\d+): nobody knows whether {BOB} has “Later”; take the line away", said)
    assert found
    office.tried.clear()
    assert 3 == run(office, *one_by_one(folder))[0]
    assert [] == office.tried
    ledger = folder / "ledger/sent.txt"
    lines = ledger.read_text().splitlines(keepends=True)
    ledger.write_text("".join(line for number, line in enumerate(lines, 1) if number != int(found[1])))
    assert (0, "“Later” was sent to 1 of 3, 2 had it") == run(office, *one_by_one(folder))
    assert [BOB] == office.tried


def end_stalled(folder: Path, office: Office, ended_by: int, *arguments: str) -> tuple[int, str]:
    """Send one by one, and end the program where the server stalls; give its exit code and what it complained of."""
    command = [sys.executable, str(ROOT / "build.py"), *list_arguments(folder, "--send", *arguments)]
    environment = {**os.environ, "SMTP_PORT": str(office.port)}
    pipe = subprocess.PIPE
    with run_program([*command, *one_by_one(folder)], env=environment, stderr=pipe, text=True) as process:
        assert office.stalled.wait(20)
        process.send_signal(ended_by)
        _, said = process.communicate(timeout=10)
        return process.returncode, said


@pytest.mark.parametrize(
    ("command", "play", "ended_by", "sent"),
    [
        ("DATA", KEEP_AND_STALL, signal.SIGKILL, 0),  # a crash after the server took it: never twice
        ("RCPT", STALL, signal.SIGKILL, 0),  # a crash before: the same, for the ledger cannot tell
        ("RCPT", STALL, signal.SIGINT, 1),  # Ctrl-C before: it can be tried again
        ("DATA", KEEP_AND_STALL, signal.SIGINT, 0),
    ],
)
def test_an_end_in_the_middle(
    folder: Path, office: Office, run: Run, command: str, play: str, ended_by: int, sent: int
) -> None:
    """However the program ends, nobody gets a second mail, and who may have none is named."""
    office.play(command, BOB, play)
    end_stalled(folder, office, ended_by)
    code, said = run(office, *one_by_one(folder))
    counts = Counter(office.list_readers())
    assert {ADA: 1, EVE: 1} == {reader: count for reader, count in counts.items() if reader != BOB}
    assert sent + (play == KEEP_AND_STALL) == counts[BOB]
    assert (0 if sent else 3) == code
    assert (f"nobody knows whether {BOB}" in said) == (not sent)


def test_an_interrupt_in_the_middle(folder: Path, office: Office) -> None:
    """Ctrl-C in the middle of a round has the exit code of every Ctrl-C, and says how far it came."""
    office.play("RCPT", BOB, STALL)
    code, said = end_stalled(folder, office, signal.SIGINT)
    done = "“Later” was sent to 1 of 3, 2 to be tried again"
    assert (130, f"build.py: interrupted; {done}; the same command goes on from here\n") == (code, said)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("--send",), "interrupted; ledger/sent.txt tells who has the mail"), (("--out", "a.eml"), "interrupted")],
    ids=["send", "write"],
)
def test_an_interrupt_anywhere(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments, said: str
) -> None:
    """Ctrl-C at any other time has that code, too, and does not say what nobody knows."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(mail, "choose_post", interrupt)
    assert 130 == build.main(list_arguments(folder, *arguments))
    assert f"build.py: {said}\n" == capsys.readouterr().err


def test_a_mail_too_large_in_the_middle(
    folder: Path, office: Office, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If only the mail to a reader with a long address is too large, those before have theirs, and that is said."""
    (folder / "readers.txt").write_text(f"{ADA}\n{'b' * 60}@{'example.' * 20}org\n")
    assert 0 == build.main(list_arguments(folder, "--out", "a.eml"))
    monkeypatch.setattr(messages, "LARGEST", (folder / "a.eml").stat().st_size + 100)
    code, said = run(office, *one_by_one(folder))
    assert (3, [ADA]) == (code, office.list_readers())
    assert "“Later” was sent to 1 of 2, 1 to be tried again; the same command goes on from here" in said
    assert "nothing was sent" not in said


@pytest.mark.parametrize("seed", range(8))
def test_nobody_gets_two(folder: Path, office: Office, run: Run, seed: int) -> None:
    """In any weather: after some runs each reader has one mail, was refused, or is in doubt, and none has two."""
    chance = random.Random(seed)
    readers = [f"reader{number}@example.org" for number in range(12)]
    (folder / "readers.txt").write_text("\n".join(readers))
    weather = {
        "MAIL": [DROP, "451 x", "421 x", "554 x"],
        "RCPT": [DROP, "450 x", "550 5.1.1 x", "421 x"],
        "DATA": [DROP, DROP_BEFORE, DROP_WITHIN, KEEP_AND_DROP, "451 x", "554 x"],
    }
    for reader in readers:
        for command, plays in weather.items():
            told = chance.choices([*plays, ""], k=chance.randrange(4))
            office.play(command, "" if command == "MAIL" else reader, *told)
    for _ in range(40):
        said = run(office, *one_by_one(folder))[1]
        if "to be tried again" not in said:
            break
    counts = Counter(office.list_readers())
    assert set(counts.values()) <= {1}
    refused, doubts = (int(n[1]) if (n := re.search(rf"(\d+) {w}", said)) else 0 for w in ("refused", "in doubt"))
    kept = 12 - refused - doubts
    assert kept <= len(counts) <= kept + doubts


def test_two_runs_at_once(folder: Path, office: Office, run: Run) -> None:
    """While one run holds the ledger, another sends nothing."""
    with publish.hold_file(folder / "ledger/sent.txt"):
        code, said = run(office)
    assert (3, []) == (code, office.taken)
    assert "is held by another run; wait for its end; nothing was sent" in said


def test_without_a_ledger_nothing_is_sent(folder: Path, office: Office, run: Run) -> None:
    """A lost ledger stops everything; a new one takes all there is as sent, so that nothing old goes out again."""
    (folder / "ledger/sent.txt").unlink()
    code, said = run(office)
    assert 2 == code
    assert "there is no ledger ledger/sent.txt, so nobody knows who has what" in said
    assert 0 == build.main(list_arguments(folder, "--begin"))
    assert 2 == build.main(list_arguments(folder, "--begin"))
    for arguments in ([], ["--edition", "a_glued"], ["--week", "2026-W11"], ["--topic", "other"]):
        code, said = run(office, *arguments)
        assert 0 == code
        assert "is older than the ledger" in said
    assert [] == office.tried


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text + "<<<<<<< HEAD\n", "sent.txt:4: this is no line of a ledger"),
        (lambda _: "", "is no ledger of mail"),
        (lambda text: text.replace("ledger 1 ", "ledger 1 0"), "was begun with another MAIL_KEY"),
    ],
    ids=["changed", "empty", "another key"],
)
def test_a_damaged_ledger(folder: Path, office: Office, run: Run, change: Callable[[str], str], said: str) -> None:
    """A ledger that cannot be relied on is said to be so, and nothing is sent."""
    assert 0 == run(office)[0]
    ledger = folder / "ledger/sent.txt"
    ledger.write_text(change(ledger.read_text()))
    code, printed = run(office)
    assert (3, 1) == (code, len(office.taken))
    assert said in printed
    assert "nothing was sent" in printed


def test_a_torn_line_does_not_count(folder: Path, office: Office, run: Run) -> None:
    """A crash while a line is written comes before anything is sent; the torn line is cut off."""
    with (folder / "ledger/sent.txt").open("a") as file:
        file.write("try edition/c_lat")
    assert (0, "“Later” was sent to 1 of 1") == run(office)
    assert "c_lattry" not in (folder / "ledger/sent.txt").read_text()
    assert (0, "“Later” was sent to 0 of 1, 1 had it") == run(office)


@pytest.fixture
def shared(folder: Path) -> Path:
    """Keep the ledger on a branch of a repository that other machines reach, too."""
    git(folder, "init", "--quiet", "--bare", "remote")
    git(folder, "init", "--quiet", "--initial-branch=mail-ledger", "ledger")
    git(folder / "ledger", "remote", "add", "origin", str(folder / "remote"))
    (folder / "ledger/sent.txt").unlink()
    assert 0 == build.main(list_arguments(folder, "--begin", "--push"))
    forget_old(folder / "ledger/sent.txt")
    git(folder / "ledger", "commit", "--quiet", "--all", "--message", "Send what is old after all")
    git(folder / "ledger", "push", "--quiet", "origin", "HEAD")
    git(folder, "clone", "--quiet", "--branch", "mail-ledger", "remote", "elsewhere")
    return folder


def test_a_pushed_ledger_is_known_elsewhere(shared: Path, office: Office, run: Run) -> None:
    """Another machine that has pulled the ledger sends nothing twice; one that has not is stopped before it sends."""
    assert 0 == run(office, "--push")[0]
    code, said = run(office, "--push", "--ledger", "elsewhere/sent.txt")
    assert (3, 1) == (code, len(office.taken))
    assert "cannot be pushed, so no more is sent" in said
    assert "; `git -C elsewhere pull --no-rebase --no-edit`, then try again" in said
    git(shared / "elsewhere", "pull", "--quiet", "--no-rebase", "--no-edit")
    assert "1 had it" in run(office, "--push", "--ledger", "elsewhere/sent.txt")[1]
    assert [LIST] == office.list_readers()


def test_a_machine_that_dies_leaves_its_notes(shared: Path, office: Office, run: Run) -> None:
    """Whom it was about to send to is pushed before it begins, so the next machine sends to none of them."""
    office.play("DATA", BOB, KEEP_AND_STALL)
    end_stalled(shared, office, signal.SIGKILL, "--push")
    git(shared / "elsewhere", "pull", "--quiet")
    code, said = run(office, "--push", "--ledger", "elsewhere/sent.txt", *one_by_one(shared))
    assert (3, [ADA, BOB]) == (code, office.list_readers())
    assert "“Later” was sent to 0 of 3, 3 in doubt" in said


def test_addresses_are_not_committed(shared: Path, office: Office, run: Run) -> None:
    """A file of readers that git keeps is refused: others can read it."""
    (shared / "ledger/readers.txt").write_text(ADA)
    git(shared / "ledger", "add", "readers.txt")
    code, said = run(office, "--to", str(shared / "ledger/readers.txt"))
    assert (2, []) == (code, office.tried)
    assert "is committed, where others can read it; keep addresses out of the repository" in said


def test_wrong_addresses_are_named_by_line(folder: Path, office: Office, run: Run) -> None:
    """One wrong line keeps all from being sent, and is not printed where others read along."""
    (folder / "readers.txt").write_text(f"{ADA}\nada at example\n")
    code, said = run(office, *one_by_one(folder), "--format", "text")
    assert (1, []) == (code, office.tried)
    assert "readers.txt:2:1: M001 this line is no mail address" in said
    assert "ada at" not in said


@pytest.mark.parametrize(
    ("kind", "name", "asked", "said"),
    [
        ("starttls", "elsewhere.example", "starttls", "SMTP_HOST must be its name"),
        ("plain", "localhost", "starttls", "offers no STARTTLS"),
        ("starttls", "localhost", "implicit", "SMTP_TLS=starttls"),
        ("implicit", "localhost", "starttls", "SMTP_PORT are right"),
        ("starttls", "localhost", "untrusted", "shows a certificate that is not to be trusted"),
    ],
    ids=["another host", "no TLS", "TLS later", "TLS at once", "nobody knows it"],
)
def test_a_server_that_cannot_be_trusted(
    authority: trustme.CA, run: Run, monkeypatch: pytest.MonkeyPatch, kind: str, name: str, asked: str, said: str
) -> None:
    """Nobody is shown password or mail who does not prove to be the server, by TLS of the kind that was asked for."""
    if asked == "untrusted":
        monkeypatch.delenv("SSL_CERT_FILE")
    else:
        monkeypatch.setenv("SMTP_TLS", asked)
    with open_office(authority, kind, name) as office:
        code, printed = run(office)
    assert (3, [], True) == (code, office.tried, said in printed), printed


@pytest.mark.parametrize(
    ("name", "value", "code", "said"),
    [
        ("SMTP_PASSWORD", "wrong", 3, "does not take SMTP_USER and SMTP_PASSWORD (535"),
        ("SMTP_HOST", "nowhere.invalid", 3, "the mail server nowhere.invalid:"),
        ("SMTP_HOST", "", 3, "not set in the environment: SMTP_HOST; docs/mail.md says what they are"),
        ("SMTP_TLS", "none", 2, "SMTP_TLS is 'none'; write implicit or starttls, mail is never sent without"),
    ],
)
def test_wrong_settings(
    office: Office, run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, code: int, said: str
) -> None:
    """What is missing or wrong is one line that says what to do, and nothing is noted or sent."""
    monkeypatch.setenv(name, value)
    before = Path("ledger/sent.txt").read_bytes()
    ended, printed = run(office)
    assert (code, 1, []) == (ended, len(printed.splitlines()), office.tried)
    assert said in printed
    assert before == Path("ledger/sent.txt").read_bytes()


def test_a_server_that_is_down(run: Run) -> None:
    """Nothing listens: one line, nothing is noted."""
    code, said = run(9)
    assert 3 == code
    assert "the mail server localhost:9 cannot be reached (Connection refused)" in said
    assert 1 == len(Path("ledger/sent.txt").read_text().splitlines())


def test_the_workflow_is_what_people_run() -> None:
    """It is off without the repository's variable, runs a target of make, and passes on what the command reads."""
    (job,) = yaml.safe_load((ROOT / ".github/workflows/mail.yml").read_text())["jobs"].values()
    assert "vars.MAIL_DIGEST == 'edition' || vars.MAIL_DIGEST == 'week'" == job["if"]
    (step,) = [step for step in job["steps"] if step.get("run") == "make mail"]
    read = re.findall(r'"((?:SMTP|MAIL)_[A-Z]+)"', (ROOT / "digest/commands/mail.py").read_text())
    assert {*read, "BASE_URL", "MAIL_DIGEST", "MAIL_TOPIC"} == set(step["env"])


@pytest.mark.parametrize("tried", ["", f"later edition/a_glued {'0' * 32} {'0' * 8}\n"], ids=["untried", "in vain"])
def test_no_edition_is_skipped(folder: Path, office: Office, run: Run, tried: str) -> None:
    """Editions that came at once, or that nobody got, are told in one mail; what went out before is not told again."""
    with (folder / "ledger/sent.txt").open("a") as ledger:
        ledger.write(f"old edition/b_spaced\n{tried}")
    assert (0, "“Later” was sent to 1 of 1") == run(office)
    ((_, data),) = office.taken
    mail = message_from_bytes(data, policy=policy.default)
    text = "".join(part.get_content() for part in mail.walk() if part.get_content_type() == "text/plain")
    found = {id for id in ("c_later", "a_glued", "b_spaced") if f"editions/{id}/" in text}
    assert {"c_later", "a_glued"} == found
    assert (0, "“Later” was sent to 0 of 1, 1 had it") == run(office)


def test_a_quiet_day_is_no_mistake(office: Office, run: Run) -> None:
    """A timetable that finds nothing new sends nothing and is content."""
    code, said = run(office, "--topic", "kites")
    assert (0, []) == (code, office.tried)
    assert said.startswith("nothing was sent: no paper of “Kites & flight, Later” is new")


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("", FREE),
        ("try", DOUBTFUL),
        ("try later", FREE),
        ("try later, try", DOUBTFUL),
        ("try refused, try sent", SENT),
        ("try sent, try refused", SENT),
        ("try later, try refused", REFUSED),
    ],
)
def test_what_runs_wrote_is_one_verdict(said: str, verdict: str) -> None:
    """Who was sent a letter by any run has it, whatever another run was told; a try without end is a doubt."""
    runs = [run.split() for run in said.split(", ")]
    lines = [
        write_lines(word, "edition/a", ["0" * 32], f"{run:08}") for run, words in enumerate(runs) for word in words
    ]
    ledger = read_ledger(begin_ledger("secret", ()) + b"".join(lines), "secret", "sent.txt")
    assert verdict == ledger.judge("edition/a", "0" * 32)
