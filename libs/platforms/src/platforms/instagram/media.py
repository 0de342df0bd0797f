"""The media of an account: Instagram sends no event for new ones, so they are listed.

https://developers.facebook.com/documentation/instagram-platform/reference/instagram-media
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator

from platforms.instagram.accounts import Paging
from platforms.instagram.app import InstagramApp
from platforms.instagram.envelope import read_object
from platforms.instagram.ids import NodeId
from platforms.instagram.requests import get
from platforms.protocol import Parsed, Request, Text

FIELDS = (
    "id,caption,media_type,media_product_type,media_url,thumbnail_url,permalink,shortcode,"
    "timestamp,username,alt_text,comments_count,like_count,is_comment_enabled"
)
MOST_MEDIA = 100
SHOWN = "media_type,media_url,thumbnail_url"


def _time(value: object) -> object:
    # `+0000` has no colon, which pydantic does not read.
    if isinstance(value, str) and value[-5:-4] in {"+", "-"}:
        return f"{value[:-2]}:{value[-2:]}"
    return value


Time = Annotated[datetime, BeforeValidator(_time)]


class Media(Parsed):
    """A medium; counts are None where the account hides them, addresses where they are withheld."""

    id: NodeId
    caption: Text = ""
    media_type: Text = ""
    media_product_type: Text = ""
    media_url: Text = ""
    thumbnail_url: Text = ""
    permalink: Text = ""
    shortcode: Text = ""
    timestamp: Time | None = None
    username: Text = ""
    alt_text: Text = ""
    comments_count: int | None = None
    like_count: int | None = None
    is_comment_enabled: bool | None = None


class Shown(Parsed):
    """The addresses under which a picture, or a video and its cover, are served for a while."""

    media_type: Text = ""
    media_url: Text = ""
    thumbnail_url: Text = ""

    @property
    def picture(self) -> str:
        """The address of its picture; empty where Instagram gives none."""
        return self.thumbnail_url or (self.media_url if self.media_type != "VIDEO" else "")


class ShownList(Parsed):
    """The items of a carousel."""

    data: tuple[Shown, ...] = ()


class Cover(Shown):
    """What shows a medium: for a carousel, which may have no address, that is its first item."""

    children: ShownList = ShownList()

    @property
    def address(self) -> str:
        """The address of the cover; empty where Instagram gives none."""
        return next((one.picture for one in (self, *self.children.data) if one.picture), "")


class MediaList(Parsed):
    """Media, newest first, and where the list goes on."""

    data: tuple[Media, ...]
    paging: Paging = Paging()


def list_request(
    app: InstagramApp, token: str, user_id: str, after: str = "", limit: int = MOST_MEDIA
) -> Request:
    """Ask for the newest media; stories are a list of their own."""
    path = app.path(user_id, "media")
    return get(app, token, path, fields=FIELDS, limit=limit, after=after)


def stories_request(app: InstagramApp, token: str, user_id: str, after: str = "") -> Request:
    """Ask for the stories that are up now."""
    path = app.path(user_id, "stories")
    return get(app, token, path, fields=FIELDS, limit=MOST_MEDIA, after=after)


def media_request(app: InstagramApp, token: str, media_id: str) -> Request:
    """Ask for one medium."""
    return get(app, token, app.path(media_id), fields=FIELDS)


def cover_request(app: InstagramApp, token: str, media_id: str) -> Request:
    """Ask for what shows one medium."""
    return get(app, token, app.path(media_id), fields=f"{SHOWN},children{{{SHOWN}}}")


def read_list(status: int, headers: Mapping[str, str], body: bytes) -> MediaList:
    """Give a page of media."""
    return read_object(MediaList, status, headers, body)


def read_media(status: int, headers: Mapping[str, str], body: bytes) -> Media:
    """Give the medium."""
    return read_object(Media, status, headers, body)


def read_cover(status: int, headers: Mapping[str, str], body: bytes) -> Cover:
    """Give what shows the medium."""
    return read_object(Cover, status, headers, body)
