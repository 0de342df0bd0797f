#!/usr/bin/env bash
# instagram-platform-sdk 1.0.0: comments.reply(COMMENT_ID, ...) posts to /COMMENT_ID/comments. Graph has
# that edge on media only; an answer to a comment belongs to /COMMENT_ID/replies.
# https://developers.facebook.com/documentation/instagram-platform/comment-moderation
# Seen on 2026-11-30 with instagram-platform-sdk 1.0.0: POST /v26.0/17900000000000011/comments
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

asked = []


class Graph(BaseHTTPRequestHandler):
    """Notes what it is asked, and says that a comment was made."""

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked.append(self.path.partition("?")[0])
        body = json.dumps({"id": "17900000000000014"}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Graph)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = InstagramClient(access_token="EAA", base_url=f"http://127.0.0.1:{server.server_port}")

client.comments.reply("17900000000000011", "Thanks!")

print(f"POST {asked[0]}")
assert asked == ["/v26.0/17900000000000011/comments"]
PYTHON
