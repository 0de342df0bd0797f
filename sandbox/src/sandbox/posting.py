"""The content posting endpoints: what a creator may do, init, and status."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel, StrictBool, StrictInt, StrictStr, ValidationError

from sandbox import posting_rules as rules
from sandbox.access import Caller, admit, admitted_init, caller_of
from sandbox.answers import ApiRefused, UnsupportedPath, ok
from sandbox.chunks import ChunkPlan
from sandbox.journal import note
from sandbox.publishes import Mode, Publish, Upload
from sandbox.user_info import avatar_url
from sandbox.world import WORLD, World

AVATAR_LIFETIME = 7200
M = TypeVar("M", bound=BaseModel)


class PostInfo(BaseModel):
    """The user's choices; a missing privacy level is judged with the wrong ones."""

    privacy_level: StrictStr | None = None
    title: StrictStr = ""
    disable_comment: StrictBool = False
    disable_duet: StrictBool = False
    disable_stitch: StrictBool = False
    video_cover_timestamp_ms: StrictInt = 0
    brand_content_toggle: StrictBool = False
    brand_organic_toggle: StrictBool = False
    is_aigc: StrictBool = False

    def choices(self) -> dict[str, bool]:
        """Every toggle by its name."""
        return {name: value for name, value in self if isinstance(value, bool)}


class SourceInfo(BaseModel):
    """Where the bytes come from."""

    source: StrictStr
    video_size: StrictInt = 0
    chunk_size: StrictInt = 0
    total_chunk_count: StrictInt = 0

    @property
    def plan(self) -> ChunkPlan:
        """The chunk plan of a FILE_UPLOAD."""
        return ChunkPlan(self.video_size, self.chunk_size, self.total_chunk_count)


class DirectInit(BaseModel):
    """Body of `/v2/post/publish/video/init/`."""

    post_info: PostInfo
    source_info: SourceInfo


class InboxInit(BaseModel):
    """Body of `/v2/post/publish/inbox/video/init/`; any `post_info` is ignored."""

    source_info: SourceInfo


class StatusQuery(BaseModel):
    """Body of `/v2/post/publish/status/fetch/`."""

    publish_id: StrictStr


async def creator_info(request: web.Request) -> web.Response:
    """What the creator may choose now; caps and bans are refused with HTTP 200."""
    # https://developers.tiktok.com/doc/content-posting-api-reference-query-creator-info
    world = request.app[WORLD]
    caller = caller_of(request, "video.publish")
    key = (request.path, caller.user.open_id)
    admit(world, key, world.switches.creator_info_per_minute)
    rules.refuse_banned(caller.user, HTTPStatus.OK)
    rules.refuse_capped(world, caller.user, HTTPStatus.OK)
    return ok(_creator(world, caller))


def _creator(world: World, caller: Caller) -> Mapping[str, object]:
    user, profile = caller.user, caller.user.profile
    expires = int(world.clock.now()) + AVATAR_LIFETIME
    return {
        "creator_avatar_url": f"{avatar_url(world, user)}?x-expires={expires}",
        "creator_username": user.username,
        "creator_nickname": profile.nickname,
        "privacy_level_options": user.privacy_options(),
        "comment_disabled": profile.comment_disabled,
        "duet_disabled": profile.duet_disabled or profile.private,
        "stitch_disabled": profile.stitch_disabled or profile.private,
        "max_video_post_duration_sec": profile.max_video_post_duration_sec,
    }


async def init_direct(request: web.Request) -> web.Response:
    """Start a direct post; each call makes a new one, for there is no idempotency key."""
    # https://developers.tiktok.com/doc/content-posting-api-reference-direct-post
    world = request.app[WORLD]
    caller = caller_of(request, "video.publish")
    with admitted_init(world, request, caller):
        wish = await _parse(request, DirectInit)
        post = wish.post_info
        title = rules.check_title(world, post.title)
        _check_source(world, wish.source_info)
        rules.refuse_banned(caller.user, HTTPStatus.FORBIDDEN)
        level = rules.check_privacy(world, caller.user, post.privacy_level)
        rules.check_branded(world, post.brand_content_toggle, level)
        rules.refuse_capped(world, caller.user, HTTPStatus.FORBIDDEN)
    publish = _create(world, caller, "DIRECT_POST", wish.source_info.plan)
    publish.title, publish.privacy_level, publish.choices = title, level, post.choices()
    note(request, publish_id=publish.publish_id)
    return _started(world, publish)


async def init_inbox(request: web.Request) -> web.Response:
    """Start a draft for the creator's inbox."""
    # https://developers.tiktok.com/doc/content-posting-api-reference-upload-video
    world = request.app[WORLD]
    caller = caller_of(request, "video.upload")
    with admitted_init(world, request, caller):
        wish = await _parse(request, InboxInit)
        _check_source(world, wish.source_info)
        rules.refuse_banned(caller.user, HTTPStatus.FORBIDDEN)
        rules.refuse_pending(world, caller.user)
    publish = _create(world, caller, "INBOX", wish.source_info.plan)
    note(request, publish_id=publish.publish_id)
    return _started(world, publish)


async def fetch_status(request: web.Request) -> web.Response:
    """How far a post is; a failed post is still an `ok` answer."""
    # https://developers.tiktok.com/doc/content-posting-api-reference-get-video-status
    world = request.app[WORLD]
    caller = caller_of(request, "video.upload", "video.publish")
    key = (request.path, caller.user.open_id)
    admit(world, key, world.switches.status_per_minute)
    query = await _parse(request, StatusQuery)
    note(request, publish_id=query.publish_id)
    publish = rules.find_publish(world, caller.user, query.publish_id)
    rules.settle_abandoned(world, publish)
    note(request, post_status=publish.status)
    return ok(_progress(publish))


def _progress(publish: Publish) -> Mapping[str, object]:
    if publish.status == "FAILED":
        return {"status": publish.status, "fail_reason": publish.fail_reason}
    # the misspelling is TikTok's
    return {
        "status": publish.status,
        "publicaly_available_post_id": publish.post_ids,
        "uploaded_bytes": publish.upload.received,
    }


async def _parse(request: web.Request, model: type[M]) -> M:
    code = request.app[WORLD].switches.param_code
    if request.content_type != "application/json":
        raise ApiRefused(HTTPStatus.BAD_REQUEST, code, "The content type is not JSON.")
    try:
        return model.model_validate_json(await request.read())
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        message = f"The request parameters are malformed: {where}"
        raise ApiRefused(HTTPStatus.BAD_REQUEST, code, message) from error


def _check_source(world: World, source: SourceInfo) -> None:
    if source.source == "PULL_FROM_URL":
        raise UnsupportedPath
    if source.source != "FILE_UPLOAD":
        message = "The request source info is empty or incorrect"
        raise ApiRefused(HTTPStatus.BAD_REQUEST, world.switches.param_code, message)
    rules.check_chunks(world, source.plan)


def _create(world: World, caller: Caller, mode: Mode, plan: ChunkPlan) -> Publish:
    now, open_id = world.clock.now(), caller.user.open_id
    number = world.mint.number()
    prefix = "v_pub_file~v2-1" if mode == "DIRECT_POST" else "v_inbox_file~v2"
    token = world.mint.upload_token(open_id)
    upload = Upload(plan, token, now + world.switches.upload_url_lifetime)
    publish = Publish(f"{prefix}.{number}", str(number), open_id, mode, now, upload)
    world.content.publishes.add(publish)
    return publish


def _started(world: World, publish: Publish) -> web.Response:
    query = f"upload_id={publish.upload_id}&upload_token={publish.upload.token}"
    upload_url = f"{world.addresses.upload}/video/?{query}"
    return ok({"publish_id": publish.publish_id, "upload_url": upload_url})
