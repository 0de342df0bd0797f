#!/usr/bin/env bash
# Two public clients of Instagram's Graph API send POST media_publish again when the connection ends
# without an answer, and when Graph answers with code 4, which with subcode 2207051 may hide a post that
# is live. Publishing has no idempotency key, so the person may get two posts. Both try three times more
# unless they are told not to (max_retries=0, retries=0).
# https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user/media_publish
# Seen on 2026-11-30 with instagram-platform-sdk 1.0.0 and meta-graph-cli 0.1.1: 2 calls in all four cases
#
# Needs Python 3.11 and the package index; instagram-platform-sdk==1.0.0 meta-graph-cli==0.1.1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check instagram-platform-sdk==1.0.0 meta-graph-cli==0.1.1
cd "$folder"
venv/bin/python - <<'PYTHON'
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from instagram_platform import InstagramClient
from meta_graph.client import GraphClient

ACCOUNT, CONTAINER = "17841400000000001", "17990000000000101"
published = []
first_answer = ""


class Graph(BaseHTTPRequestHandler):
    """Publishes whatever it is asked to; the first answer of each case is as the case says."""

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        published.append(self.path.partition("?")[0])
        is_first = len(published) == 1
        if is_first and first_answer == "lost":
            self.close_connection = True
            self.connection.close()
            return
        error = {"message": "x", "type": "OAuthException", "code": 4, "error_subcode": 2207051}
        body = json.dumps({"error": error} if is_first else {"id": "17890000000000021"}).encode()
        self.send_response(400 if is_first else 200)
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
address = f"http://127.0.0.1:{server.server_port}"


def by_the_sdk():
    client = InstagramClient(access_token="EAA", instagram_account_id=ACCOUNT, base_url=address)
    client.media.publish_container(CONTAINER)


def by_the_cli():
    GraphClient("EAA", base=address).post(f"/{ACCOUNT}/media_publish", creation_id=CONTAINER)


counts = {}
for name, publish in (("instagram-platform-sdk", by_the_sdk), ("meta-graph-cli", by_the_cli)):
    for first_answer in ("lost", "code 4"):
        published.clear()
        publish()
        assert all(path.endswith("/media_publish") for path in published)
        counts[f"{name}, {first_answer}"] = len(published)

print("; ".join(f"{case}: {count} calls" for case, count in counts.items()))
assert set(counts.values()) == {2}
PYTHON
