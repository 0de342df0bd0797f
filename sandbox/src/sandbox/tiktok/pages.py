"""The layout of every page, and the front page."""

from collections.abc import Iterable
from html import escape
from itertools import islice

from aiohttp import web

from sandbox.stage.control.pages import html_page
from sandbox.tiktok.users import User

LISTED_USERS = 50


def page(title: str, body: str) -> web.Response:
    """An HTML answer; the caller has escaped the body."""
    return html_page(title, body, "TikTok")


def front_page(users: Iterable[User], client_key: str) -> web.Response:
    """What `GET /` shows."""
    names = "".join(
        f"<li>{escape(user.handle)}: {escape(user.profile.nickname)}, "
        f"{'private' if user.profile.private else 'public'}</li>"
        for user in islice(users, LISTED_USERS)
    )
    body = (
        "<p>A strict TikTok over HTTP: authorize page, OAuth, user info, content posting, upload "
        "host, videos and signed webhooks, all in memory.</p>"
        '<p><a href="/sandbox/">Act as the TikTok users</a>: post drafts, change accounts, '
        "remove the app.</p>"
        f"<p>Registered app: <code>{escape(client_key)}</code></p><h2>Users</h2><ul>{names}</ul>"
        "<h2>Look inside</h2><ul>"
        '<li><a href="/control/state">state</a></li>'
        '<li><a href="/control/requests">requests received</a></li>'
        '<li><a href="/control/switches">switches</a></li>'
        '<li><a href="/control/faults">planned faults</a></li></ul>'
    )
    return page("TikTok sandbox", body)
