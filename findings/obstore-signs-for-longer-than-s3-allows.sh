#!/usr/bin/env bash
# obstore 0.12.1 signs a GET address of an S3 store for 400 days without an error. S3 takes 7 days at
# most (604,800 s) and refuses such an address only when it is used: by a platform, days later.
# https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
# Seen on 2026-11-30: X-Amz-Expires 34560000
#
# Needs Python 3.11 and the package index; obstore==0.12.1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check obstore==0.12.1
cd "$folder"
venv/bin/python - <<'PYTHON'
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import obstore
from obstore.store import S3Store

store = S3Store("media", access_key_id="a", secret_access_key="b", region="us-east-1")

address = obstore.sign(store, "GET", "picture.jpg", expires_in=timedelta(days=400))

(seconds,) = parse_qs(urlsplit(address).query)["X-Amz-Expires"]
print(f"X-Amz-Expires {seconds}")
assert int(seconds) == 400 * 86_400 > 604_800
PYTHON
