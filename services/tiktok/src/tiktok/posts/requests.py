"""What the API takes: strict bodies, with TikTok's names and meanings.

https://developers.tiktok.com/doc/content-posting-api-reference-direct-post
https://developers.tiktok.com/doc/content-posting-api-reference-photo-post
"""

import re
from typing import Annotated, Any, ClassVar, Literal, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    model_validator,
)

from contracts.tiktok import events
from platforms.tiktok.photos import MOST_PHOTOS, PhotoPost
from platforms.tiktok.posting import DirectPost, PullFromUrl, Source
from platforms.tiktok.upload import MAX_VIDEO_SIZE, ChunkPlan, ContentType

PrivacyLevel = Literal[
    "PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "FOLLOWER_OF_CREATOR", "SELF_ONLY"
]
Declaration = Literal["MUSIC_USAGE", "BRANDED_CONTENT_AND_MUSIC_USAGE"]
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def _fits(longest: int) -> AfterValidator:
    """Limit a text in UTF-16 units, as TikTok counts."""

    def check(text: str) -> str:
        if UNSTORABLE.search(text):
            raise ValueError("holds a character that cannot be stored")
        if len(text.encode("utf-16-le")) // 2 > longest:
            raise ValueError(f"longer than {longest} UTF-16 units")
        return text

    return AfterValidator(check)


Address = Annotated[str, Field(min_length=1, max_length=2048), _fits(2048)]
Option = Annotated[str, Field(min_length=1), _fits(64)]


class Consent(BaseModel):
    """What the page showed of the creator, and what its user agreed to before the post.

    https://developers.tiktok.com/doc/content-sharing-guidelines
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    nickname: Annotated[str, _fits(200)]
    privacy_level_options: Annotated[tuple[Option, ...], Field(max_length=16)]
    fetched_at: AwareDatetime
    disclosure: bool
    declaration: Declaration
    agreed_at: AwareDatetime

    def of_event(self) -> events.Consent:
        """Give it as readers of the log see it."""
        return events.Consent(
            nickname=self.nickname,
            privacy_level_options=list(self.privacy_level_options),
            fetched_at=self.fetched_at,
            disclosure=self.disclosure,
            declaration=self.declaration,
            agreed_at=self.agreed_at,
        )


class PostRequest(BaseModel):
    """What every post is asked for with; `mode` says whether its user finishes it in the app."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
    ADDRESSES: ClassVar[frozenset[str]] = frozenset()
    OF_A_POST: ClassVar[frozenset[str]] = frozenset()
    """The fields of a direct post: in a draft TikTok would ignore them, without an error."""
    media: ClassVar[Literal["VIDEO", "PHOTO"]]

    account_id: UUID
    mode: str
    privacy_level: PrivacyLevel | None = None
    disable_comment: bool = False
    brand_content_toggle: bool = False
    brand_organic_toggle: bool = False
    is_aigc: bool = False
    consent: Consent | None = None

    @property
    def is_direct(self) -> bool:
        """Whether the post appears without its user's doing anything in the app."""
        return self.mode == "DIRECT_POST"

    @property
    def scope(self) -> str:
        """The permission that TikTok wants for it."""
        return "video.publish" if self.is_direct else "video.upload"

    def kept(self) -> dict[str, Any]:
        """Give what is stored in clear: the fields that were sent, without secret addresses."""
        return self.model_dump(mode="json", exclude=set(self.ADDRESSES), exclude_unset=True)

    @model_validator(mode="after")
    def _check_mode(self) -> Self:
        if self.is_direct and self.privacy_level is None:
            raise ValueError("privacy_level must be chosen by the user for DIRECT_POST")
        sent = {name for name in self.model_fields_set if getattr(self, name) is not None}
        lost = sorted(self.OF_A_POST & sent)
        if not self.is_direct and lost:
            raise ValueError(f"TikTok takes no {', '.join(lost)} for {self.mode}: leave it out")
        return self

    @model_validator(mode="after")
    def _check_consent(self) -> Self:
        """Keep no evidence that contradicts what is asked for."""
        if self.consent is None:
            return self
        is_branded = self.consent.declaration == "BRANDED_CONTENT_AND_MUSIC_USAGE"
        if is_branded != self.brand_content_toggle:
            raise ValueError("consent.declaration is not the one that brand_content_toggle needs")
        if self.consent.disclosure != (self.brand_content_toggle or self.brand_organic_toggle):
            raise ValueError("consent.disclosure and the two brand toggles contradict each other")
        if self.privacy_level not in {None, *self.consent.privacy_level_options}:
            raise ValueError("privacy_level is none of consent.privacy_level_options")
        return self


class UploadRequest(PostRequest):
    """A video: sent by the user in chunks (`video_size`), or fetched by TikTok (`video_url`)."""

    ADDRESSES = frozenset({"video_url"})
    OF_A_POST = frozenset(
        {
            "title",
            "privacy_level",
            "disable_comment",
            "disable_duet",
            "disable_stitch",
            "brand_content_toggle",
            "brand_organic_toggle",
            "is_aigc",
            "video_cover_timestamp_ms",
        }
    )
    media = "VIDEO"

    mode: Literal["DIRECT_POST", "INBOX"] = "DIRECT_POST"
    source: Literal["FILE_UPLOAD", "PULL_FROM_URL"] = "FILE_UPLOAD"
    video_size: Annotated[int, Field(ge=1, le=MAX_VIDEO_SIZE)] | None = None
    video_url: Address | None = Field(default=None, repr=False)
    content_type: ContentType = "video/mp4"
    video_duration_sec: Annotated[float, Field(gt=0, le=86_400)] | None = None
    title: Annotated[str, _fits(2200)] = ""
    disable_duet: bool = False
    disable_stitch: bool = False
    video_cover_timestamp_ms: Annotated[int, Field(ge=0, lt=2**31)] | None = None

    @model_validator(mode="after")
    def _check_source(self) -> Self:
        wanted, other = "video_size", "video_url"
        if self.source == "PULL_FROM_URL":
            wanted, other = other, wanted
        if getattr(self, wanted) is None or getattr(self, other) is not None:
            raise ValueError(f"{self.source} needs {wanted}, and no {other}")
        return self

    @property
    def addresses(self) -> tuple[str, ...]:
        """What TikTok is to fetch."""
        return (self.video_url,) if self.video_url else ()

    def source_info(self) -> Source:
        """Give TikTok's `source_info`."""
        if self.video_url is not None:
            return PullFromUrl(self.video_url)
        return ChunkPlan.for_size(self.video_size or 0)

    def post_info(self) -> DirectPost | None:
        """Give TikTok's `post_info`; a draft has none."""
        if self.privacy_level is None:
            return None
        names = self.OF_A_POST - {"privacy_level"}
        return DirectPost(self.privacy_level, **{name: getattr(self, name) for name in names})


class PhotosRequest(PostRequest):
    """1 to 35 photos, which TikTok fetches; `photo_cover_index` counts from 0."""

    ADDRESSES = frozenset({"photo_images"})
    OF_A_POST = frozenset(
        {
            "privacy_level",
            "disable_comment",
            "auto_add_music",
            "brand_content_toggle",
            "brand_organic_toggle",
        }
    )
    media = "PHOTO"

    mode: Literal["DIRECT_POST", "MEDIA_UPLOAD"] = "DIRECT_POST"
    photo_images: Annotated[
        tuple[Address, ...], Field(min_length=1, max_length=MOST_PHOTOS, repr=False)
    ]
    photo_cover_index: Annotated[int, Field(ge=0, lt=MOST_PHOTOS)] = 0
    title: Annotated[str, _fits(90)] = ""
    description: Annotated[str, _fits(4000)] = ""
    auto_add_music: bool = False

    @model_validator(mode="after")
    def _check_cover(self) -> Self:
        if self.photo_cover_index >= len(self.photo_images):
            raise ValueError("photo_cover_index is not that of a photo; it counts from 0")
        return self

    @property
    def source(self) -> Literal["PULL_FROM_URL"]:
        """Photos are always fetched."""
        return "PULL_FROM_URL"

    @property
    def photo_count(self) -> int:
        """How many pictures."""
        return len(self.photo_images)

    @property
    def addresses(self) -> tuple[str, ...]:
        """What TikTok is to fetch."""
        return self.photo_images

    def photo_post(self) -> PhotoPost:
        """Give what TikTok is asked for."""
        fields = self.model_dump(exclude={"account_id", "photo_images", "consent"})
        return PhotoPost(photo_images=self.photo_images, **fields)


AnyRequest = UploadRequest | PhotosRequest
# A new file or new addresses: what else was said of those before does not hold for them.
CONTENT = frozenset({"video_size", "video_url", "photo_images"})
OF_CONTENT = CONTENT | {
    "content_type",
    "video_duration_sec",
    "video_cover_timestamp_ms",
    "photo_cover_index",
}


class PostChanges(BaseModel):
    """What a new attempt asks for that is not as before; what is not sent stays as it was.

    The names and meanings are those of a new post. Its rules are applied to the whole request that
    comes of it (`changed`). Null takes a field back.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    source: Literal["FILE_UPLOAD", "PULL_FROM_URL"] | None = None
    video_size: int | None = None
    video_url: str | None = Field(default=None, repr=False)
    content_type: ContentType | None = None
    video_duration_sec: float | None = None
    video_cover_timestamp_ms: int | None = None
    photo_images: tuple[str, ...] | None = Field(default=None, repr=False)
    photo_cover_index: int | None = None
    title: str | None = None
    description: str | None = None
    privacy_level: PrivacyLevel | None = None
    disable_comment: bool | None = None
    disable_duet: bool | None = None
    disable_stitch: bool | None = None
    auto_add_music: bool | None = None
    brand_content_toggle: bool | None = None
    brand_organic_toggle: bool | None = None
    is_aigc: bool | None = None
    consent: Consent | None = None


def changed(request: AnyRequest, changes: PostChanges) -> AnyRequest:
    """Give the request with the changes in it; the same, consent and all, where there are none.

    A consent is for one request: it is never taken over into another.
    Raises `ValidationError` where a new post could not be asked for in this way.
    """
    sent = changes.model_dump(exclude_unset=True)
    if not sent:
        return request
    dropped = {"consent"} | (OF_CONTENT if sent.keys() & {*CONTENT, "source"} else frozenset())
    kept = request.model_dump(exclude_unset=True, exclude=dropped)
    given = {name: value for name, value in {**kept, **sent}.items() if value is not None}
    return type(request).model_validate(given)


def differences(before: AnyRequest, after: AnyRequest) -> list[str]:
    """Name the fields that are not the same; the consent is none of them."""
    names = type(after).model_fields.keys() - {"consent"}
    return sorted(name for name in names if getattr(before, name) != getattr(after, name))
