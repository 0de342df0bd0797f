"""Small videos, made as phones, browsers and programs make them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from operator import sub
from pathlib import Path
from struct import pack, unpack_from
from tempfile import TemporaryDirectory
from typing import Any

import av
from av.packet import Packet

CLOCK = 15360


@dataclass
class Film:
    """What to make: `times` are the frames' times, by a clock of 15360 a second."""

    times: Sequence[int] = tuple(range(0, 4 * CLOCK, CLOCK // 30))
    size: tuple[int, int] = (72, 128)
    codec: str = "libx264"
    pixels: str = "yuv420p"
    turn: int | None = None
    sound: float | None = 4.0
    sound_codec: str = "aac"
    sound_rate: int = 44_100
    layout: str = "stereo"
    options: dict[str, str] = field(default_factory=lambda: {"preset": "ultrafast"})
    trc: int | None = None


def film(form: str = "mp4", flags: str = "", **asked: Any) -> bytes:
    """Make a video; `flags` are FFmpeg's `movflags`."""
    wanted = Film(**asked)
    options = {"movflags": flags} if flags else {}
    with TemporaryDirectory() as folder:
        path = Path(folder, "film")
        with av.open(str(path), "w", form, options=options) as container:
            _write(container, wanted)
        return path.read_bytes()


def _write(container: av.container.OutputContainer, wanted: Film) -> None:
    video = container.add_stream(wanted.codec, options=wanted.options)
    assert isinstance(video, av.VideoStream)
    video.width, video.height = wanted.size
    video.pix_fmt = wanted.pixels
    video.time_base = Fraction(1, CLOCK)
    video.codec_context.framerate = Fraction(CLOCK, min(map(sub, wanted.times[1:], wanted.times)))
    if wanted.trc is not None:
        video.codec_context.color_trc = wanted.trc
    if wanted.turn is not None:
        video.set_display_rotation(wanted.turn)
    audio = None
    if wanted.sound is not None:
        audio = container.add_stream(wanted.sound_codec, rate=wanted.sound_rate)
        assert isinstance(audio, av.AudioStream)
        audio.codec_context.layout = wanted.layout
    packets = [*_pictures(video, wanted)]
    packets += _sounds(audio, wanted) if isinstance(audio, av.AudioStream) else []
    for packet in packets:
        container.mux(packet)


def _pictures(video: av.VideoStream, wanted: Film) -> Iterator["Packet[Any]"]:
    for number, time in enumerate(wanted.times):
        frame = av.VideoFrame(*wanted.size, wanted.pixels)
        for plane in frame.planes:
            plane.update(bytes([number * 5 % 200 + 20]) * plane.buffer_size)
        frame.pts, frame.time_base = time, Fraction(1, CLOCK)
        yield from video.encode(frame)
    yield from video.encode(None)


def _sounds(audio: av.AudioStream, wanted: Film) -> Iterator["Packet[Any]"]:
    samples, form = 960 if "opus" in wanted.sound_codec else 1024, "fltp"
    if wanted.sound_codec == "libopus":
        form = "flt"
    if wanted.sound_codec == "pcm_s16le":
        form = "s16"
    for number in range(int((wanted.sound or 0) * wanted.sound_rate / samples)):
        frame = av.AudioFrame(format=form, layout=wanted.layout, samples=samples)
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        frame.sample_rate, frame.pts = wanted.sound_rate, number * samples
        yield from audio.encode(frame)
    yield from audio.encode(None)


def with_edit(content: bytes, length: int, start: int, rate: float, track: int = 0) -> bytes:
    """Write another entry over a track's edit list."""
    at = -1
    for _ in range(track + 1):
        at = content.index(b"elst", at + 1)
    entry = pack(">Iii", length, start, round(rate * 65536))
    return content[: at + 12] + entry + content[at + 24 :]


def boxes_of(content: bytes) -> list[bytes]:
    """The types of the top boxes, in their order."""
    found, at = [], 0
    while at + 8 <= len(content):
        (size,) = unpack_from(">I", content, at)
        found.append(content[at + 4 : at + 8])
        at += size
    return found
