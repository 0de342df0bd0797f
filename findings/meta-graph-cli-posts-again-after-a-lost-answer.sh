#!/usr/bin/env bash
# meta-graph-cli 0.1.1, used as a library: GraphClient.post() sends a POST again when the connection ends
# without an answer, and when Graph answers with code 1, 2 or 4, though the first one may have had its
# effect: a second post or comment. retries is 3 unless it is set to 0.
# Seen on 2026-11-30 with meta-graph-cli 0.1.1: after a lost answer 2 calls; after code 2 2 calls
#
# Needs Python 3.11 and the package index; meta-graph-cli==0.1.1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check meta-graph-cli==0.1.1
cd "$folder"
venv/bin/python - <<'PYTHON'
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from meta_graph.client import GraphClient

posted = []
first_answer = []


class Graph(BaseHTTPRequestHandler):
    """Does what it is asked to; the first answer of each case is as the case says."""

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        posted.append(self.path.partition("?")[0])
        if len(posted) == 1 and first_answer == ["lost"]:
            self.close_connection = True
            self.connection.close()
            return
        is_refused = len(posted) == 1
        error = {"message": "x", "type": "OAuthException", "code": 2}
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
for case in ("lost", "code 2"):
    posted.clear()
    first_answer[:] = [case]
    client = GraphClient("EAA", base=f"http://127.0.0.1:{server.server_port}")
    client.post("/17841400000000001/media_publish", creation_id="17990000000000101")
    counts[case] = len(posted)

print(f"after a lost answer {counts['lost']} calls; after code 2 {counts['code 2']} calls")
assert counts == {"lost": 2, "code 2": 2}
PYTHON
