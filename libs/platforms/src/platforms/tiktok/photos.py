"""Photo posts: TikTok fetches every picture itself, from addresses whose ownership it has verified.

https://developers.tiktok.com/doc/content-posting-api-reference-photo-post
"""

import json
from dataclasses import dataclass, field
from typing import Literal

from platforms.protocol import Request
from platforms.tiktok.envelope import json_call

PHOTOS_PATH = "/v2/post/publish/content/init/"
MOST_PHOTOS = 35
PostMode = Literal["DIRECT_POST", "MEDIA_UPLOAD"]
# A draft takes these; whatever else is wished for, its user chooses in the app.
OF_A_DRAFT = ("title", "description")
OF_A_POST = (
    *OF_A_DRAFT,
    "privacy_level",
    "disable_comment",
    "auto_add_music",
    "brand_content_toggle",
    "brand_organic_toggle",
)


@dataclass(frozen=True, slots=True)
class PhotoPost:
    """1 to 35 pictures, by https addresses; the cover is counted from 0."""

    mode: PostMode
    photo_images: tuple[str, ...] = field(repr=False)
    photo_cover_index: int = 0
    title: str = ""
    description: str = ""
    privacy_level: str | None = None
    disable_comment: bool = False
    auto_add_music: bool = False
    brand_content_toggle: bool = False
    brand_organic_toggle: bool = False
    is_aigc: bool = False


def photos_request(token: str, post: PhotoPost) -> Request:
    """Begin a photo post or a draft, once: sent twice, it is posted twice."""
    names = OF_A_POST if post.mode == "DIRECT_POST" else OF_A_DRAFT
    told = {name: getattr(post, name) for name in names}
    body = {
        "media_type": "PHOTO",
        "post_mode": post.mode,
        "is_aigc": post.is_aigc,
        "post_info": {name: value for name, value in told.items() if value not in (None, "")},
        "source_info": {
            "source": "PULL_FROM_URL",
            "photo_cover_index": post.photo_cover_index,
            "photo_images": post.photo_images,
        },
    }
    return Request("POST", PHOTOS_PATH, json_call(token), json.dumps(body).encode())
