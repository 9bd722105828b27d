"""A curated digest of research papers: from dumps and editors' YAML to pages, data and a search index."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  # whoever runs an older one should read this, and no traceback
    version = ".".join(map(str, sys.version_info[:2]))
    sys.stderr.write(f"build.py: this is Python {version}, and 3.11 or newer is needed\n")
    raise SystemExit(3)
