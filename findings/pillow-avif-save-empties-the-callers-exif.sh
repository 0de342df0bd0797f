#!/usr/bin/env bash
# Pillow 13.0.0 takes Orientation out of the caller's own Exif object when it saves AVIF with it.
# Saving JPEG, PNG or WebP leaves the object as it was. So a program that makes an AVIF preview first
# and a JPEG next, with the same object, gets a JPEG that lies on its side.
# Seen on 2026-11-30: JPEG 6, PNG 6, WEBP 6, AVIF None
#
# Needs Python 3.11 and the package index; pillow==13.0.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pillow==13.0.0
cd "$folder"
venv/bin/python - <<'PYTHON'
import io

from PIL import Image

ORIENTATION = 0x0112
left = {}
for kind in ("JPEG", "PNG", "WEBP", "AVIF"):
    picture = Image.new("RGB", (40, 20), "green")
    exif = picture.getexif()
    exif[ORIENTATION] = 6
    picture.save(io.BytesIO(), kind, exif=exif)
    left[kind] = exif.get(ORIENTATION)

print(", ".join(f"{kind} {value}" for kind, value in left.items()))
assert left == {"JPEG": 6, "PNG": 6, "WEBP": 6, "AVIF": None}
PYTHON
