"""The user's choices held against what TikTok lets this creator choose at this moment.

https://developers.tiktok.com/doc/content-sharing-guidelines
"""

from platforms.tiktok.posting import Creator
from tiktok.posts.requests import UploadRequest, Wish

INTERACTIONS = ("comment", "duet", "stitch")


def objections(wish: Wish, creator: Creator) -> list[str]:
    """Give a sentence for every choice that is not the creator's to make; none for a draft."""
    if not wish.is_direct:
        return []
    found = [_privacy(wish, creator), _branded(wish), *_interactions(wish, creator)]
    if isinstance(wish, UploadRequest):
        found.append(_duration(wish, creator))
    return [sentence for sentence in found if sentence]


def _privacy(wish: Wish, creator: Creator) -> str | None:
    if wish.privacy_level in creator.privacy_level_options:
        return None
    offered = ", ".join(creator.privacy_level_options)
    return f"This account does not offer {wish.privacy_level} now; it offers {offered}."


def _branded(wish: Wish) -> str | None:
    if wish.brand_content_toggle and wish.privacy_level == "SELF_ONLY":
        return "Branded content visibility cannot be set to private."
    return None


def _interactions(wish: Wish, creator: Creator) -> list[str]:
    """Photos have no duet and no stitch."""
    names = INTERACTIONS if isinstance(wish, UploadRequest) else INTERACTIONS[:1]
    return [
        f"The creator has turned {name} off: disable_{name} must be true."
        for name in names
        if getattr(creator, f"{name}_disabled") and not getattr(wish, f"disable_{name}")
    ]


def _duration(wish: UploadRequest, creator: Creator) -> str | None:
    longest = creator.max_video_post_duration_sec
    if wish.video_duration_sec is None or not longest or wish.video_duration_sec <= longest:
        return None
    return f"This account may post videos of up to {longest} seconds."
