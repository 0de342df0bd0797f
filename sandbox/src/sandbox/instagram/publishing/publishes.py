"""`POST /{account}/media_publish`, its limit, and the state of a container."""

from sandbox.instagram.graph.access import account_for
from sandbox.instagram.graph.answers import GraphRefused, Wording, invalid, unknown_object
from sandbox.instagram.graph.call import Call
from sandbox.instagram.graph.fields import View, always, nested, select
from sandbox.instagram.people import Account
from sandbox.instagram.permissions import PUBLISH
from sandbox.instagram.publishing.containers import Container, State
from sandbox.instagram.publishing.creation import publishing_account
from sandbox.instagram.reading.library import Media, media_of

DAY = 86_400
TEXTS: dict[State, str] = {
    "IN_PROGRESS": "In Progress",
    "FINISHED": "Finished",
    "PUBLISHED": "Published",
    "EXPIRED": "Expired",
}


async def publish(call: Call, node_id: str) -> object:
    """Put a finished container on Instagram; there is no idempotency key."""
    account = publishing_account(call, node_id)
    world, container = call.world, _own(call, account)
    if code := world.switches.publishing_blocked_code:
        raise GraphRefused(code, f"(#{code}) Page Publishing Authorization is required")
    if container.published_as and world.switches.republish == "same_id":
        return {"id": container.published_as}
    _check_state(call, container)
    _check_quota(call, account)
    media = _put_live(call, container)
    call.noted["media"] = media.id
    if media.poll_options or media.asks_for_comments:
        return {"id": media.id, "is_caption_addon_attached": True}
    return {"id": media.id}


def _own(call: Call, account: Account) -> Container:
    container = call.world.content.containers.find(call.need("creation_id"))
    call.noted["container"] = call.get("creation_id")
    if container is None:
        raise GraphRefused(24, "The requested resource does not exist", 2207008)
    if container.account_id != account.id:
        raise GraphRefused(24, "The requested resource does not exist", 2207006)
    if container.wish.is_item:
        raise invalid("A carousel item cannot be published by itself")
    return container


def _check_state(call: Call, container: Container) -> None:
    state = call.world.content.containers.state(container, call.world.clock.now())
    if state == "EXPIRED":
        raise GraphRefused(24, "The requested resource does not exist", 2207008)
    if state != "FINISHED":
        text = "The media file is still being prepared."
        wording = Wording(title="Cannot publish", text=text)
        raise GraphRefused(9007, "Media ID is not available", 2207027, wording)


def _check_quota(call: Call, account: Account) -> None:
    used = call.world.content.containers.published_since(account.id, call.world.clock.now() - DAY)
    if used >= call.world.switches.quota_total:
        wording = Wording(title="Publishing limit reached", text="Try again tomorrow.")
        raise GraphRefused(9, "Application request limit reached", 2207042, wording)


def _put_live(call: Call, container: Container) -> Media:
    content, now = call.world.content, call.world.clock.now()
    media = media_of(container, content.ids.new("media"), now)
    content.library.add(media)
    for child_id in container.wish.children:
        child = content.containers.find(child_id)
        if child is not None:
            item = media_of(child, content.ids.new("media"), now)
            item.parent_id = media.id
            content.library.add(item)
            media.children.append(item.id)
    container.published_as, container.published_at = media.id, now
    return media


async def read_container(call: Call, node_id: str) -> object:
    """The state of a container; it never says which media it became."""
    container = call.world.content.containers.find(node_id)
    if container is None:
        raise unknown_object(node_id)
    account_for(call, container.account_id, PUBLISH)
    return select("IGContainer", _view(call, container), call.fields("id"))


def _view(call: Call, container: Container) -> View:
    state = call.world.content.containers.state(container, call.world.clock.now())
    failed = f"Error: Media upload has failed with error code {container.failed_with}"
    return {
        "id": always(container.id),
        "status_code": always(state),
        "status": always(failed if state == "ERROR" else TEXTS.get(state, "")),
        "copyright_check_status": always({"status": "completed", "matches_found": False}),
        "video_status": nested("IGVideoStatus", _video_status(container, state), VIDEO_PHASES),
    }


VIDEO_PHASES = ("uploading_phase", "processing_phase")


def _video_status(container: Container, state: State) -> View:
    is_there = container.ready_at is not None
    uploading = {
        "status": "complete" if is_there else "in_progress",
        "bytes_transferred": container.upload.probe.size,
        "source_file_size": container.upload.announced,
    }
    phases = {"FINISHED": "complete", "PUBLISHED": "complete", "ERROR": "error"}
    processing = {"status": phases.get(state, "in_progress" if is_there else "not_started")}
    return {"uploading_phase": always(uploading), "processing_phase": always(processing)}


async def publishing_limit(call: Call, node_id: str) -> object:
    """How many posts were published in 24 h; `config` only where it is asked for."""
    account = account_for(call, node_id, PUBLISH)
    now, switches = call.world.clock.now(), call.world.switches
    since = call.get("since") or str(int(now - DAY))
    if not since.isdecimal() or int(since) < int(now - DAY) - 1:
        raise invalid("Param since must be a unix time of the last 24 hours")
    used = call.world.content.containers.published_since(account.id, float(since))
    view: View = {
        "quota_usage": always(used),
        "config": always({"quota_total": switches.quota_total, "quota_duration": DAY}),
    }
    return {"data": [select("ContentPublishingLimit", view, call.fields("quota_usage"))]}
