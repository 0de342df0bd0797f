"""The few pages a person sees: consent, refusal, and what this server is."""

from collections.abc import Iterable, Mapping
from html import escape
from itertools import islice

from aiohttp import web

from sandbox.users import User

SCOPE_TEXTS = {
    # https://developers.tiktok.com/doc/tiktok-api-scopes
    "user.info.basic": "Read your profile info (avatar, display name)",
    "user.info.profile": "Read your additional profile info, such as bio and username",
    "user.info.stats": "Read your profile engagement statistics",
    "video.list": "Read your public videos on TikTok",
    "video.upload": "Upload content to your TikTok inbox as drafts",
    "video.publish": "Post content to TikTok",
}
FIXED_SCOPE = "user.info.basic"
LISTED_USERS = 50
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem;
       color: #161823; background: #fff }
fieldset { border: 1px solid #d5d7db; border-radius: 8px; margin: 0 0 1rem; padding: .75rem 1rem }
label { display: block; padding: .25rem 0 } small, footer { color: #5d6066 }
button { font: inherit; padding: .6rem 1.6rem; border-radius: 8px; border: 1px solid #161823;
         background: #fff; margin-right: .5rem; cursor: pointer }
button[value=allow] { background: #161823; color: #fff }
button:focus-visible, input:focus-visible { outline: 3px solid #2a6df4; outline-offset: 2px }
"""


def page(title: str, body: str, status: int = 200) -> web.Response:
    """An HTML answer; the caller has escaped what is not its own."""
    text = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><main>"
        f"<h1>{escape(title)}</h1>{body}</main>"
        f"<footer><p>A sandbox for development. This is not TikTok.</p></footer></body></html>"
    )
    return web.Response(status=status, text=text, content_type="text/html")


def consent_page(users: Iterable[User], scopes: Iterable[str]) -> web.Response:
    """Who you are and what you allow; posts back to its own address, query included."""
    listed = islice(users, LISTED_USERS)
    body = (
        '<form method="post"><fieldset><legend>Continue as</legend>'
        f"{''.join(_user_choice(i, user) for i, user in enumerate(listed))}"
        '<label>or another user: <input name="other" autocomplete="off"></label></fieldset>'
        "<fieldset><legend>The app would like to</legend>"
        f"{''.join(_scope_choice(scope) for scope in scopes)}</fieldset>"
        '<button name="decision" value="allow">Allow</button>'
        '<button name="decision" value="cancel">Cancel</button></form>'
    )
    return page("Authorize this app", body)


def _user_choice(position: int, user: User) -> str:
    handle = escape(user.handle)
    chosen = " checked" if position == 0 else ""
    kind = "private account" if user.profile.private else "public account"
    banned = ", banned from posting" if user.profile.banned else ""
    return (
        f'<label><input type="radio" name="user" value="{handle}"{chosen}> '
        f"{escape(user.profile.nickname)} <small>@{escape(user.username)}, {kind}{banned}</small>"
        "</label>"
    )


def _scope_choice(scope: str) -> str:
    fixed = " disabled" if scope == FIXED_SCOPE else ""
    return (
        f'<label><input type="checkbox" name="scope" value="{scope}" checked{fixed}> '
        f"{SCOPE_TEXTS[scope]} <small>{scope}</small></label>"
    )


def refusal_page(query: Mapping[str, str]) -> web.Response:
    """TikTok's own error page: the app's callback never hears of it."""
    named = escape(query.get("error_type", "request"))
    rows = "".join(f"<li>{escape(k)}: {escape(v)}</li>" for k, v in query.items())
    body = (
        "<p>We couldn't log in with TikTok. This may be due to specific app settings.</p>"
        f"<p>If you're a developer, correct the following and try again: <b>{named}</b></p>"
        f"<ul>{rows}</ul>"
    )
    return page("Something went wrong", body)


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


def avatar(initial: str) -> web.Response:
    """A picture for users who have none."""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
        '<rect width="100" height="100" fill="#d5d7db"/><text x="50" y="66" font-size="46" '
        f'font-family="sans-serif" text-anchor="middle" fill="#161823">{escape(initial)}</text>'
        "</svg>"
    )
    return web.Response(text=svg, content_type="image/svg+xml")
