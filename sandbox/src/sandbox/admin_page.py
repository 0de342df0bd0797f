"""The HTML of `/sandbox/`: plain forms, nothing fetched from elsewhere."""

from collections.abc import Iterable
from datetime import UTC, datetime
from html import escape

from aiohttp import web

from sandbox.pages import page
from sandbox.publishes import Publish
from sandbox.users import User
from sandbox.videos import Video, counters
from sandbox.world import World

SHOWN_USERS, SHOWN_POSTS = 50, 30
WAYS_ON = ((60, "1 minute"), (3600, "1 hour"), (86_400, "1 day"), (30 * 86_400, "30 days"))
WIDE = (
    "<style>body{max-width:62rem}form{display:inline}section{border-top:1px solid #d5d7db;"
    "margin-top:1.5rem}button{padding:.2rem .7rem;font-size:.85rem;margin:.1rem .25rem .1rem 0}"
    "table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;"
    "padding:.35rem .6rem .35rem 0;border-bottom:1px solid #ececee}"
    "code{overflow-wrap:anywhere}[role=status]{background:#eef3ff;padding:.5rem 1rem}</style>"
)


def admin_page(world: World, only: str, said: str) -> web.Response:
    """The page; `said` is what came of the last button."""
    users = [user for user in world.content.users if not only or user.handle == only]
    message = f'<p role="status">{escape(said)}</p>' if said else ""
    rest = len(users) - SHOWN_USERS
    more = f"<p>And {rest} users more: name one above.</p>" if rest > 0 else ""
    sections = "".join(_user(world, user, only) for user in users[:SHOWN_USERS])
    return page("TikTok users", WIDE + message + _clock(world, only) + _finder() + sections + more)


def _clock(world: World, back: str) -> str:
    buttons = "".join(
        _button("advance", f"+{text}", back, seconds=str(seconds), said=f"It is {text} later.")
        for seconds, text in WAYS_ON
    )
    return f"<p>The sandbox's clock: <b>{_time(world.clock.now())}</b> {buttons}</p>"


def _finder() -> str:
    return (
        '<form method="get"><label>Show one user: <input name="user"></label></form>'
        ' <a href="/sandbox/">all users</a>, <a href="/control/state">state</a>,'
        ' <a href="/control/requests">requests</a>, <a href="/control/switches">switches</a>'
    )


def _user(world: World, user: User, back: str) -> str:
    profile, content = user.profile, world.content
    connected = content.grants.is_authorized(user.open_id)
    facts = [
        "private account" if profile.private else "public account",
        *(["banned from posting"] if profile.banned else []),
        "connected" if connected else "not connected",
    ]
    name, who = escape(user.handle), {"user": user.handle}
    buttons = [
        _button("public", "Make account public", back, **who)
        if profile.private
        else _button("private", "Make account private", back, **who),
        _button("unban", "Unban", back, **who)
        if profile.banned
        else _button("ban", "Ban from posting", back, **who),
        _button("disconnect", "Remove the app", back, **who) if connected else "",
    ]
    posts = list(reversed(content.publishes.of(user.open_id)))[:SHOWN_POSTS]
    videos = content.videos.of(user.open_id)[:SHOWN_POSTS]
    return (
        f'<section id="{name}"><h2>{escape(profile.nickname)} <small>@{name}</small></h2>'
        f"<p>{', '.join(facts)}. {''.join(buttons)}</p>"
        + _table(("post", "state", ""), (_post(publish, back) for publish in posts))
        + _table(("video", "counters", ""), (_video(world, video, back) for video in videos))
        + "</section>"
    )


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    titles = "".join(f"<th>{head}</th>" for head in heads)
    return f"<table><tr>{titles}</tr>{body}</table>" if body else ""


def _post(publish: Publish, back: str) -> tuple[str, ...]:
    what = "Draft" if publish.mode == "INBOX" else "Direct post"
    state = publish.fail_reason or ("discarded" if publish.is_discarded else "")
    title = escape(publish.title) or "<i>no title</i>"
    label = f"{what}, {publish.media.lower()}: {title}<br><code>{publish.publish_id}</code>"
    return label, f"{publish.status} {escape(state)}", "".join(_post_buttons(publish, back))


def _post_buttons(publish: Publish, back: str) -> Iterable[str]:
    who = {"publish_id": publish.publish_id}
    if publish.mode == "INBOX" and not publish.is_discarded:
        again = " again" if publish.status == "PUBLISH_COMPLETE" else ""
        if publish.status in ("SEND_TO_USER_INBOX", "PUBLISH_COMPLETE"):
            yield _button("post", f"Post{again}, only me", back, **who)
            yield _button("post_public", f"Post{again}, everyone", back, **who)
        if publish.status == "SEND_TO_USER_INBOX":
            yield _button("discard", "Discard draft", back, **who)
    if publish.in_moderation:
        yield _button("moderate_pass", "Moderation passes", back, **who)
    if publish.in_moderation or publish.post_ids:
        yield _button("moderate_refuse", "Moderation refuses", back, **who)
    if publish.status.startswith("PROCESSING"):
        yield _button("fail", "Fail processing", back, **who)


def _video(world: World, video: Video, back: str) -> tuple[str, ...]:
    kind = "public" if video.is_public else "private"
    totals = counters(video, world.clock.now(), world.switches.counter_seed)
    numbers = ", ".join(f"{count} {name.removesuffix('_count')}s" for name, count in totals.items())
    who = {"video_id": str(video.id)}
    change = (
        _button("hide", "Make private", back, **who)
        if video.is_public
        else _button("show", "Make public", back, **who)
    )
    label = f"{escape(video.title) or '<i>no title</i>'}, {kind}, {_time(video.created_at)}"
    return label, numbers, change + _button("delete", "Delete", back, **who)


def _button(act: str, text: str, back: str, **fields: str) -> str:
    hidden = {"act": act, "back": back, **fields}
    inputs = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in hidden.items()
        if value
    )
    action = '<form method="post" action="/sandbox/act">'
    return f"{action}{inputs}<button>{escape(text)}</button></form>"


def _time(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
