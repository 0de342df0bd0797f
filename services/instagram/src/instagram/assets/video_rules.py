"""What Instagram takes of a video, for each kind of post. No video is ever encoded again.

https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media
"""

from collections.abc import Iterator
from dataclasses import dataclass

from instagram.assets.verdict import USES, Change, Problem, Use
from instagram.assets.video_facts import Picture, Sound, VideoFacts
from instagram.assets.video_limits import LARGEST_FILE

CODECS = {"h264": "H.264", "hevc": "HEVC"}
PIXELS = ("yuv420p", "yuvj420p")
BRANDS = frozenset(
    {"qt", "isom", "avc1", "mp41", "mp42", "M4V", "M4VH", "M4VP", "MSNV", "dash", "iso2", "iso3"}
    | {f"iso{number}" for number in range(4, 10)}
)
SLOWEST, FASTEST, SLACK = 23, 60, 0.01
MOST_COLUMNS = 1920
MOST_BITS, MOST_SOUND_BITS = 25_000_000, 128_000
SOUND_RATE, CHANNELS = 48_000, 2
SHORTEST, ROUNDING = 3.0, 0.001
STILL = 1.0
EXPORT = "Export it from your editor as MP4 with H.264 and AAC, and upload that."


@dataclass(frozen=True, slots=True)
class Limits:
    """What one kind of post takes: seconds, bytes, and the narrowest ratio; the widest is 10:1."""

    name: str
    longest: float
    largest: int
    narrowest: float


REEL = Limits("reel", 15 * 60, LARGEST_FILE, 0.01)
LIMITS: dict[Use, Limits] = {
    "REELS": REEL,
    "STORIES": Limits("story", 60, 100_000_000, 0.1),
    "CAROUSEL": Limits("carousel", REEL.longest, REEL.largest, REEL.narrowest),
}


def problems(facts: VideoFacts) -> tuple[Problem, ...]:
    """Judge a video as it is."""
    found: list[Problem] = []
    if facts.picture is None:
        found += [_refusal("NO_PICTURE", "The file has no moving picture in it.", EXPORT)]
    else:
        found += [*_codec(facts.picture), *_shape(facts.picture), *_speed(facts.picture)]
        found += _told(facts.picture)
        for use, limits in LIMITS.items():
            found += _limits(use, limits, facts, facts.picture)
    if facts.sound is not None:
        found += _sound(facts.sound)
    return (*_file(facts), *found)


def mends(facts: VideoFacts) -> tuple[Change, ...]:
    """Say what copying into a new MP4 mends; nothing where the file may be sent as it is."""
    found = {
        "MADE_MP4": facts.container != "mp4" and "Copied into an MP4; nothing was encoded again.",
        "MADE_WHOLE": facts.is_fragmented
        and "Joined: a browser or a stream had recorded it in pieces.",
        "INDEX_IN_FRONT": not facts.is_index_first
        and "The index was moved to the front, as Instagram asks; the picture is the same.",
    }
    return tuple(Change(code=code, sentence=told) for code, told in found.items() if told)


def _refusal(code: str, sentence: str, next_step: str, *uses: Use) -> Problem:
    return Problem(code=code, sentence=sentence, next_step=next_step, uses=uses or USES["video"])


def _note(code: str, sentence: str, next_step: str, *uses: Use) -> Problem:
    return _refusal(code, sentence, next_step, *uses).model_copy(update={"rules_out": False})


def _file(facts: VideoFacts) -> Iterator[Problem]:
    if facts.is_cut_off:
        yield _refusal("CUT_OFF", "The end of the video is missing.", "Copy or save it again.")
    if facts.edited:
        yield _refusal("EDITED", f"{facts.edited}, by an edit list. {REFUSES}", EXPORT)
    if facts.container == "mp4" and facts.brand not in BRANDS:
        told = f"The file is of the kind {facts.brand!r}, which Instagram may not know."
        yield _note("UNKNOWN_KIND", told, f"If it is refused: {EXPORT}")


REFUSES = "Instagram takes no such video."


def _codec(picture: Picture) -> Iterator[Problem]:
    if picture.codec not in CODECS:
        told = f"The picture is coded as {picture.codec.upper()}; Instagram takes H.264 and HEVC."
        yield _refusal("VIDEO_CODEC", told, EXPORT)
    elif not picture.pixels.startswith(PIXELS):
        told = f"The colours are stored as {picture.pixels}; Instagram takes 4:2:0."
        yield _refusal("CHROMA", told, EXPORT)


def _shape(picture: Picture) -> Iterator[Problem]:
    if picture.width > MOST_COLUMNS:
        told = f"The video is {picture.width} pixels wide; Instagram takes up to {MOST_COLUMNS}."
        step = "Export it at 1920 pixels or less, upright at 1080 x 1920."
        yield _refusal("TOO_MANY_COLUMNS", told, step)
    if picture.bitrate > MOST_BITS:
        told = f"The picture takes {picture.bitrate / 1e6:.0f} Mbps; Instagram takes up to 25."
        yield _refusal("BITRATE", told, "Export it with a lower bit rate.")


def _speed(picture: Picture) -> Iterator[Problem]:
    """Judge by the frames that there are: what the file says of its rate may be wrong."""
    if not SLOWEST * (1 - SLACK) <= picture.rate <= FASTEST * (1 + SLACK):
        told = (
            f"The video has {picture.rate:.2f} frames for each second, and at its slowest part"
            f" one in {picture.longest_gap:.2f} s; Instagram takes 23 to 60 a second."
        )
        yield _refusal("FRAME_RATE", told, "Export it with 30 frames a second.")
    elif picture.longest_gap > STILL:
        told = f"The picture stands still for {picture.longest_gap:.1f} s without a frame."
        yield _note("STILL", told, "If it is refused: export it with a constant frame rate.")


def _limits(use: Use, limits: Limits, facts: VideoFacts, picture: Picture) -> Iterator[Problem]:
    name, seconds = limits.name, picture.duration
    if seconds < SHORTEST - ROUNDING:
        told = f"The picture lasts {seconds:.2f} s; a {name} needs 3 s."
        yield _refusal("TOO_SHORT", told, "Use a longer video.", use)
    if seconds > limits.longest + ROUNDING:
        told = f"The video lasts {seconds:.1f} s; a {name} takes up to {limits.longest:.0f} s."
        yield _refusal("TOO_LONG", told, "Cut it in your editor.", use)
    if facts.size > limits.largest:
        most = limits.largest // 1_000_000
        told = f"The video has {facts.size / 1e6:.0f} MB; a {name} takes up to {most} MB."
        yield _refusal("TOO_LARGE", told, "Export it with a lower bit rate.", use)
    if not limits.narrowest <= picture.width / picture.height <= 10:
        told = f"{picture.width} x {picture.height} is too long a shape for a {name}."
        yield _refusal("RATIO", told, "Crop it; 9:16 fits best.", use)


def _sound(sound: Sound) -> Iterator[Problem]:
    if sound.codec != "aac":
        told = f"The sound is coded as {sound.codec.upper()}; Instagram takes AAC."
        yield _refusal("SOUND_CODEC", told, EXPORT)
        return
    if sound.rate > SOUND_RATE:
        told = f"The sound has {sound.rate} samples a second; Instagram takes up to {SOUND_RATE}."
        yield _refusal("SOUND_RATE", told, "Export it with sound at 48 kHz.")
    if sound.channels > CHANNELS:
        told = f"The sound has {sound.channels} channels; Instagram takes one or two."
        yield _refusal("CHANNELS", told, "Export it with stereo sound.")
    if sound.bitrate > MOST_SOUND_BITS * 1.1:
        told = f"The sound takes {sound.bitrate / 1000:.0f} kbps; Instagram asks for 128."
        yield _note("SOUND_BITRATE", told, "Usually Instagram converts it; nothing is to be done.")


def _told(picture: Picture) -> Iterator[Problem]:
    if picture.is_interlaced:
        told = "The video is interlaced; Instagram asks for whole frames."
        yield _note("INTERLACED", told, "If it shows stripes: export it as progressive.")
    if picture.colours:
        told = f"The colours are {picture.colours}; on Instagram they may look washed out."
        yield _note("HDR", told, "Export it in standard colours (SDR, Rec. 709) to be sure.")
    if abs(picture.width / picture.height - 9 / 16) > 0.01:
        told = f"Reels and stories are 9:16; this one is {picture.width} x {picture.height}."
        yield _note("NOT_9_16", told, "1080 x 1920 pixels fit best.", "REELS", "STORIES")
