"""A short tall video as a phone makes one: H.264 in an MP4 whose index is in front."""

import struct
from pathlib import Path
from tempfile import TemporaryDirectory

import av

FRAMES_A_SECOND, SECONDS = 30, 4


def reel(padding: int = 0) -> bytes:
    """Give a reel; `padding` makes the file so many bytes larger."""
    with TemporaryDirectory() as folder:
        film = Path(folder, "reel.mp4")
        _write(film)
        return film.read_bytes() + (_free(padding) if padding else b"")


def _write(film: Path) -> None:
    with av.open(str(film), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=FRAMES_A_SECOND)
        stream.width, stream.height, stream.pix_fmt = 720, 1280, "yuv420p"
        for number in range(FRAMES_A_SECOND * SECONDS):
            frame = av.VideoFrame(720, 1280, "yuv420p")
            for plane in frame.planes:
                plane.update(bytes([(number * 2) % 256]) * plane.buffer_size)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


def _free(padding: int) -> bytes:
    """Give a box that says nothing."""
    return struct.pack(">I4s", 8 + padding, b"free") + bytes(padding)
