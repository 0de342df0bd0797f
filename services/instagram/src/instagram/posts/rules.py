"""Instagram's rules for a post, by its kind: pure. Each fault is a sentence with the field's name.

https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user/media
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from instagram.posts.requests import MediaItem, PublishRequest

LONGEST_CAPTION, MOST_HASHTAGS, MOST_MENTIONS = 2200, 30, 20
FEWEST_CHILDREN = 2
HASHTAG = re.compile(r"#\w+")
MENTION = re.compile(r"(?<!\w)@[\w.]+")
# Fields of the whole post that only some kinds have.
NOT_OF_STORIES = ("caption", "location_id", "collaborators")
ONLY_OF_REELS = ("share_to_feed", "cover_url", "thumb_offset")


@dataclass(frozen=True, slots=True)
class Rules:
    """What sources give differently, or this installation decides."""

    most_children: int = 10
    hashtags_advised: int = 5
    allows_http: bool = False


def faults_of(request: PublishRequest, videos: Sequence[bool], rules: Rules) -> list[str]:
    """Name every rule that is broken; `videos` says of each item whether it is a video."""
    return [
        *_of_kind(request, videos, rules),
        *_of_caption(request.caption),
        *_of_addresses(request, rules),
        *(
            fault
            for number, (item, is_video) in enumerate(zip(request.media, videos, strict=True))
            for fault in _of_item(request.kind, number, item, is_video)
        ),
    ]


def warnings_of(request: PublishRequest, rules: Rules) -> list[str]:
    """Name what Instagram takes today but may not show as hoped."""
    hashtags = len(HASHTAG.findall(request.caption))
    if hashtags <= rules.hashtags_advised:
        return []
    return [
        f"caption: {hashtags} hashtags are more than the {rules.hashtags_advised} that Instagram"
        " advises; it may ignore or refuse some."
    ]


def _of_kind(request: PublishRequest, videos: Sequence[bool], rules: Rules) -> Iterator[str]:
    kind, count = request.kind, len(request.media)
    if kind == "CAROUSEL" and not FEWEST_CHILDREN <= count <= rules.most_children:
        yield f"media: a carousel has {FEWEST_CHILDREN} to {rules.most_children} items"
    if kind != "CAROUSEL" and count != 1:
        yield f"media: {kind} has one item; choose CAROUSEL for several"
    if kind == "IMAGE" and any(videos):
        yield "media[0]: Instagram publishes a single video only as a reel; choose REELS"
    if kind == "REELS" and not all(videos):
        yield "media[0]: a reel is a video; choose IMAGE for a picture"
    given = {name for name in request.model_fields_set if getattr(request, name) not in _EMPTY}
    if kind == "STORIES":
        yield from (f"{name}: a story has none" for name in NOT_OF_STORIES if name in given)
    if kind != "REELS":
        yield from (f"{name}: only a reel has one" for name in ONLY_OF_REELS if name in given)


_EMPTY = (None, "", ())


def _of_caption(caption: str) -> Iterator[str]:
    # Whether Instagram counts code points or UTF-16 units is not documented: these are never fewer.
    length = len(caption.encode("utf-16-le")) // 2
    if length > LONGEST_CAPTION:
        yield f"caption: {length} characters are more than the {LONGEST_CAPTION} allowed"
    for name, found, most in (
        ("hashtags", HASHTAG, MOST_HASHTAGS),
        ("mentions", MENTION, MOST_MENTIONS),
    ):
        count = len(found.findall(caption))
        if count > most:
            yield f"caption: {count} {name} are more than the {most} allowed"


def _of_addresses(request: PublishRequest, rules: Rules) -> Iterator[str]:
    for place, address in request.addresses.items():
        if not rules.allows_http and not address.startswith("https://"):
            yield f"{place}: the address must begin with https://"


def _of_item(kind: str, number: int, item: MediaItem, is_video: bool) -> Iterator[str]:
    place = f"media[{number}]"
    if item.alt_text and (is_video or kind in {"REELS", "STORIES"}):
        yield f"{place}.alt_text: only pictures of a feed post or a carousel have one"
    for at, tag in enumerate(item.user_tags):
        if is_video and tag.x is not None:
            yield f"{place}.user_tags[{at}]: a tag on a video has no x and y"
        if not is_video and tag.x is None and kind != "STORIES":
            yield f"{place}.user_tags[{at}]: a tag on a picture needs x and y"
