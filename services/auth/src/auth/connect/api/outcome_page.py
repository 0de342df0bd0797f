"""The one page that this service renders itself: how connecting ended. It needs no script."""

import secrets
from html import escape
from string import Template

from aiohttp import web

from auth.accounts.words import Outcome

PAGE = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
$refresh<title>$title - Postlog</title>
<style nonce="$nonce">
body { font: 1.1rem/1.5 sans-serif; max-width: 36rem; margin: 4rem auto; padding: 0 1rem }
small { color: #666 }
</style>
</head>
<body>
<main>
<h1>$title</h1>
<p>$happened</p>
<p>$advice</p>
</main>
$trace</body>
</html>
""")
REFRESH = '<meta http-equiv="refresh" content="2">\n'


def render_outcome(outcome: Outcome, trace: str, *, refreshes: bool) -> web.Response:
    """Render an outcome; a page that still waits loads itself again."""
    nonce = secrets.token_urlsafe(16)
    text = PAGE.substitute(
        nonce=nonce,
        refresh=REFRESH if refreshes else "",
        title=escape(outcome.title),
        happened=escape(outcome.happened),
        advice=escape(outcome.advice),
        trace=f"<footer><small>Trace {escape(trace)}</small></footer>\n" if trace else "",
    )
    headers = page_headers(nonce)
    return web.Response(
        text=text, status=outcome.status, content_type="text/html", charset="utf-8", headers=headers
    )


def page_headers(nonce: str) -> dict[str, str]:
    """Give the headers of a page that loads nothing and stands in no frame."""
    return {
        "Content-Security-Policy": f"default-src 'none'; style-src 'nonce-{nonce}';"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
