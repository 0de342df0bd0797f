"""The program that looks into one file, with little memory and time: `examiner` starts it.

It gets no secret and no address, and prints a `Verdict` as JSON. A file that breaks a decoder
breaks this process alone.
"""

import resource
import sys
from pathlib import Path

from instagram.assets.kinds import HEAD, kind_of
from instagram.assets.verdict import USES, Problem, Verdict

MEMORY, SECONDS = 3 << 30, 120
LARGEST_WRITTEN = 512 << 20

NEITHER = Problem(
    code="NOT_A_PICTURE_OR_VIDEO",
    sentence="This is no picture and no video that Instagram takes.",
    next_step="Upload a picture (JPEG, PNG, WebP, HEIC), or a video as MP4 or MOV.",
    uses=(*USES["image"], *USES["video"]),
)


def examine(source: Path, target: Path) -> Verdict:
    """Judge a file; where the verdict names changes, `target` is the one to send."""
    with source.open("rb") as file:
        kind = kind_of(file.read(HEAD))
    # Each is much code, and a file needs one of them.
    if kind == "image":
        from instagram.assets import pictures

        return pictures.examine(source, target)
    if kind == "video":
        from instagram.assets import videos

        return videos.examine(source, target)
    return Verdict(kind=None, problems=(NEITHER,))


def main() -> None:
    """Run with two paths: the file, and where to write the one that is mended."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_WRITTEN, LARGEST_WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    source, target = map(Path, sys.argv[1:])
    sys.stdout.write(examine(source, target).model_dump_json())


if __name__ == "__main__":
    main()
