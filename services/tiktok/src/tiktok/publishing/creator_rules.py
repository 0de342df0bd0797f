"""The user's choices compared with what TikTok lets this creator choose now: pure.

https://developers.tiktok.com/doc/content-sharing-guidelines
"""

from common.durations import in_words
from platforms.tiktok.posting import Creator
from tiktok.posts.requests import AnyRequest, UploadRequest

INTERACTIONS = ("comment", "duet", "stitch")
# What TikTok's app calls them; one that is new is told as TikTok writes it.
VISIBILITIES = {
    "PUBLIC_TO_EVERYONE": "Everyone",
    "MUTUAL_FOLLOW_FRIENDS": "Friends",
    "FOLLOWER_OF_CREATOR": "Followers",
    "SELF_ONLY": "Only you",
}


def objections(request: AnyRequest, creator: Creator) -> list[str]:
    """Give a sentence for every choice that is not the creator's to make; none for a draft."""
    if not request.is_direct:
        return []
    found = [_privacy(request, creator), _branded(request), *_interactions(request, creator)]
    if isinstance(request, UploadRequest):
        found.append(_duration(request, creator))
    return [sentence for sentence in found if sentence]


def _privacy(request: AnyRequest, creator: Creator) -> str | None:
    if request.privacy_level in creator.privacy_level_options:
        return None
    offered = ", ".join(_named(level) for level in creator.privacy_level_options)
    wanted = _named(str(request.privacy_level))
    return f"This account does not offer {wanted} right now. It offers {offered}."


def _named(level: str) -> str:
    return f"“{VISIBILITIES.get(level, level)}”"


def _branded(request: AnyRequest) -> str | None:
    if request.brand_content_toggle and request.privacy_level == "SELF_ONLY":
        return "Branded content visibility cannot be set to private."
    return None


def _interactions(request: AnyRequest, creator: Creator) -> list[str]:
    """Photos have no duet and no stitch."""
    names = INTERACTIONS if isinstance(request, UploadRequest) else INTERACTIONS[:1]
    return [
        f"The creator has turned {name} off: disable_{name} must be true."
        for name in names
        if getattr(creator, f"{name}_disabled") and not getattr(request, f"disable_{name}")
    ]


def _duration(request: UploadRequest, creator: Creator) -> str | None:
    longest = creator.max_video_post_duration_sec
    if request.video_duration_sec is None or not longest or request.video_duration_sec <= longest:
        return None
    return f"This account may post videos of up to {in_words(longest)}."
