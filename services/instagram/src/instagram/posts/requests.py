"""What the API takes: strict bodies, with Instagram's names and meanings.

https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user/media
"""

import re
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from contracts.instagram.posts import Kind
from platforms.addresses import LONGEST, UrlRefused, parse_plain

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
MOST_ITEMS = 20
"""More than any source names for a carousel; what Instagram takes now is a setting."""


def _storable(text: str) -> str:
    if UNSTORABLE.search(text):
        raise ValueError("holds a character that cannot be stored")
    return text


def _plain(address: str) -> str:
    try:
        scheme = parse_plain(address).scheme
    except UrlRefused as error:
        raise ValueError(str(error)) from error
    if scheme not in {"http", "https"}:
        raise ValueError("The address must begin with https://.")
    return address


Text = Annotated[str, AfterValidator(_storable)]
Address = Annotated[str, Field(min_length=1, max_length=LONGEST), AfterValidator(_plain)]
Username = Annotated[str, Field(pattern=r"^[A-Za-z0-9._]{1,30}$")]
Place = Annotated[float, Field(ge=0, le=1)]
STRICT = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class UserTag(BaseModel):
    """A tagged account; `x` and `y` count from 0 to 1 from the top left corner of a picture."""

    model_config = STRICT

    username: Username
    x: Place | None = None
    y: Place | None = None

    @model_validator(mode="after")
    def _check_place(self) -> Self:
        if (self.x is None) != (self.y is None):
            raise ValueError("needs both x and y, or neither")
        return self


class MediaItem(BaseModel):
    """A picture or a video: one that was uploaded here, or one that Instagram fetches."""

    model_config = STRICT

    asset_id: UUID | None = None
    image_url: Address | None = Field(default=None, repr=False)
    video_url: Address | None = Field(default=None, repr=False)
    alt_text: Annotated[Text, Field(max_length=1000)] = ""
    user_tags: Annotated[tuple[UserTag, ...], Field(max_length=20)] = ()

    @model_validator(mode="after")
    def _check_source(self) -> Self:
        sources = (self.asset_id, self.image_url, self.video_url)
        if sum(source is not None for source in sources) != 1:
            raise ValueError("needs one of asset_id, image_url and video_url")
        return self

    @property
    def address(self) -> str | None:
        """What Instagram is to fetch; None for an asset."""
        return self.image_url or self.video_url


class PublishRequest(BaseModel):
    """A post; which fields go with which kind is a matter of `rules`."""

    model_config = STRICT

    account_id: UUID
    kind: Kind
    media: Annotated[tuple[MediaItem, ...], Field(min_length=1, max_length=MOST_ITEMS)]
    caption: Text = ""
    location_id: Annotated[str, Field(pattern=r"^[0-9]{1,40}$")] | None = None
    collaborators: Annotated[tuple[Username, ...], Field(max_length=3)] = ()
    share_to_feed: bool | None = None
    cover_url: Address | None = Field(default=None, repr=False)
    thumb_offset: Annotated[int, Field(ge=0, lt=2**31)] | None = None
    is_ai_generated: bool = False

    @property
    def assets(self) -> tuple[UUID, ...]:
        """The uploaded files that are used."""
        return tuple(item.asset_id for item in self.media if item.asset_id is not None)

    @property
    def addresses(self) -> dict[str, str]:
        """What Instagram is to fetch, by the place in the request: it may be signed."""
        named = {f"media[{n}]": item.address for n, item in enumerate(self.media)}
        return {
            place: address
            for place, address in {**named, "cover_url": self.cover_url}.items()
            if address is not None
        }

    def kept(self) -> dict[str, Any]:
        """Give what is stored in clear: the fields that were sent, without addresses."""
        secret: Any = {"cover_url": True, "media": {"__all__": {"image_url", "video_url"}}}
        kept = self.model_dump(mode="json", exclude=secret, exclude_unset=True)
        for item, shown in zip(self.media, kept["media"], strict=True):
            shown["is_video"] = item.video_url is not None
        return kept


class PostChanges(BaseModel):
    """What a new attempt asks for that is not as before; what is not sent stays as it was.

    The names and meanings are those of a new post, and `media` is replaced as a whole. Null takes a
    field back.
    """

    model_config = STRICT

    kind: Kind | None = None
    media: Annotated[tuple[MediaItem, ...], Field(max_length=MOST_ITEMS)] | None = None
    caption: Text | None = None
    location_id: str | None = None
    collaborators: tuple[str, ...] | None = None
    share_to_feed: bool | None = None
    cover_url: str | None = Field(default=None, repr=False)
    thumb_offset: int | None = None
    is_ai_generated: bool | None = None


def changed(request: PublishRequest, changes: PostChanges) -> PublishRequest:
    """Give the request with the changes in it; raises `ValidationError` where none comes of it."""
    sent = changes.model_dump(exclude_unset=True)
    if not sent:
        return request
    before = request.model_dump(exclude_unset=True)
    given = {name: value for name, value in {**before, **sent}.items() if value is not None}
    return PublishRequest.model_validate(given)


def restored(kept: dict[str, Any], addresses: dict[str, str]) -> PublishRequest:
    """Put a stored request and its addresses together again."""
    media = [
        _item({**shown}, addresses.get(f"media[{n}]")) for n, shown in enumerate(kept["media"])
    ]
    cover = {"cover_url": addresses["cover_url"]} if "cover_url" in addresses else {}
    return PublishRequest.model_validate({**kept, **cover, "media": media})


def _item(shown: dict[str, Any], address: str | None) -> dict[str, Any]:
    is_video = shown.pop("is_video", False)
    if address is None:
        return shown
    return {**shown, "video_url" if is_video else "image_url": address}
