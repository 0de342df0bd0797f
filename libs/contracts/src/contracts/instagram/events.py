"""Owner: instagram. All that it writes to `instagram.media.v1`."""

from common.event import Event
from contracts.instagram import comments, media, posts

EVENTS: list[type[Event]] = [*posts.EVENTS, *media.EVENTS, *comments.EVENTS]
