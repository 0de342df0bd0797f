"""The three init endpoints; each call makes a new post, as there is no idempotency key."""

from http import HTTPStatus

from aiohttp import web

from sandbox.stage.journal import note
from sandbox.tiktok.access import Caller, admitted_init, caller_of
from sandbox.tiktok.answers import ApiRefused, ok
from sandbox.tiktok.display.videos import Media
from sandbox.tiktok.json_bodies import malformed, parse
from sandbox.tiktok.posting import rules
from sandbox.tiktok.posting.bodies import DirectInit, InboxInit, PhotoInit, SourceInfo
from sandbox.tiktok.posting.publishes import Mode, Publish
from sandbox.tiktok.posting.pulls import Pull
from sandbox.tiktok.uploads.chunks import ChunkPlan
from sandbox.tiktok.uploads.upload import Upload
from sandbox.tiktok.world import WORLD, World

MODES: dict[str, tuple[Mode, str]] = {
    "DIRECT_POST": ("DIRECT_POST", "video.publish"),
    "MEDIA_UPLOAD": ("INBOX", "video.upload"),
}
PREFIXES = {
    ("DIRECT_POST", Upload): "v_pub_file~v2-1",
    ("DIRECT_POST", Pull): "v_pub_url~v2-1",
    ("INBOX", Upload): "v_inbox_file~v2",
    ("INBOX", Pull): "v_inbox_url~v2",
}


async def init_direct(request: web.Request) -> web.Response:
    """Start a direct post of a video."""
    # https://developers.tiktok.com/doc/content-posting-api-reference-direct-post
    world = request.app[WORLD]
    caller = caller_of(request, "video.publish")
    with admitted_init(world, request, caller):
        body = await parse(request, DirectInit)
        post = body.post_info
        title = rules.check_text(world, post.title, "title", rules.CAPTION_UNITS)
        urls = _check_source(world, body.source_info)
        init = rules.InitRequest(caller.user, urls, post.privacy_level, post.brand_content_toggle)
        level = rules.check_direct(world, init)
    publish = _create(world, caller, "DIRECT_POST", _source(world, caller, body.source_info))
    publish.title, publish.privacy_level, publish.choices = title, level, post.choices()
    return _started(request, publish)


async def init_inbox(request: web.Request) -> web.Response:
    """Start a draft for the creator's inbox."""
    # https://developers.tiktok.com/doc/content-posting-api-reference-upload-video
    world = request.app[WORLD]
    caller = caller_of(request, "video.upload")
    with admitted_init(world, request, caller):
        body = await parse(request, InboxInit)
        urls = _check_source(world, body.source_info)
        rules.check_inbox(world, rules.InitRequest(caller.user, urls))
    publish = _create(world, caller, "INBOX", _source(world, caller, body.source_info))
    return _started(request, publish)


async def init_photos(request: web.Request) -> web.Response:
    """Start a post of photos in either mode; the mode decides which scope it needs."""
    # https://developers.tiktok.com/doc/content-posting-api-reference-photo-post
    world = request.app[WORLD]
    caller = caller_of(request, "video.publish", "video.upload")
    with admitted_init(world, request, caller):
        body = await parse(request, PhotoInit)
        mode = _photo_mode(world, caller, body)
        pull = _check_photos(world, body)
        title, description = rules.check_photo_texts(world, body.post_info)
        level = _check_photo_rules(world, caller, body, mode)
    publish = _create(world, caller, mode, pull, "PHOTO")
    publish.title, publish.description, publish.privacy_level = title, description, level
    publish.choices = _photo_choices(world, body) if mode == "DIRECT_POST" else {}
    return _started(request, publish)


def _photo_mode(world: World, caller: Caller, body: PhotoInit) -> Mode:
    known = MODES.get(body.post_mode)
    if body.media_type != "PHOTO" or known is None:
        message = "Invalid media_type or post_mode"
        raise ApiRefused(HTTPStatus.BAD_REQUEST, world.switches.param_code, message)
    mode, scope = known
    if scope not in caller.scopes:
        raise ApiRefused(HTTPStatus.UNAUTHORIZED, "scope_not_authorized")
    return mode


def _check_photos(world: World, body: PhotoInit) -> Pull:
    source = body.source_info
    if source.source != "PULL_FROM_URL":
        raise malformed(world, "The request source info is empty or incorrect")
    rules.check_photo_source(world, source.photo_images, source.photo_cover_index)
    return Pull(tuple(source.photo_images), source.photo_cover_index)


def _check_photo_rules(world: World, caller: Caller, body: PhotoInit, mode: Mode) -> str | None:
    post, urls = body.post_info, tuple(body.source_info.photo_images)
    if mode == "DIRECT_POST":
        branded = post.brand_content_toggle
        return rules.check_direct(
            world, rules.InitRequest(caller.user, urls, post.privacy_level, branded)
        )
    rules.check_app_version(caller.user)
    rules.check_inbox(world, rules.InitRequest(caller.user, urls))
    return None


def _photo_choices(world: World, body: PhotoInit) -> dict[str, bool]:
    places = {"top_level": body.is_aigc, "post_info": body.post_info.is_aigc}
    where = world.switches.photo_aigc
    labelled = any(places.values()) if where == "both" else places[where]
    return {**body.post_info.choices(), "is_aigc": labelled}


def _check_source(world: World, source: SourceInfo) -> tuple[str, ...]:
    """Check the source; return the addresses to fetch from, none for an upload."""
    if source.source == "FILE_UPLOAD":
        rules.check_chunks(world, source.plan)
        return ()
    if source.source != "PULL_FROM_URL" or not source.video_url:
        raise malformed(world, "The request source info is empty or incorrect")
    rules.check_url(world, source.video_url)
    return (source.video_url,)


def _source(world: World, caller: Caller, source: SourceInfo) -> Upload | Pull:
    if source.source == "PULL_FROM_URL":
        return Pull((source.video_url,))
    return _upload(world, caller, source.plan)


def _upload(world: World, caller: Caller, plan: ChunkPlan) -> Upload:
    token = world.secrets.upload_token(caller.user.open_id)
    return Upload(plan, token, world.clock.now() + world.switches.upload_url_lifetime)


def _create(
    world: World, caller: Caller, mode: Mode, source: Upload | Pull, media: Media = "VIDEO"
) -> Publish:
    number = world.mint.number()
    prefix = PREFIXES[mode, type(source)]
    if media == "PHOTO":
        prefix = "p_pub_url~v2" if mode == "DIRECT_POST" else world.switches.photo_draft_prefix
    publish = Publish(
        publish_id=f"{prefix}.{number}",
        upload_id=str(number),
        open_id=caller.user.open_id,
        mode=mode,
        created_at=world.clock.now(),
        source=source,
        media=media,
    )
    world.content.publishes.add(publish)
    return publish


def _started(request: web.Request, publish: Publish) -> web.Response:
    """Answer where the bytes go, or begin to fetch them."""
    world = request.app[WORLD]
    note(request, publish_id=publish.publish_id)
    if publish.upload is None:
        world.content.lifecycle.start(publish)
        return ok({"publish_id": publish.publish_id})
    query = f"upload_id={publish.upload_id}&upload_token={publish.upload.token}"
    upload_url = f"{world.addresses.upload}/video/?{query}"
    return ok({"publish_id": publish.publish_id, "upload_url": upload_url})
