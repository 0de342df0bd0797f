"""Edit lists: which of them change what is seen, and which every file has.

Meta asks for none, but FFmpeg, OpenCV and GStreamer write one that changes nothing for each track.
"""

from instagram.assets.boxes import Edit, Track

# What an encoder of AAC puts in front, and behind, at most: 4224 samples at 44.1 kHz.
SILENCE = 0.1
ROUNDING = 0.001


def effect(track: Track, movie_timescale: int) -> str | None:
    """Say what the track's edit list does to it; None where it does nothing."""
    if not track.edits:
        return None
    [first, *more] = track.edits
    if more:
        return "is put together from several parts"
    if first.start < 0:
        return "begins with a pause"
    if first.rate != 1:
        return "runs at another speed"
    return _cut(first, track, movie_timescale)


def _cut(edit: Edit, track: Track, movie_timescale: int) -> str | None:
    start = edit.start / track.timescale
    usual = track.first_offset / track.timescale if track.handler == b"vide" else SILENCE
    if start > usual + ROUNDING:
        return f"begins {start:.2f} seconds later than recorded"
    rest = track.duration / track.timescale - start - edit.length / movie_timescale
    if edit.length and rest > SILENCE:
        return f"ends {rest:.2f} seconds earlier than recorded"
    return None
