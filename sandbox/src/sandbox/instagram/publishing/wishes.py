"""Reads the parameters of a new container, and judges them before any file is fetched."""

from collections.abc import Iterable

from sandbox.instagram.graph.answers import GraphRefused, invalid
from sandbox.instagram.graph.call import Call
from sandbox.instagram.graph.parameters import json_parameter
from sandbox.instagram.publishing.addons import read_poll
from sandbox.instagram.publishing.captions import check_caption
from sandbox.instagram.publishing.containers import ContainerKind, Wish
from sandbox.instagram.publishing.references import (
    names_in,
    read_children,
    read_collaborators,
    read_location,
    read_tags,
)

# https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user/media
LONGEST_ALT_TEXT = 1000
MOST_SPONSORS = 2
STRATEGIES = ("MANUAL", "SS_PERFORMANCE")
NOT_OF_CHILDREN = ("caption", "location_id", "collaborators", "is_ai_generated", "children")
NOT_OF_STORIES = ("caption", "location_id", "collaborators", "alt_text", "cover_url")
ONLY_REELS = ("cover_url", "audio_name", "trial_params", "share_to_feed", "audio_configuration")


def read_wish(call: Call) -> Wish:
    """What the app asks for; raises GraphRefused for the first rule that is broken."""
    is_item = bool(call.flag("is_carousel_item"))
    kind = _kind(call, is_item)
    is_resumable = _is_resumable(call, kind)
    is_video = kind in ("REELS", "VIDEO") or bool(call.get("video_url")) or is_resumable
    _refuse_parameters(call, kind, is_item, is_video)
    check_caption(call.get("caption"), call.world.switches)
    poll, poll_is_long, asks = read_poll(call, kind, is_item)
    return Wish(
        kind,
        "" if is_resumable or kind == "CAROUSEL" else _url(call, is_video),
        is_video,
        is_item,
        is_resumable,
        call.get("caption"),
        _alt_text(call),
        read_location(call),
        read_tags(call, kind, is_video),
        read_collaborators(call),
        read_children(call) if kind == "CAROUSEL" else (),
        call.get("cover_url"),
        _thumb_offset(call),
        call.flag("share_to_feed") is not False,
        bool(call.flag("is_ai_generated")),
        poll,
        poll_is_long,
        asks,
    )


def _kind(call: Call, is_item: bool) -> ContainerKind:
    named = call.get("media_type")
    if named in ("", "IMAGE") and call.get("image_url"):
        return "IMAGE"
    if named in ("REELS", "STORIES", "CAROUSEL"):
        return named  # type: ignore[return-value]
    if named == "VIDEO" or (not named and call.get("video_url")):
        if is_item:
            return "VIDEO"
        if call.world.switches.lone_video == "accept":
            return "REELS"
        subcode = call.world.switches.lone_video_subcode
        raise invalid("The value VIDEO for media_type is no longer supported. Use REELS.", subcode)
    if not named:
        raise invalid("The parameter image_url is required")
    raise invalid("Unknown media type.", 2207023)


def _is_resumable(call: Call, kind: ContainerKind) -> bool:
    wanted = call.get("upload_type")
    if not wanted:
        return False
    if wanted != "resumable" or kind not in ("REELS", "STORIES", "VIDEO"):
        raise invalid("Param upload_type is not allowed here")
    if call.side == "instagram":
        raise invalid("Param upload_type is not supported on this host")
    return True


def _url(call: Call, is_video: bool) -> str:
    name = "video_url" if is_video else "image_url"
    url = call.need(name)
    if not url.isascii() or not url.startswith(("http://", "https://")):
        raise GraphRefused(100, f"(#100) Param {name} must be a plain ASCII address")
    return url


def _refuse_parameters(call: Call, kind: ContainerKind, is_item: bool, is_video: bool) -> None:
    if is_item:
        _refuse(call, NOT_OF_CHILDREN)
    if kind == "STORIES":
        _refuse(call, NOT_OF_STORIES)
    if kind != "REELS":
        _refuse(call, ONLY_REELS)
    if is_video or kind == "CAROUSEL":
        _refuse(call, ("alt_text",))
    if kind in ("REELS", "STORIES", "CAROUSEL") and is_item:
        raise invalid(f"Param is_carousel_item is not allowed for {kind}")
    if call.get("trial_params"):
        wanted = json_parameter("trial_params", call.get("trial_params"))
        if not isinstance(wanted, dict) or wanted.get("graduation_strategy") not in STRATEGIES:
            raise invalid(f"Param graduation_strategy must be one of {STRATEGIES}")
    if call.get("product_tags"):
        raise invalid("The product tag is invalid: the account has no shop.", 2207037)
    sponsors = call.get("branded_content_sponsor_ids")
    if sponsors and len(names_in("branded_content_sponsor_ids", sponsors)) > MOST_SPONSORS:
        raise invalid(f"At most {MOST_SPONSORS} sponsors")


def _refuse(call: Call, names: Iterable[str]) -> None:
    for name in names:
        if call.get(name):
            raise invalid(f"param {name} is not allowed")


def _alt_text(call: Call) -> str:
    if len(call.get("alt_text")) > LONGEST_ALT_TEXT:
        raise invalid(f"Param alt_text must be at most {LONGEST_ALT_TEXT} characters")
    return call.get("alt_text")


def _thumb_offset(call: Call) -> int:
    text = call.get("thumb_offset") or "0"
    if not text.isdecimal():
        raise invalid("Param thumb_offset must be an integer of milliseconds")
    return int(text)
