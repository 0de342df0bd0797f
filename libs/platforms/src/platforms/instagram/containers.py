"""Containers: what is to be published, prepared by Instagram before it is.

https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user/media
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from platforms.errors import PlatformDown, Rejected
from platforms.instagram.app import InstagramApp
from platforms.instagram.envelope import Created, read_accepted, read_object
from platforms.instagram.requests import Parameter, get, post
from platforms.protocol import Content, Parsed, PlatformId, Request, Text, parsed

Kind = Literal["IMAGE", "REELS", "STORIES", "CAROUSEL"]
State = Literal["IN_PROGRESS", "FINISHED", "PUBLISHED", "ERROR", "EXPIRED"]
UPLOAD_FAILED = "2207082"
SUBCODE = re.compile(r"\b22\d{5}\b")


@dataclass(frozen=True, slots=True)
class UserTag:
    """A tagged account; on pictures with a place, from 0 to 1 from the top left corner."""

    username: str
    x: float | None = None
    y: float | None = None

    def parameter(self) -> dict[str, object]:
        """Give it as Graph wants it."""
        place = {} if self.x is None or self.y is None else {"x": self.x, "y": self.y}
        return {"username": self.username, **place}


@dataclass(frozen=True, slots=True)
class Item:
    """A picture or a video: its address, or none for a video whose bytes are sent.

    `thumb_offset` in milliseconds chooses the cover of a reel, unless `cover_url` gives one.
    """

    is_video: bool
    url: str = ""
    alt_text: str = ""
    user_tags: tuple[UserTag, ...] = ()
    cover_url: str = ""
    thumb_offset: int | None = None

    def parameters(self) -> dict[str, Parameter]:
        """Give what is said of the file."""
        source: dict[str, Parameter] = {"upload_type": "resumable"}
        if self.url:
            source = {"video_url" if self.is_video else "image_url": self.url}
        offset: dict[str, Parameter] = (
            {} if self.thumb_offset is None else {"thumb_offset": self.thumb_offset}
        )
        return {
            **source,
            **offset,
            "alt_text": self.alt_text,
            "cover_url": self.cover_url,
            "user_tags": [tag.parameter() for tag in self.user_tags],
        }


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of the post as a whole; a story and a carousel's child have none of it."""

    caption: str = ""
    location_id: str = ""
    collaborators: tuple[str, ...] = ()
    share_to_feed: bool | None = None
    is_ai_generated: bool = False

    def parameters(self) -> dict[str, Parameter]:
        """Give them as Graph wants them."""
        flags: dict[str, Parameter] = {"is_ai_generated": True} if self.is_ai_generated else {}
        if self.share_to_feed is not None:
            flags["share_to_feed"] = self.share_to_feed
        return {
            **flags,
            "caption": self.caption,
            "location_id": self.location_id,
            "collaborators": list(self.collaborators),
        }


NO_WORDS = Words()


@dataclass(frozen=True, slots=True)
class Upload:
    """Where the bytes of a video go; the address is allowed only on Meta's upload host."""

    container_id: str
    url: str = field(repr=False)


class _Created(Created):
    uri: Annotated[Text, Field(min_length=1)]


class _DebugInfo(Parsed):
    retriable: bool = False
    message: Text = ""


class _NotSent(Parsed):
    debug_info: _DebugInfo


def _state(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


class _Uploading(Parsed):
    bytes_transferred: int = Field(default=0, ge=0)


class _VideoStatus(Parsed):
    uploading_phase: _Uploading = _Uploading()


class ContainerState(Parsed):
    """What became of a container; `status` is text that may name the subcode of an error."""

    id: PlatformId
    status_code: Annotated[State, BeforeValidator(_state)]
    status: Text = ""
    video_status: _VideoStatus = _VideoStatus()

    @property
    def received(self) -> int:
        """Give how many bytes of a video that is sent have come; 0 where that was not asked for."""
        return self.video_status.uploading_phase.bytes_transferred

    @property
    def subcode(self) -> str:
        """Give the subcode that the text names, or the empty text."""
        found = SUBCODE.search(self.status)
        return found[0] if found else ""


def single_request(
    app: InstagramApp, token: str, user_id: str, kind: Kind, item: Item, words: Words = NO_WORDS
) -> Request:
    """Make the container of a picture, a reel or a story; a picture names no media type."""
    kinds: dict[str, Parameter] = {} if kind == "IMAGE" else {"media_type": kind}
    parameters = {**kinds, **item.parameters(), **words.parameters()}
    return post(app, token, app.path(user_id, "media"), **parameters)


def child_request(app: InstagramApp, token: str, user_id: str, item: Item) -> Request:
    """Make the container of one item of a carousel."""
    kinds: dict[str, Parameter] = {"media_type": "VIDEO"} if item.is_video else {}
    parameters = {**kinds, "is_carousel_item": True, **item.parameters()}
    return post(app, token, app.path(user_id, "media"), **parameters)


def carousel_request(
    app: InstagramApp, token: str, user_id: str, children: Sequence[str], words: Words
) -> Request:
    """Make the container of a carousel of 2 to 10 children, each of which must be finished."""
    return post(
        app,
        token,
        app.path(user_id, "media"),
        media_type="CAROUSEL",
        children=",".join(children),
        **words.parameters(),
    )


def state_request(app: InstagramApp, token: str, container_id: str) -> Request:
    """Ask what became of a container."""
    return get(app, token, app.path(container_id), fields="status_code,status")


def progress_request(app: InstagramApp, token: str, container_id: str) -> Request:
    """Ask what became of a container whose bytes are sent, and how many of them have come."""
    return get(app, token, app.path(container_id), fields="status_code,status,video_status")


def bytes_request(upload_url: str, token: str, offset: int, rest: Content) -> Request:
    """Send what is left of a video from `offset` on, as the upload host wants it."""
    told = {"offset": str(offset), "file_size": str(offset + rest.size)}
    headers = {"Authorization": f"OAuth {token}", **told}
    return Request("POST", upload_url, headers, content=rest)


def read_container(status: int, headers: Mapping[str, str], body: bytes) -> str:
    """Give the id of the container."""
    return read_object(Created, status, headers, body).id


def read_upload(status: int, headers: Mapping[str, str], body: bytes) -> Upload:
    """Give the container whose bytes are to be sent, and where to."""
    created = read_object(_Created, status, headers, body)
    return Upload(created.id, created.uri)


def read_sent(status: int, headers: Mapping[str, str], body: bytes) -> None:
    """Take only a whole upload for success.

    Raises `PlatformDown` where the rest may be sent from where it broke off, and `Rejected` where
    the container takes no more.
    """
    failed = parsed(_NotSent, body)
    if failed is None:
        return read_accepted(status, headers, body)
    if failed.debug_info.retriable:
        raise PlatformDown(UPLOAD_FAILED)
    raise Rejected(UPLOAD_FAILED, message=failed.debug_info.message)


def read_state(status: int, headers: Mapping[str, str], body: bytes) -> ContainerState:
    """Give the state; a container that failed is an answer, not an error."""
    return read_object(ContainerState, status, headers, body)
