"""What TikTok finds wrong with media, after it has accepted their bytes."""

from sandbox.stage.media.probe import Facts

# https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide
VIDEO_FORMATS = ("mp4", "mov", "webm")
PHOTO_FORMATS = ("jpeg", "webp")
LONGEST_UPLOAD = 600
SLOWEST, FASTEST = 22.9, 60.1  # 23 to 60, with room for 23.976 and rounding
SHORTEST_SIDE, LONGEST_SIDE = 360, 4096
PHOTO_BYTES = 20_000_000
PHOTO_SHORTER_SIDE = 1080


def video_fail_reason(facts: Facts, longest: float) -> str | None:
    """The `fail_reason` of a video; `longest` is in seconds. What a file does not say is fine."""
    if facts.format not in VIDEO_FORMATS:
        return "file_format_check_failed"
    if facts.duration is not None and facts.duration > longest:
        return "duration_check_failed"
    rate = facts.frames_per_second
    if rate is not None and not SLOWEST <= rate <= FASTEST:
        return "frame_rate_check_failed"
    sides = [side for side in (facts.width, facts.height) if side is not None]
    if not all(SHORTEST_SIDE <= side <= LONGEST_SIDE for side in sides):
        return "picture_size_check_failed"
    return None


def photo_fail_reason(facts: Facts) -> str | None:
    """The `fail_reason` of a photo; one bad photo fails the whole post, without being named."""
    if facts.format not in PHOTO_FORMATS or not facts.width or not facts.height:
        return "file_format_check_failed"
    if facts.size > PHOTO_BYTES or min(facts.width, facts.height) > PHOTO_SHORTER_SIDE:
        return "picture_size_check_failed"
    return None
