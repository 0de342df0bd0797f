"""The HTML of `/sandbox/`: users, posts and videos; nothing is loaded from elsewhere."""

from collections.abc import Iterable
from html import escape

from aiohttp import web

from sandbox.stage.control.admin import button, page_head, table, time_text
from sandbox.tiktok.display.videos import Video, counters
from sandbox.tiktok.pages import page
from sandbox.tiktok.posting.publishes import Publish
from sandbox.tiktok.users import User
from sandbox.tiktok.world import World

SHOWN_USERS, SHOWN_POSTS = 50, 30


def admin_page(world: World, only_user: str, message: str) -> web.Response:
    """The page; `message` is the result of the last button."""
    users = [user for user in world.content.users if not only_user or user.handle == only_user]
    rest = len(users) - SHOWN_USERS
    more = f"<p>And {rest} users more: name one above.</p>" if rest > 0 else ""
    sections = "".join(_user(world, user, only_user) for user in users[:SHOWN_USERS])
    return page("TikTok users", page_head(world.clock, only_user, message) + sections + more)


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
        button("public", "Make account public", back, **who)
        if profile.private
        else button("private", "Make account private", back, **who),
        button("unban", "Unban", back, **who)
        if profile.banned
        else button("ban", "Ban from posting", back, **who),
        button("disconnect", "Remove the app", back, **who) if connected else "",
    ]
    posts = list(reversed(content.publishes.of(user.open_id)))[:SHOWN_POSTS]
    videos = content.videos.of(user.open_id)[:SHOWN_POSTS]
    return (
        f'<section id="{name}"><h2>{escape(profile.nickname)} <small>@{name}</small></h2>'
        f"<p>{', '.join(facts)}. {''.join(buttons)}</p>"
        + table(("post", "state", ""), (_post(publish, back) for publish in posts))
        + table(("video", "counters", ""), (_video(world, video, back) for video in videos))
        + "</section>"
    )


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
            yield button("post", f"Post{again}, only me", back, **who)
            yield button("post_public", f"Post{again}, everyone", back, **who)
        if publish.status == "SEND_TO_USER_INBOX":
            yield button("discard", "Discard draft", back, **who)
    if publish.in_moderation:
        yield button("moderate_pass", "Moderation passes", back, **who)
    if publish.in_moderation or publish.post_ids:
        yield button("moderate_refuse", "Moderation refuses", back, **who)
    if publish.status.startswith("PROCESSING"):
        yield button("fail", "Fail processing", back, **who)


def _video(world: World, video: Video, back: str) -> tuple[str, ...]:
    kind = "public" if video.is_public else "private"
    totals = counters(video, world.clock.now(), world.switches.counter_seed)
    numbers = ", ".join(f"{count} {name.removesuffix('_count')}s" for name, count in totals.items())
    who = {"video_id": str(video.id)}
    change = (
        button("hide", "Make private", back, **who)
        if video.is_public
        else button("show", "Make public", back, **who)
    )
    label = f"{escape(video.title) or '<i>no title</i>'}, {kind}, {time_text(video.created_at)}"
    return label, numbers, change + button("delete", "Delete", back, **who)
