#!/usr/bin/env bash
# instagram-platform-sdk 1.0.0 raises InstagramRateLimitError for the limits of an app and a user (4, 17,
# 32, 613), but a plain InstagramAPIError for 80002, the limit of calls to one Instagram account, which
# is the one that publishing and comments meet. Code that waits where that class is caught goes on
# calling, and calls while blocked make the block longer.
# https://developers.facebook.com/docs/graph-api/overview/rate-limiting
# Seen on 2026-11-30 with instagram-platform-sdk 1.0.0: 17 InstagramRateLimitError; 80002 InstagramAPIError
#
# Needs Python 3.11 and the package index; instagram-platform-sdk==1.0.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check instagram-platform-sdk==1.0.0
cd "$folder"
venv/bin/python - <<'PYTHON'
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from instagram_platform import InstagramClient
from instagram_platform.exceptions import InstagramError

code = 17


class Graph(BaseHTTPRequestHandler):
    """Refuses every call with the code of the case."""

    def do_GET(self):
        error = {"message": f"(#{code}) limit", "type": "OAuthException", "code": code}
        body = json.dumps({"error": error}).encode()
        self.send_response(400)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Graph)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = InstagramClient(
    access_token="EAA", base_url=f"http://127.0.0.1:{server.server_port}", max_retries=0
)
raised = {}
for code in (17, 80002):
    try:
        client.comments.get_comments("17890000000000021")
    except InstagramError as error:
        raised[code] = type(error).__name__

print("; ".join(f"{code} {name}" for code, name in raised.items()))
assert raised == {17: "InstagramRateLimitError", 80002: "InstagramAPIError"}
PYTHON
