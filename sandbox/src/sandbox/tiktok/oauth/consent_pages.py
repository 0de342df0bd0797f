"""The pages of the authorization: consent and refusal."""

from collections.abc import Iterable, Mapping
from html import escape
from itertools import islice

from aiohttp import web

from sandbox.tiktok.pages import LISTED_USERS, page
from sandbox.tiktok.users import User

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


def consent_page(users: Iterable[User], scopes: Iterable[str]) -> web.Response:
    """Asks who the user is and what they allow; posts to its own address with the same query."""
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
    """TikTok's own error page; the app's callback is not called."""
    named = escape(query.get("error_type", "request"))
    rows = "".join(f"<li>{escape(k)}: {escape(v)}</li>" for k, v in query.items())
    body = (
        "<p>We couldn't log in with TikTok. This may be due to specific app settings.</p>"
        f"<p>If you're a developer, correct the following and try again: <b>{named}</b></p>"
        f"<ul>{rows}</ul>"
    )
    return page("Something went wrong", body)
