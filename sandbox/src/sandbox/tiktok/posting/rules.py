"""The refusals of the posting endpoints, one function each."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from sandbox.tiktok.answers import ApiRefused
from sandbox.tiktok.json_bodies import malformed
from sandbox.tiktok.posting.bodies import PhotoPostInfo
from sandbox.tiktok.posting.publishes import Publish
from sandbox.tiktok.posting.url_properties import Unfetchable, check_fetchable
from sandbox.tiktok.switches import DAY
from sandbox.tiktok.uploads.chunks import BOUNDS, ChunkPlan, InvalidPlan, check_plan
from sandbox.tiktok.users import User
from sandbox.tiktok.world import World

CAPTION_UNITS = 2200
PHOTO_TITLE_UNITS = 90
DESCRIPTION_UNITS = 4000
UTF16_UNIT_BYTES = 2
MOST_PHOTOS = 35
OLDEST_APP = (31, 8)


@dataclass(frozen=True)
class InitRequest:
    """What the checks of an init look at, once its body is well-formed."""

    user: User
    urls: tuple[str, ...]
    level: str | None = None
    branded: bool = False


def check_text(world: World, text: str, name: str, units: int) -> str:
    """The text as it will be stored; `units` is its limit in UTF-16 units."""
    # "surrogatepass": a lone surrogate can be written in JSON
    encoded = text.encode("utf-16-le", "surrogatepass")
    most = units * UTF16_UNIT_BYTES
    if len(encoded) <= most or world.switches.text_overflow == "accept":
        return text
    if world.switches.text_overflow == "truncate":
        return encoded[:most].decode("utf-16-le", "ignore")
    raise malformed(world, f"The {name} is too long")


def check_photo_texts(world: World, post: PhotoPostInfo) -> tuple[str, str]:
    """Title and description of photos."""
    title = check_text(world, post.title, "title", PHOTO_TITLE_UNITS)
    return title, check_text(world, post.description, "description", DESCRIPTION_UNITS)


def check_photo_source(world: World, urls: Sequence[str], cover_index: int) -> None:
    """Check the number of photos, the index of the cover, and the addresses."""
    if not world.switches.photo_min <= len(urls) <= MOST_PHOTOS:
        raise malformed(world, "The number of photo_images is invalid")
    if not 0 <= cover_index < max(len(urls), 1):
        raise malformed(world, "The photo_cover_index is invalid")
    for url in urls:
        check_url(world, url)


def check_url(world: World, url: str) -> None:
    """Refuse an address that TikTok would not fetch from, whoever owns it."""
    try:
        check_fetchable(url, world.switches.pull_http)
    except Unfetchable as wrong:
        raise malformed(world, str(wrong)) from wrong


def check_app_version(user: User) -> None:
    """Drafts of photos need a recent app on the user's phone."""
    version = tuple(int(number) for number in user.profile.app_version.split("."))
    if version < OLDEST_APP:
        raise ApiRefused(HTTPStatus.BAD_REQUEST, "app_version_check_failed")


def check_direct(world: World, init: InitRequest) -> str:
    """Run the checks of a direct post in the order of `init_order`; return its privacy level."""
    level = init.level or ""
    for check in world.switches.init_order:
        match check:
            case "ban":
                refuse_banned(init.user, HTTPStatus.FORBIDDEN)
            case "privacy":
                level = check_privacy(world, init.user, init.level)
                check_branded(world, init.branded, level)
            case "caps":
                refuse_capped(world, init.user, HTTPStatus.FORBIDDEN)
            case "ownership":
                refuse_unowned(world, init.urls)
    return level


def check_inbox(world: World, init: InitRequest) -> None:
    """Run the checks of a draft in the order of `init_order`."""
    for check in world.switches.init_order:
        match check:
            case "ban":
                refuse_banned(init.user, HTTPStatus.FORBIDDEN)
            case "caps":
                refuse_pending(world, init.user)
            case "ownership":
                refuse_unowned(world, init.urls)
            case "privacy":
                pass  # the user chooses the level of a draft in the app


def refuse_unowned(world: World, urls: Sequence[str]) -> None:
    """All addresses must lie on properties that the app has verified."""
    if not all(map(world.content.properties.cover, urls)):
        raise ApiRefused(HTTPStatus.FORBIDDEN, "url_ownership_unverified")


def check_chunks(world: World, plan: ChunkPlan) -> None:
    """Refuse a wrong chunk plan with TikTok's own message."""
    switches = world.switches
    try:
        check_plan(plan, switches.max_file, BOUNDS[switches.chunk_mb])
    except InvalidPlan as invalid:
        raise ApiRefused(HTTPStatus.BAD_REQUEST, switches.param_code, str(invalid)) from invalid


def refuse_banned(user: User, status: int) -> None:
    """A banned creator posts nothing; `status` differs between endpoints."""
    if user.profile.banned:
        raise ApiRefused(status, "spam_risk_user_banned_from_posting")


def check_privacy(world: World, user: User, level: str | None) -> str:
    """The level the post will have: of an unaudited app, never more than SELF_ONLY."""
    # https://developers.tiktok.com/doc/content-sharing-guidelines
    audited = world.switches.audited
    if not audited and not user.profile.private:
        code = "unaudited_client_can_only_post_to_private_accounts"
        raise ApiRefused(HTTPStatus.FORBIDDEN, code)
    if level is None or level not in user.privacy_options():
        raise ApiRefused(HTTPStatus.FORBIDDEN, "privacy_level_option_mismatch")
    if audited or level == "SELF_ONLY":
        return level
    if world.switches.unaudited_level == "refuse":
        raise ApiRefused(HTTPStatus.FORBIDDEN, "privacy_level_option_mismatch")
    return "SELF_ONLY"


def check_branded(world: World, branded: bool, level: str) -> None:
    """Branded content that nobody else can see; a switch decides whether it is refused."""
    if branded and level == "SELF_ONLY" and world.switches.brand_private == "refuse":
        raise ApiRefused(HTTPStatus.FORBIDDEN, "privacy_level_option_mismatch")


def refuse_capped(world: World, user: User, status: int) -> None:
    """Refuse above the daily cap of the creator, over all apps, or that of an unaudited app."""
    publishes, day_ago = world.content.publishes, world.clock.now() - DAY
    own = [p for p in publishes.since(day_ago, user.open_id) if p.mode == "DIRECT_POST"]
    if len(own) + user.profile.posts_by_other_apps >= world.switches.posts_per_day:
        raise ApiRefused(status, "spam_risk_too_many_posts")
    if world.switches.audited:
        return
    others = publishes.creators_since(day_ago) - {user.open_id}
    if len(others) >= world.switches.active_user_cap:
        raise ApiRefused(status, "reached_active_user_cap")


def refuse_pending(world: World, user: User) -> None:
    """Refuse where too many drafts wait in the creator's inbox."""
    since = world.clock.now() - world.switches.pending_ttl
    recent = world.content.publishes.since(since, user.open_id)
    frees = world.switches.discard_frees
    pending = [p for p in recent if p.is_pending_share and not (frees and p.is_discarded)]
    if len(pending) >= world.switches.pending_limit:
        raise ApiRefused(HTTPStatus.FORBIDDEN, "spam_risk_too_many_pending_share")


def find_publish(world: World, user: User, publish_id: str) -> Publish:
    """The caller's own post; raises ApiRefused for an unknown or foreign one."""
    publish = world.content.publishes.find(publish_id)
    oldest = world.clock.now() - world.switches.publish_ttl
    if publish is None or publish.created_at < oldest:
        raise ApiRefused(HTTPStatus.BAD_REQUEST, "invalid_publish_id")
    if publish.open_id != user.open_id:
        code = "token_not_authorized_for_specified_publish_id"
        raise ApiRefused(HTTPStatus.BAD_REQUEST, code)
    return publish


def settle_abandoned(world: World, publish: Publish) -> None:
    """Fail an upload that was never finished, once it is old enough."""
    upload = publish.upload
    unfinished = publish.status == "PROCESSING_UPLOAD" and upload and not upload.is_complete
    if unfinished and world.clock.now() - publish.created_at >= world.switches.abandon:
        publish.fail("internal")
