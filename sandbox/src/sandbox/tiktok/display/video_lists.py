"""`/v2/video/list/` and `/v2/video/query/`: a user's public videos with their counters."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from aiohttp import web
from pydantic import BaseModel, Field, StrictInt, StrictStr

from sandbox.stage.journal import note
from sandbox.tiktok.access import Caller, admit_display, caller_of
from sandbox.tiktok.answers import ApiRefused, ok
from sandbox.tiktok.display.videos import Video, counters
from sandbox.tiktok.json_bodies import malformed, parse
from sandbox.tiktok.world import WORLD, World

# https://developers.tiktok.com/doc/tiktok-api-v2-video-object
COUNTERS = ("like_count", "comment_count", "share_count", "view_count")
FIELDS = frozenset(
    (
        "id",
        "create_time",
        "cover_image_url",
        "share_url",
        "video_description",
        "duration",
        "height",
        "width",
        "title",
        "embed_html",
        "embed_link",
        *COUNTERS,
    )
)
COVER_LIFETIME = 6 * 3600
MILLISECONDS = 1000


class ListBody(BaseModel):
    """Body of `/v2/video/list/`."""

    cursor: StrictInt | None = Field(None, ge=0)
    max_count: StrictInt = Field(10, ge=1, le=20)


class Filters(BaseModel):
    """Which videos a query asks for."""

    video_ids: list[StrictStr] = Field(min_length=1, max_length=20)


class QueryBody(BaseModel):
    """Body of `/v2/video/query/`."""

    filters: Filters


async def list_videos(request: web.Request) -> web.Response:
    """A page of the videos made before the cursor, newest first."""
    # https://developers.tiktok.com/doc/tiktok-api-v2-video-list
    world, caller = _admitted(request)
    fields = _read_fields(request, world)
    body = await parse(request, ListBody) if request.can_read_body else ListBody()
    older = [v for v in _visible(world, caller) if _is_before(v, _start(world, body.cursor))]
    shown = older[: body.max_count]
    cursor = _milliseconds(shown[-1]) if shown else body.cursor or 0
    videos = _views(world, shown, fields)
    return _answer(videos, {"cursor": cursor, "has_more": len(older) > len(shown)})


async def query_videos(request: web.Request) -> web.Response:
    """Those of the requested videos that are public and the user's own."""
    # https://developers.tiktok.com/doc/tiktok-api-v2-video-query
    world, caller = _admitted(request)
    fields = _read_fields(request, world)
    asked = (await parse(request, QueryBody)).filters.video_ids
    found = [video for video in _visible(world, caller) if str(video.id) in asked]
    if len(found) < len(set(asked)) and world.switches.foreign_ids == "refuse":
        raise malformed(world, "The video_ids are invalid")
    return _answer(_views(world, found, fields), {})


def _admitted(request: web.Request) -> tuple[World, Caller]:
    world, caller = request.app[WORLD], caller_of(request, "video.list")
    admit_display(world, request, caller)
    return world, caller


def _read_fields(request: web.Request, world: World) -> Sequence[str]:
    """The fields come from the query string only, not from the body."""
    joined = request.query.get("fields", "")
    note(request, fields=joined)
    fields = joined.split(",")
    if not FIELDS.issuperset(fields):
        raise ApiRefused(HTTPStatus.BAD_REQUEST, world.switches.param_code, "Invalid fields.")
    return fields


def _visible(world: World, caller: Caller) -> list[Video]:
    """The videos that everybody sees."""
    if caller.user.profile.private:
        return []
    photos = world.switches.photos_listed
    own = world.content.videos.of(caller.user.open_id)
    return [v for v in own if v.is_public and (photos or v.media == "VIDEO")]


def _start(world: World, cursor: int | None) -> int | None:
    """None for the first page; 0 is the epoch, before which there was nothing."""
    return None if cursor == 0 and world.switches.cursor0 == "first_page" else cursor


def _is_before(video: Video, cursor: int | None) -> bool:
    return cursor is None or _milliseconds(video) < cursor


def _milliseconds(video: Video) -> int:
    return int(video.created_at * MILLISECONDS)


def _views(world: World, videos: Sequence[Video], fields: Sequence[str]) -> list[object]:
    facts = [_facts(world, video) for video in videos]
    return [{name: known[name] for name in fields} for known in facts]


def _facts(world: World, video: Video) -> Mapping[str, object]:
    now, public = world.clock.now(), world.addresses.public
    share_url = f"{public}/@{_username(world, video)}/video/{video.id}"
    embed = f"{public}/embed/v2/{video.id}"
    cover = f"{world.addresses.upload}/covers/{video.id}.svg"
    return {
        "id": str(video.id),
        "create_time": int(video.created_at),
        "cover_image_url": f"{cover}?x-expires={int(now) + COVER_LIFETIME}",
        "share_url": f"{share_url}?utm_campaign=tt4d_open_api&utm_source=sandbox",
        "video_description": video.title,
        "title": video.title,
        "duration": video.duration,
        "height": video.height,
        "width": video.width,
        "embed_html": f'<blockquote class="tiktok-embed" cite="{share_url}"></blockquote>',
        "embed_link": embed,
        **counters(video, now, world.switches.counter_seed),
    }


def _username(world: World, video: Video) -> str:
    return world.content.users.by_open_id(video.open_id).username


def _answer(videos: list[object], more: Mapping[str, object]) -> web.Response:
    """Unlike other answers, these keep zeros and empty lists."""
    # TikTok's own samples show `"share_count": 0`
    return ok({}, {"videos": videos, **more})
