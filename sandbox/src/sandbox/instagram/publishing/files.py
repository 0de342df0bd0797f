"""Fetches the app's files for real, and looks into them."""

from dataclasses import dataclass

from aiohttp import ClientError, ClientSession, ClientTimeout

from sandbox.instagram.graph.answers import GraphRefused, Wording
from sandbox.instagram.publishing.containers import Wish
from sandbox.instagram.world import World
from sandbox.stage.media.probe import Facts, Probe

BLOCK = 256 * 1024
MIB = 1024 * 1024
AGENT = "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"
MOST_REDIRECTS = 5

# https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user/media
LARGEST_IMAGE = 8 * MIB
NARROWEST, WIDEST = 4 / 5, 1.91
REEL_SECONDS, STORY_SECONDS = (3, 15 * 60), (3, 60)
REEL_BYTES, STORY_BYTES = 300 * MIB, 100 * MIB
FRAME_RATES = (23, 60)
MOST_COLUMNS = 1920
REEL_RATIOS, STORY_RATIOS = (0.01, 10), (0.1, 10)

TIMED_OUT, NOT_FETCHED, UNSUPPORTED_VIDEO, BAD_OFFSET = 2207003, 2207052, 2207026, 2207057
# a little slack, since a movie's clock does not divide every rate
SLACK = 0.01


class NotFetched(Exception):
    """A file could not be fetched; `subcode` says why."""

    def __init__(self, subcode: int) -> None:
        super().__init__(str(subcode))
        self.subcode = subcode


@dataclass(frozen=True)
class Fetcher:
    """Downloads as Meta does: with redirects, and not for ever.

    What is below the first address of `instead` is fetched below the second.
    """

    session: ClientSession
    instead: tuple[str, str] = ("", "")

    async def fetch(self, url: str, seconds: float | None) -> Facts:
        """What the file is; raises NotFetched."""
        headers = {"User-Agent": AGENT, "Accept-Encoding": "identity"}
        timeout = ClientTimeout(total=seconds, sock_connect=10)
        probe = Probe()
        try:
            async with self.session.get(
                self._reached(url), headers=headers, timeout=timeout, max_redirects=MOST_REDIRECTS
            ) as response:
                if not response.ok:
                    raise NotFetched(NOT_FETCHED)
                async for part in response.content.iter_chunked(BLOCK):
                    probe.feed(part)
        except TimeoutError as error:
            raise NotFetched(TIMED_OUT) from error
        except (ClientError, OSError, ValueError) as error:
            raise NotFetched(NOT_FETCHED) from error
        return probe.facts()

    def _reached(self, url: str) -> str:
        told, found = self.instead
        return f"{found}{url[len(told) :]}" if told and url.startswith(f"{told}/") else url


def fetcher_of(world: World) -> Fetcher:
    """Make one that finds what this sandbox is told to fetch."""
    told, _, found = world.settings.fetch_instead.partition("=")
    return Fetcher(world.stage.session, (told, found))


def not_fetched(error: NotFetched) -> GraphRefused:
    """The refusal of an image that could not be fetched."""
    if error.subcode == TIMED_OUT:
        return GraphRefused(-2, "The media could not be fetched in time.", TIMED_OUT)
    return _not_media()


def _not_media() -> GraphRefused:
    text = "The media could not be fetched from this URI."
    wording = Wording(title="Media download has failed", text=text)
    message = "Only photo or video can be accepted as media type."
    return GraphRefused(9004, message, NOT_FETCHED, wording)


def check_image(facts: Facts, *, in_feed: bool) -> None:
    """Raise GraphRefused where Instagram would not take the picture."""
    if facts.format is None:
        raise _not_media()
    if facts.format != "jpeg":
        wording = Wording(title="Unsupported image", text="Use a JPEG file.")
        raise GraphRefused(36001, "The image format is not supported.", 2207005, wording)
    if facts.size > LARGEST_IMAGE:
        wording = Wording(title="Image too large", text="Use a file of at most 8 MiB.")
        raise GraphRefused(36000, "The image is too large to download.", 2207004, wording)
    ratio = facts.width / facts.height if facts.width and facts.height else 1
    if in_feed and not NARROWEST - SLACK <= ratio <= WIDEST + SLACK:
        wording = Wording(title="Invalid aspect ratio", text="Use a ratio between 4:5 and 1.91:1.")
        raise GraphRefused(36003, "The aspect ratio is not supported.", 2207009, wording)


def video_fault(facts: Facts, wish: Wish) -> int:
    """The subcode with which processing ends, or 0."""
    is_story = wish.kind == "STORIES"
    seconds = STORY_SECONDS if is_story else REEL_SECONDS
    ratios = STORY_RATIOS if is_story else REEL_RATIOS
    is_sound = (
        facts.format in ("mp4", "mov")
        and facts.size <= (STORY_BYTES if is_story else REEL_BYTES)
        and _within(facts.duration, seconds)
        and _within(facts.frames_per_second, FRAME_RATES)
        and (facts.width or 0) <= MOST_COLUMNS
        and (not facts.width or not facts.height or _within(facts.width / facts.height, ratios))
    )
    if not is_sound:
        return UNSUPPORTED_VIDEO
    is_outside = facts.duration is not None and wish.thumb_offset > facts.duration * 1000
    return BAD_OFFSET if is_outside else 0


def _within(value: float | None, bounds: tuple[float, float]) -> bool:
    return value is None or bounds[0] - SLACK <= value <= bounds[1] + SLACK
