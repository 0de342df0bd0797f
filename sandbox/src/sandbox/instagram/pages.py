"""The layout of every page, and the front page."""

from collections.abc import Iterable
from html import escape

from aiohttp import web

from sandbox.instagram.people import Person
from sandbox.stage.control.pages import html_page


def page(title: str, body: str) -> web.Response:
    """An HTML answer; the caller has escaped the body."""
    return html_page(title, body, "Instagram")


def front_page(people: Iterable[Person], app_id: str) -> web.Response:
    """What `GET /` shows."""
    names = "".join(f"<li>{escape(one.handle)}: {escape(one.name)}</li>" for one in people)
    body = (
        "<p>A strict Instagram over HTTP: dialogs, Graph API, upload host and signed webhooks, "
        "all in memory.</p>"
        '<p><a href="/sandbox/">Act as the Instagram users</a>: comment, delete, convert the '
        "account, change the password, remove the app.</p>"
        f"<p>Registered app: <code>{escape(app_id)}</code></p><h2>People</h2><ul>{names}</ul>"
        "<h2>Look inside</h2><ul>"
        '<li><a href="/control/state">state</a></li>'
        '<li><a href="/control/requests">requests received</a></li>'
        '<li><a href="/control/switches">switches</a></li>'
        '<li><a href="/control/faults">planned faults</a></li></ul>'
    )
    return page("Instagram sandbox", body)
