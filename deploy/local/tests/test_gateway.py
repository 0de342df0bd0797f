"""The gateway's promises, asked of a real nginx."""

import http.client
import json
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from postlog_stack import gateway
from postlog_stack.ports import Ports
from postlog_stack.program import Check

UPSTREAMS = ("AUTH_UPSTREAM", "TIKTOK_UPSTREAM", "INGEST_UPSTREAM", "CRM_UPSTREAM")


class Echo(BaseHTTPRequestHandler):
    """Answers with what arrived; a body of an upload is told as soon as its first byte is here."""

    protocol_version = "HTTP/1.1"
    first_byte = threading.Event()

    def do_GET(self) -> None:
        """Answer with path and headers."""
        body = json.dumps({"path": self.path, "headers": dict(self.headers)}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_PATCH(self) -> None:
        """Note the first byte, then read the rest."""
        length = int(self.headers["Content-Length"])
        read = len(self.rfile.read(1))
        self.first_byte.set()
        self.rfile.read(length - read)
        self.do_GET()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Stay silent."""


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the gateway wrote."""
    return tmp_path_factory.mktemp("gateway") / "gateway.log"


@pytest.fixture(scope="module")
def port(log: Path) -> Iterator[int]:
    """A gateway before one upstream that stands for all; the webhooks' service is down."""
    ports = Ports(log.parent)
    upstream = ThreadingHTTPServer(("127.0.0.1", ports.choose("upstream")), Echo)
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    addresses = dict.fromkeys(UPSTREAMS, f"127.0.0.1:{upstream.server_port}")
    addresses["INGEST_UPSTREAM"] = f"127.0.0.1:{ports.choose('nobody')}"
    program = gateway.program(log.parent / "nginx", ports.choose("gateway"), addresses)
    with (
        log.open("wb") as output,
        subprocess.Popen(program.command, stdout=output, stderr=output) as process,
    ):
        wait_until_ready(program.check)
        yield program.ports["http"]
        process.terminate()
    upstream.shutdown()
    upstream.server_close()


def wait_until_ready(check: Check, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not answers(check):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def answers(check: Check) -> bool:
    try:
        check()
    except OSError:
        return False
    return True


def ask(port: int, method: str, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {k.lower(): v for k, v in answer.getheaders()}, body


@pytest.mark.parametrize(
    "path", ["/", "/api", "/api/auth", "/api/webhooks", "//api/auth/x", "/livez", "/metrics"]
)
def test_s45_what_is_not_served_is_a_problem_and_never_a_redirect(port: int, path: str) -> None:
    status, headers, body = ask(port, "GET", path)

    assert (status, headers["content-type"]) == (404, "application/problem+json")
    assert json.loads(body)["status"] == 404


def test_a_path_and_its_query_arrive_untouched(port: int) -> None:
    _, _, body = ask(port, "GET", "/api/auth/tiktok/callback?code=a%2Ab%21&state=s%20t")

    assert json.loads(body)["path"] == "/api/auth/tiktok/callback?code=a%2Ab%21&state=s%20t"


def test_queries_are_never_logged(port: int, log: Path) -> None:
    ask(port, "GET", "/api/auth/tiktok/callback?code=canary")
    ask(port, "POST", "/api/webhooks/tiktok?code=canary")

    logged = log.read_text()
    assert "/api/auth/tiktok/callback" in logged
    assert "/api/webhooks/tiktok" in logged
    assert "canary" not in logged


def test_a_caller_cannot_claim_another_address(port: int) -> None:
    claims = {"X-Forwarded-For": "6.6.6.6", "Forwarded": "for=6.6.6.6", "X-Forwarded-Proto": "x"}

    _, _, body = ask(port, "GET", "/api/auth/session", **claims)

    seen = json.loads(body)["headers"]
    assert (seen["X-Forwarded-For"], seen["X-Forwarded-Proto"]) == ("127.0.0.1", "http")
    assert "Forwarded" not in seen


def test_a_service_that_is_down_is_a_problem_to_be_tried_again(port: int) -> None:
    status, headers, body = ask(port, "POST", "/api/webhooks/tiktok")

    assert (status, headers["content-type"]) == (502, "application/problem+json")
    assert (headers["retry-after"], json.loads(body)["status"]) == ("2", 502)


def test_a_large_body_is_refused_but_for_uploads(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest("POST", "/api/auth/login")
    connection.putheader("Content-Length", str(2_000_000))
    connection.endheaders()

    assert connection.getresponse().status == 413
    connection.close()


def test_an_upload_reaches_the_service_while_it_is_still_being_sent(port: int) -> None:
    Echo.first_byte.clear()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest("PATCH", "/api/tiktok/upload/one")
    connection.putheader("Content-Length", str(5_000_000))
    connection.endheaders()
    connection.send(b"x" * 1000)

    assert Echo.first_byte.wait(timeout=10)

    connection.send(b"x" * 4_999_000)
    assert connection.getresponse().status == 200
    connection.close()


def test_s45_the_version_of_nginx_is_not_told(port: int) -> None:
    assert ask(port, "GET", "/")[1]["server"] == "nginx"


def test_a_variable_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        gateway.render("listen ${GATEWAY_LISTEN}; return $uri;", {})
