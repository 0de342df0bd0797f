"""Media as nodes, field by field."""

from collections.abc import Callable

from sandbox.instagram.graph.access import account_for
from sandbox.instagram.graph.answers import unknown_object
from sandbox.instagram.graph.call import Call
from sandbox.instagram.graph.fields import ABSENT, Field, View, always, nested, select
from sandbox.instagram.graph.tokens import token_of
from sandbox.instagram.people import Account
from sandbox.instagram.permissions import READ, TASKS
from sandbox.instagram.reading.comment_views import comments_field
from sandbox.instagram.reading.counters import count
from sandbox.instagram.reading.library import Media
from sandbox.instagram.reading.times import written

NODE = "ShadowIGMedia"
FACEBOOK_COUNTS = {
    "reposts_count": 20,
    "saved_count": 60,
    "shares_count": 40,
    "total_like_count": 400,
    "total_views_count": 4000,
}


def media_for(call: Call, media_id: str, needed: tuple[str, ...]) -> tuple[Account, Media]:
    """The media of a call that may reach it so, with its account; raises GraphRefused."""
    media = call.world.content.library.media.get(media_id)
    if media is None or not media.account_id:
        token_of(call)
        raise unknown_object(media_id, call.method)
    return account_for(call, media.account_id, needed), media


async def read_media(call: Call, node_id: str) -> object:
    """One media with the wanted fields."""
    account, media = media_for(call, node_id, READ)
    return select(NODE, media_view(call, account, media), call.fields("id"))


def media_view(call: Call, account: Account, media: Media) -> View:
    """A media as its owner's app sees it."""
    world = call.world
    views = [
        media_view(call, account, world.content.library.media[one])
        for one in media.children
        if one in world.content.library.media
    ]
    number = len(world.content.library.comments_of(media.id))
    kept: View = {
        "id": always(media.id),
        "caption": always(_caption(call, account, media) or ABSENT),
        "media_type": always(media.type),
        "media_product_type": always(media.product),
        "timestamp": always(written(media.created_at)),
        "username": always(account.username),
        "owner": nested("IGUser", {"id": always(account.id), "username": always(account.username)}),
        "alt_text": always(media.alt_text or ABSENT),
        "comments_count": always(number),
        "like_count": always(ABSENT if media.hides_likes else _grown(call, media, "likes", 300)),
        "is_comment_enabled": always(media.comments_enabled),
        "is_shared_to_feed": always(media.in_feed),
        "is_ai_generated": always(media.is_ai_generated),
        "media_audio_type": always(ABSENT),
        "children": _children(views),
        "comments": comments_field(call, account, media),
        "collaborators": always({"data": [_invited(media, one) for one in media.collaborators]}),
        "copyright_check_information": always({"status": {"status": "completed"}}),
        "legacy_instagram_media_id": always(media.id[2:]),
        "boost_ads_list": always(ABSENT),
        "boost_eligibility_info": always(ABSENT),
    }
    return {**kept, **_addresses(call, media), **_facebook_only(call, media, number)}


def _invited(media: Media, username: str) -> dict[str, str]:
    answers = {True: "Accepted", False: "Declined", None: "Pending"}
    return {"username": username, "invite_status": answers[media.answers.get(username)]}


def _addresses(call: Call, media: Media) -> View:
    """Items of a carousel have no permalink; what is flagged has no address."""
    base = call.world.addresses.public
    page = "reel" if media.product == "REELS" else "p"
    permalink = f"https://www.instagram.com/{page}/{media.shortcode}/"
    picture = f"{base}/pictures/{media.id}.svg"
    is_video = media.type == "VIDEO"
    url = f"{base}/media/{media.id}.mp4" if is_video else picture
    return {
        "permalink": always(ABSENT if media.parent_id else permalink),
        "shortcode": always(media.shortcode),
        "media_url": always(ABSENT if media.is_flagged or media.children else url),
        "thumbnail_url": always(picture if is_video else ABSENT),
    }


def _facebook_only(call: Call, media: Media, comments: int) -> View:
    if call.side == "instagram":
        return {}
    counted: View = {
        name: always(_grown(call, media, name, most)) for name, most in FACEBOOK_COUNTS.items()
    }
    return {**counted, "total_comments_count": always(comments)}


def _grown(call: Call, media: Media, what: str, most: int) -> int:
    age = call.world.clock.now() - media.created_at
    return count(call.world.switches.counter_seed, f"{media.id}/{what}", most, age)


def _children(views: list[View]) -> Callable[[Field], object]:
    if not views:
        return always(ABSENT)
    default = (Field("id"),)
    return lambda one: {"data": [select(NODE, view, one.children or default) for view in views]}


def _caption(call: Call, account: Account, media: Media) -> str:
    """Names lose their `@` for who has no admin task on the Page."""
    token = token_of(call)
    people = call.world.content.people
    page = people.page_of(account.id)
    if token.kind not in ("user", "page") or page is None:
        return media.caption
    tasks = set(people.persons[token.grant.owner].pages.get(page.id, ()))
    is_admin = bool(tasks & TASKS["instagram_content_publish"])
    return media.caption if is_admin else media.caption.replace("@", "")
