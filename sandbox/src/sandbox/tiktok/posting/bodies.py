"""The request bodies of the posting endpoints."""

from typing import TypeVar

from pydantic import BaseModel, StrictBool, StrictInt, StrictStr

from sandbox.tiktok.uploads.chunks import ChunkPlan

M = TypeVar("M", bound=BaseModel)


class PostInfo(BaseModel):
    """The user's choices; a missing privacy level is refused later, like a wrong one."""

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
    video_url: StrictStr = ""

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


class PhotoPostInfo(BaseModel):
    """The user's choices for photos: no duet, no stitch."""

    privacy_level: StrictStr | None = None
    title: StrictStr = ""
    description: StrictStr = ""
    disable_comment: StrictBool = False
    auto_add_music: StrictBool = False
    brand_content_toggle: StrictBool = False
    brand_organic_toggle: StrictBool = False
    is_aigc: StrictBool = False

    def choices(self) -> dict[str, bool]:
        """Every toggle by its name, except `is_aigc`, which has a switch of its own."""
        toggles = {name: value for name, value in self if isinstance(value, bool)}
        return {name: value for name, value in toggles.items() if name != "is_aigc"}


class PhotoSource(BaseModel):
    """Where the photos are."""

    source: StrictStr
    photo_images: list[StrictStr] = []
    photo_cover_index: StrictInt


class PhotoInit(BaseModel):
    """Body of `/v2/post/publish/content/init/`; a field that a mode does not have is ignored."""

    media_type: StrictStr
    post_mode: StrictStr
    post_info: PhotoPostInfo = PhotoPostInfo()
    source_info: PhotoSource
    is_aigc: StrictBool = False


class PublishQuery(BaseModel):
    """Body of status and cancel."""

    publish_id: StrictStr
