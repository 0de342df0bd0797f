"""The refusals of the posting endpoints, one function each."""

from http import HTTPStatus

from sandbox.answers import ApiRefused
from sandbox.chunks import BOUNDS, ChunkPlan, InvalidPlan, check_plan
from sandbox.publishes import Publish
from sandbox.switches import DAY
from sandbox.users import User
from sandbox.world import World

TITLE_UNITS = 2200
UTF16_UNIT_BYTES = 2


def check_title(world: World, title: str) -> str:
    """The title as it will be kept; its length counts in UTF-16 units."""
    # "surrogatepass": a lone surrogate can be written in JSON
    encoded = title.encode("utf-16-le", "surrogatepass")
    most = TITLE_UNITS * UTF16_UNIT_BYTES
    if len(encoded) <= most or world.switches.text_overflow == "accept":
        return title
    if world.switches.text_overflow == "truncate":
        return encoded[:most].decode("utf-16-le", "ignore")
    raise ApiRefused(HTTPStatus.BAD_REQUEST, world.switches.param_code, "The title is too long")


def check_chunks(world: World, plan: ChunkPlan) -> None:
    """Refuse a plan with the message that live calls were answered with."""
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
    """Branded content that nobody else can see: whether the API minds is a switch."""
    if branded and level == "SELF_ONLY" and world.switches.brand_private == "refuse":
        raise ApiRefused(HTTPStatus.FORBIDDEN, "privacy_level_option_mismatch")


def refuse_capped(world: World, user: User, status: int) -> None:
    """The day's caps of the creator and of an unaudited app."""
    recent = world.content.publishes.since(world.clock.now() - DAY)
    own = [p for p in recent if p.open_id == user.open_id and p.mode == "DIRECT_POST"]
    if len(own) >= world.switches.posts_per_day:
        raise ApiRefused(status, "spam_risk_too_many_posts")
    others = {p.open_id for p in recent} - {user.open_id}
    if not world.switches.audited and len(others) >= world.switches.active_user_cap:
        raise ApiRefused(status, "reached_active_user_cap")


def refuse_pending(world: World, user: User) -> None:
    """Too many drafts wait in the creator's inbox."""
    recent = world.content.publishes.since(world.clock.now() - world.switches.pending_ttl)
    pending = [p for p in recent if p.open_id == user.open_id and p.is_pending_share]
    if len(pending) >= world.switches.pending_limit:
        raise ApiRefused(HTTPStatus.FORBIDDEN, "spam_risk_too_many_pending_share")


def find_publish(world: World, user: User, publish_id: str) -> Publish:
    """The caller's own post."""
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
    unfinished = publish.status == "PROCESSING_UPLOAD" and not publish.upload.is_complete
    if unfinished and world.clock.now() - publish.created_at >= world.switches.abandon:
        publish.fail("internal")
