"""What a video is: its boxes, and its packets as FFmpeg reads them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from instagram.assets import boxes
from instagram.assets.edits import effect
from instagram.assets.kinds import MATROSKA

HLG, PQ = 18, 16
DOLBY_VISION = (b"dvcC", b"dvvC", b"dvwC")
# A file may name others for FFmpeg to open; none may lie elsewhere.
OPTIONS = {"protocol_whitelist": "file"}


class NotReadable(Exception):
    """FFmpeg cannot read it as a video."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The video track; sizes are as shown, times in seconds, rates in frames or bits a second."""

    codec: str
    pixels: str
    width: int
    height: int
    duration: float
    frames: int
    longest_gap: float
    bitrate: float
    is_interlaced: bool
    colours: str | None

    @property
    def rate(self) -> float:
        """How many frames there are for each second that is shown."""
        return self.frames / self.duration if self.duration else 0.0


@dataclass(frozen=True, slots=True)
class Sound:
    """The sound track."""

    codec: str
    rate: int
    channels: int
    bitrate: float


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """`edited` says what an edit list does; `is_index_first` is true where there is none."""

    container: str
    brand: str
    size: int
    picture: Picture | None
    sound: Sound | None
    is_index_first: bool = True
    is_fragmented: bool = False
    is_cut_off: bool = False
    edited: str | None = None


@dataclass(slots=True)
class Packets:
    """What the packets of one track add up to, in the track's own time."""

    shown: list[int]
    end: int = 0
    size: int = 0
    last_byte: int = 0
    has_gap: bool = False

    def add(self, packet: "Packet[Any]") -> None:
        """Count a packet; one that an edit list cuts away is not shown."""
        self.last_byte = max(self.last_byte, (packet.pos or 0) + packet.size)
        self.has_gap |= packet.is_corrupt
        if packet.pts is None or packet.is_discard:
            return
        self.shown.append(packet.pts)
        self.end = max(self.end, packet.pts + (packet.duration or 0))
        self.size += packet.size

    def seconds(self, base: Fraction) -> float:
        """How long the track is shown."""
        return float((self.end - min(self.shown)) * base) if self.shown else 0.0

    def longest_gap(self, base: Fraction) -> float:
        """The longest time without a new packet."""
        steps = pairwise(sorted(self.shown))
        return float(max((later - sooner for sooner, later in steps), default=0) * base)


def look(path: Path) -> VideoFacts:
    """Read a video without decoding more than its first frame; raises `NotReadable`."""
    with path.open("rb") as file:
        is_matroska = file.read(4) == MATROSKA
    try:
        movie = None if is_matroska else boxes.read(path)
        form = "matroska" if is_matroska else "mov"
        with av.open(str(path), format=form, options=OPTIONS) as opened:
            return _facts(opened, movie, path.stat().st_size)
    except (av.FFmpegError, boxes.NotReadable, ValueError, IndexError) as error:
        raise NotReadable(str(error)) from error


def first_video(container: InputContainer) -> VideoStream | None:
    """Find the video; a cover picture is a stream too, but none that moves."""
    pictures = container.streams.video
    is_cover = av.stream.Disposition.attached_pic
    return next((one for one in pictures if not one.disposition & is_cover), None)


def first_audio(container: InputContainer) -> AudioStream | None:
    """Find the sound."""
    return next(iter(container.streams.audio), None)


def _facts(opened: InputContainer, movie: boxes.Movie | None, size: int) -> VideoFacts:
    video, audio = first_video(opened), first_audio(opened)
    found = [stream for stream in (video, audio) if stream is not None]
    edited = _edited(movie) if movie else None
    # An edit list may leave nothing to decode.
    is_interlaced = video is not None and edited is None and _is_interlaced(opened, video)
    counted = {stream.index: Packets([]) for stream in found}
    for packet in opened.demux(found) if found else ():
        counted[packet.stream_index].add(packet)
    is_short = any(one.has_gap or one.last_byte > size for one in counted.values())
    return VideoFacts(
        container="matroska" if movie is None else "mp4",
        brand="" if movie is None else movie.brand.decode("latin-1").strip(),
        size=size,
        picture=_picture(video, counted[video.index], movie, is_interlaced) if video else None,
        sound=_sound(audio, counted[audio.index]) if audio else None,
        is_index_first=movie is None or movie.is_index_first,
        is_fragmented=movie is not None and movie.is_fragmented,
        is_cut_off=is_short or (movie is not None and movie.is_cut_off),
        edited=edited,
    )


def _is_interlaced(opened: InputContainer, video: VideoStream) -> bool:
    """Decode one frame: it must be possible, and it tells how it was recorded."""
    frame = next(opened.decode(video), None)
    if frame is None:
        raise NotReadable("No frame can be decoded.")
    opened.seek(0)
    return bool(frame.interlaced_frame)


def _picture(
    video: VideoStream, packets: Packets, movie: boxes.Movie | None, is_interlaced: bool
) -> Picture:
    base = video.time_base or Fraction(1)
    seconds = packets.seconds(base)
    track = _track(movie, b"vide")
    width, height = track.shown if track else (video.width, video.height)
    return Picture(
        codec=video.codec_context.codec.canonical_name,
        pixels=video.codec_context.pix_fmt or "",
        width=round(width) or video.width,
        height=round(height) or video.height,
        duration=seconds,
        frames=len(packets.shown),
        longest_gap=packets.longest_gap(base),
        bitrate=packets.size * 8 / seconds if seconds else 0.0,
        is_interlaced=is_interlaced,
        colours=_colours(video, track),
    )


def _sound(audio: AudioStream, packets: Packets) -> Sound:
    seconds = packets.seconds(audio.time_base or Fraction(1))
    return Sound(
        codec=audio.codec_context.codec.canonical_name,
        rate=audio.codec_context.sample_rate,
        channels=audio.codec_context.channels,
        bitrate=packets.size * 8 / seconds if seconds else 0.0,
    )


def _colours(video: VideoStream, track: boxes.Track | None) -> str | None:
    """Name what has more colours than Instagram shows."""
    if track and any(mark in track.sample_entry for mark in DOLBY_VISION):
        return "Dolby Vision"
    return {HLG: "HLG", PQ: "HDR (PQ)"}.get(int(video.codec_context.color_trc))


def _edited(movie: boxes.Movie) -> str | None:
    names = {b"vide": "The picture", b"soun": "The sound"}
    effects = _effects((track for track in movie.tracks if track.handler in names), movie.timescale)
    return next((f"{names[handler]} {told}" for handler, told in effects), None)


def _effects(tracks: Iterable[boxes.Track], timescale: int) -> Iterator[tuple[bytes, str]]:
    for track in tracks:
        if told := effect(track, timescale):
            yield track.handler, told


def _track(movie: boxes.Movie | None, handler: bytes) -> boxes.Track | None:
    tracks = movie.tracks if movie else ()
    return next((track for track in tracks if track.handler == handler), None)
