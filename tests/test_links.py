"""Addresses in titles and abstracts become links, unless their host is not what it seems."""

from __future__ import annotations

import re

import pytest

from digest.nouns import HostRules
from digest.text.hosts import LIVE, PLAIN, SUSPICIOUS, find_imitated, judge_host
from digest.text.repair import repair_text

# fmt: off
LINKS = [
    ("https://github.com/a/b.", "https://github.com/a/b"),
    ("(https://github.com/a/b).", "https://github.com/a/b"),
    ("(Code: https://github.com/a/b.)", "https://github.com/a/b"),
    ("“https://github.com/a/b”, so", "https://github.com/a/b"),
    ("\"https://github.com/a/b\"", "https://github.com/a/b"),
    ("<https://github.com/a/b>", "https://github.com/a/b"),
    ("**https://github.com/a/b**", "https://github.com/a/b"),
    ("https://en.wikipedia.org/wiki/A_(b)", "https://en.wikipedia.org/wiki/A_(b)"),
    ("(https://en.wikipedia.org/wiki/A_(b))", "https://en.wikipedia.org/wiki/A_(b)"),
    ("https://x.org/~user/a_b?c=d&e=%20#f", "https://x.org/~user/a_b?c=d&e=%20#f"),
    ("https://medium.com/@user/post", "https://medium.com/@user/post"),
    ("https://github.com/a/b\\_c", "https://github.com/a/b_c"),
    ("athttps://github.com/a/b", "https://github.com/a/b"),
    ("HTTPS://GitHub.com/A", "https://GitHub.com/A"),
    ("http://iip.whu.edu.cn/frank/index.html", "http://iip.whu.edu.cn/frank/index.html"),
    ("https://a.org:8080/x", "https://a.org:8080/x"),
    ("https://github.com/a/b。代码", "https://github.com/a/b"),
    ("\\url{https://a.org/b_c}", "https://a.org/b_c"),
    ("{https://a.org/b}", "https://a.org/b"),
    ("\\href{https://a.org/b}{our page}", "https://a.org/b"),
    ("[our page](https://a.org/b)", "https://a.org/b"),
    ("hf.co/a/b", "https://hf.co/a/b"),
    ("at github.com/owner/name.", "https://github.com/owner/name"),
    ("name.github.io/x/", "https://name.github.io/x/"),
    ("at muse-bench.github.io.", "https://muse-bench.github.io"),
    ("arxiv.org/abs/2401.00001v2)", "https://arxiv.org/abs/2401.00001v2"),
    ("huggingface.co/papers", "https://huggingface.co/papers"),
    ("www.liuyebin.com/pymaf-x", "https://www.liuyebin.com/pymaf-x"),
    ("https://gitlab.inria.fr/x", "https://gitlab.inria.fr/x"),
    ("https://raw.githubusercontent.com/a", "https://raw.githubusercontent.com/a"),
    ("https://x.hf.space/", "https://x.hf.space/"),
    ("https://aka.ms/structured-prompting.", "https://aka.ms/structured-prompting"),
]

REPEATED = [
    ("at https://x.org/a https://x.org/a.", "at https://x.org/a."),
    ("at https://x.org/a/{https://x.org/a/}.", "at https://x.org/a/."),
    ("https://x.org/a (https://x.org/a)", "https://x.org/a"),
    ("https://x.org/a\\url{https://x.org/a}, so", "https://x.org/a, so"),
    ("https://x.org/a https://x.org/a https://x.org/a", "https://x.org/a"),
    ("this https URL https://x.org/a.", "https://x.org/a."),
    ("this https URL (https://x.org/a)", "https://x.org/a"),
    ("https://x.org/a this https URL", "https://x.org/a"),
    ("https://x.org/a https://x.org/b", "https://x.org/a https://x.org/b"),
]

REWRITTEN = [
    ("at https://b-61j.pages.dev/apple/OpenELM.", "at https://huggingface.co/apple/OpenELM."),
    ("https://huggingface.host/a/b", "https://huggingface.co/a/b"),
    ("https://www.huface.online/a", "https://huggingface.co/a"),
    ("b-61j.pages.dev/apple/O", "huggingface.co/apple/O"),
]

SUSPECTS = [
    "https://evilarxiv.org/x", "https://notgithub.com/x",
    "https://huggingface.co.evil.example/x", "https://huggingface-co.com/x", "https://hugg1ngface.co/x",
    "https://hugingface.co/x", "https://hugging-face.co/x", "https://huggingface.ai/x", "https://my-huggingface.com",
    "https://github.evil.example/x", "https://hf.co.evil.example/x", "https://githab.com/x", "https://g1thub.com/a", "https://qithub.com/a",
    "https://git-hub.com/a", "http://arxiv.gg/a", "https://arvix.org/abs/1", "https://arxiv.org.cn/abs/1",
    "https://hf.org/x", "https://hf-mirror.com/x", "https://x.huface.online/a", "https://user@github.com/x",
    "https://github.com@evil.com/x", "https://github.com:pw@evil.com/x", "https://xn--gthub-jqa.com/x",
    "https://g\u0456thub.com/x", "https://github.com\u0430.evil.org/x", "huggingface.co.evil.example/x",
    "https://huggingfаce.co/x",
]

NEVER = [
    "http://127.0.0.1/x", "http://2130706433/", "http://0x7f.1/", "http://[::1]/", "https://a:b@1.2.3.4/x",
    "https://localhost/x", "http://foo/x", "https://x.local/", "https://-a.org/", "https://a..org/x",
    "https://github.com./x",
    "javascript:alert(1)", "ftp://a.org/b_1", "file:///a", "//github.com/a", "me@github.com/x", "mailto:me@github.com",
    "https://refused.org/x", "https://a.refused.org/x", "and/or", "input/output", "read.me/x", "foo.py/bar",
    "e.g./i.e.", "GitHub.com and arXiv.org are hosts", "https://", "http://,", "a.b.c.d", "https",
]
# fmt: on


@pytest.mark.parametrize(("text", "url"), LINKS, ids=[url for _, url in LINKS])
def test_an_address_becomes_a_link(text: str, url: str, hosts: HostRules) -> None:
    """The address is linked without the stops, quotes and brackets of the sentence."""
    found = repair_text(text, hosts)
    assert [url] == [span.url for span in found.spans if span.kind == "link"]
    assert () == found.residue


@pytest.mark.parametrize(("text", "plain"), REPEATED, ids=[text for text, _ in REPEATED])
def test_a_repeated_address_stands_once(text: str, plain: str, hosts: HostRules) -> None:
    """An address that is said again at once, in whatever brackets, stands once."""
    assert plain == repair_text(text, hosts).plain


@pytest.mark.parametrize(("text", "plain"), REWRITTEN, ids=[text for text, _ in REWRITTEN])
def test_a_mirror_is_written_as_what_it_mirrors(text: str, plain: str, hosts: HostRules) -> None:
    """The address of a known mirror is shown and linked as the genuine one."""
    found = repair_text(text, hosts)
    assert plain == found.plain
    assert all("//huggingface.co/" in span.url for span in found.spans if span.kind == "link")


@pytest.mark.parametrize("text", SUSPECTS)
def test_an_imitation_is_no_link(text: str, hosts: HostRules) -> None:
    """A host that imitates a trusted one stays plain text and is listed for review."""
    found = repair_text(f"Code: {text} .", hosts)
    assert [] == [span.url for span in found.spans if span.kind == "link"]
    assert f"Code: {text} ." == found.plain
    assert any(item.startswith("suspicious link: ") for item in found.residue)


@pytest.mark.parametrize("text", NEVER)
def test_some_things_are_never_links(text: str, hosts: HostRules) -> None:
    """Machines by number, hosts without a name, other schemes, refused hosts and words with a slash are plain text."""
    found = repair_text(text, hosts)
    assert [] == [span.url for span in found.spans if span.kind == "link"]
    assert text == found.plain


def test_words_that_look_like_an_address_are_not_shown(hosts: HostRules) -> None:
    """A link whose words name another host shows where it leads."""
    found = repair_text("\\href{https://other.org/x}{https://huggingface.co/x}", hosts)
    assert ["https://other.org/x"] == [span.text for span in found.spans]


def test_the_words_of_a_link_may_not_hide_a_suspicious_one(hosts: HostRules) -> None:
    """A named link to an imitation is shown as the plain address, and listed."""
    found = repair_text("[our page](https://hugingface.co/x)", hosts)
    assert [("text", "https://hugingface.co/x")] == [(span.kind, span.text) for span in found.spans]
    assert ("suspicious link: https://hugingface.co/x",) == found.residue


@pytest.mark.parametrize("name", ["github.com", "api.github.com", "x.github.io", "gitlab.uni-a.de", "example.org"])
def test_genuine_hosts_are_live(name: str, hosts: HostRules) -> None:
    """Trusted hosts, their subdomains and hosts that are like none of them are live."""
    assert LIVE == judge_host(name, hosts).kind


def test_verdicts(hosts: HostRules) -> None:
    """A refused host is plain, an imitation suspicious, a mirror goes by the name of what it mirrors."""
    kinds = [judge_host(name, hosts).kind for name in ("refused.org", "githud.com", "huface.online")]
    assert [PLAIN, SUSPICIOUS, LIVE] == kinds
    assert "huggingface.co" == judge_host("huface.online", hosts).host
    assert "github.com" == find_imitated("githud.com", hosts)


def test_the_mirrors_are_not_recognised_by_their_looks_alone() -> None:
    """Without the editors' list a mirror of another name is an unknown host, and one of a like name suspicious."""
    bare = HostRules({}, (), ("huggingface.co",))
    assert [LIVE, SUSPICIOUS] == [judge_host(name, bare).kind for name in ("b-61j.pages.dev", "huggingface.host")]


def test_links_of_the_seeds(texts: list[str], hosts: HostRules) -> None:
    """Every address of the seeds is linked, none is suspicious, and no mirror is left."""
    found = [repair_text(text, hosts) for text in texts]
    links = [span.url for one in found for span in one.spans if span.kind == "link"]
    assert [] == [item for one in found for item in one.residue if "link" in item]
    assert all(re.match(r"https?://(?!.*(pages\.dev|huface|face\.host))", link) for link in links)
    assert sum(text.count("://") for text in texts) < len(links) + 2
