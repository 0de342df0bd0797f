#!/usr/bin/env bash
# instagram-platform-sdk 1.0.0 sends POST media_publish again when the connection ends without an answer,
# and when Graph answers with code 4, which with subcode 2207051 may hide a post that is live. Publishing
# has no idempotency key, so the person may get two posts. max_retries is 3 unless it is set to 0.
# https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user/media_publish
# Seen on 2026-11-30 with instagram-platform-sdk 1.0.0: after a lost answer 2 calls; after code 4 2 calls
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

published = []
first_answer = []


class Graph(BaseHTTPRequestHandler):
    """Publishes whatever it is asked to; the first answer of each case is as the case says."""

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        published.append(self.path.partition("?")[0])
        if len(published) == 1 and first_answer == ["lost"]:
            self.close_connection = True
            self.connection.close()
            return
        error = {"message": "x", "type": "OAuthException", "code": 4, "error_subcode": 2207051}
        is_refused = len(published) == 1
        body = json.dumps({"error": error} if is_refused else {"id": "17890000000000021"}).encode()
        self.send_response(400 if is_refused else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

    def finish(self):
        try:
            super().finish()
        except (OSError, ValueError):
            pass  # the answer was lost on purpose


server = HTTPServer(("127.0.0.1", 0), Graph)
server.handle_error = lambda *_: None
threading.Thread(target=server.serve_forever, daemon=True).start()
counts = {}
for case in ("lost", "code 4"):
    published.clear()
    first_answer[:] = [case]
    client = InstagramClient(
        access_token="EAA",
        instagram_account_id="17841400000000001",
        base_url=f"http://127.0.0.1:{server.server_port}",
    )
    client.media.publish_container("17990000000000101")
    assert all(path.endswith("/media_publish") for path in published)
    counts[case] = len(published)

print(f"after a lost answer {counts['lost']} calls; after code 4 {counts['code 4']} calls")
assert counts == {"lost": 2, "code 4": 2}
PYTHON
