"""Copies picture and sound into a new MP4 with its index in front; nothing is encoded again."""

from pathlib import Path

import av

from instagram.assets.video_facts import OPTIONS, NotReadable, first_audio, first_video


def remux(source: Path, form: str, target: Path) -> None:
    """Write the first video and the first sound of a file to `target`; the turn is kept.

    Raises `NotReadable`.
    """
    try:
        with (
            av.open(str(source), format=form, options=OPTIONS) as opened,
            av.open(str(target), "w", "mp4", options={"movflags": "faststart"}) as written,
        ):
            found = [one for one in (first_video(opened), first_audio(opened)) if one is not None]
            copies = {one.index: written.add_stream_from_template(one) for one in found}
            for packet in opened.demux(found):
                if packet.dts is not None:
                    packet.stream = copies[packet.stream_index]
                    written.mux(packet)
    except (av.FFmpegError, ValueError) as error:
        raise NotReadable(str(error)) from error
