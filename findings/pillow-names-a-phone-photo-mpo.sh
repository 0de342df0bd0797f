#!/usr/bin/env bash
# Pillow 13.0.0 gives the format "MPO" for a JPEG file with a second picture behind the first, as many
# phones write it (portrait, depth or gain map), also where the caller allowed JPEG alone with
# formats=["JPEG"]. A check that compares `format` with "JPEG" refuses such photos.
# Seen on 2026-11-30: JPEG signature True; format MPO; mime image/mpo; pictures 2
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

first, second = Image.new("RGB", (64, 48), "red"), Image.new("RGB", (32, 24), "blue")
written = io.BytesIO()
first.save(written, "MPO", save_all=True, append_images=[second])

opened = Image.open(io.BytesIO(written.getvalue()), formats=["JPEG"])

is_jpeg = written.getvalue().startswith(b"\xff\xd8\xff")
print(f"JPEG signature {is_jpeg}; format {opened.format}; mime {opened.get_format_mimetype()}; "
      f"pictures {opened.n_frames}")
assert (is_jpeg, opened.format, opened.get_format_mimetype()) == (True, "MPO", "image/mpo")
PYTHON
