"""The gateway's promises, asked of a real nginx."""

import http.client
import json
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from postlog_stack import gateway
from postlog_stack.ports import Ports
from postlog_stack.program import Check

UPSTREAMS = (
    "AUTH_UPSTREAM",
    "TIKTOK_UPSTREAM",
    "INSTAGRAM_UPSTREAM",
    "INGEST_UPSTREAM",
    "CRM_UPSTREAM",
)
MEDIA = "https://media.example http://127.0.0.1:8090"
INDEX = "<!doctype html><title>Postlog</title>" + " " * 300
SCRIPT = "import './nothing.js';" * 100
PROBLEM = "application/problem+json"
PAGES = (
    "/",
    "/sign-in",
    "/sign-up?next=/posts",
    "/platforms/connect/tiktok?error=denied&said=x&trace=y",
    "/platforms/tiktok/upload?account=0190a",
    "/platforms/connect/instagram?error=denied",
    "/platforms/instagram/upload?account=0190a",
    "/posts",
    "/posts/0190a1b2-0000-7000-8000-000000000000",
    "/accounts/0190a1b2-0000-7000-8000-000000000000",
    "/webhooks",
    "/help",
    "/help/connect",
)


class Echo(BaseHTTPRequestHandler):
    """Answers with what arrived; a body of an upload is told as soon as its first byte is here."""

    protocol_version = "HTTP/1.1"
    first_byte = threading.Event()

    def do_GET(self) -> None:
        """Answer with path and headers, and which upstream this is."""
        _, port = self.request.getsockname()
        told = {"path": self.path, "headers": dict(self.headers), "upstream": port}
        body = json.dumps(told).encode()
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


def pages_in(folder: Path) -> Path:
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(INDEX)
    (folder / "favicon.svg").write_text("<svg/>")
    (folder / "assets" / "index-Bx1.js").write_text(SCRIPT)
    return folder


@pytest.fixture(scope="module")
def variables(log: Path) -> Iterator[dict[str, str]]:
    """An upstream for each service but that of the webhooks, which is down."""
    ports = Ports(log.parent)
    up = [name for name in UPSTREAMS if name != "INGEST_UPSTREAM"]
    upstreams = {name: ThreadingHTTPServer(("127.0.0.1", ports.choose(name)), Echo) for name in up}
    for upstream in upstreams.values():
        threading.Thread(target=upstream.serve_forever, daemon=True).start()
    addresses = {name: f"127.0.0.1:{ports.choose(name)}" for name in UPSTREAMS}
    pages = str(pages_in(log.parent / "dist"))
    yield addresses | {"GATEWAY_PAGES": pages, "GATEWAY_MEDIA_ORIGINS": MEDIA}
    for upstream in upstreams.values():
        upstream.shutdown()
        upstream.server_close()


@pytest.fixture(scope="module")
def port(log: Path, variables: dict[str, str]) -> Iterator[int]:
    """A gateway that strangers talk to."""
    with running(log, variables) as port:
        yield port


@contextmanager
def running(log: Path, variables: Mapping[str, str]) -> Iterator[int]:
    home = log.with_suffix("")
    program = gateway.program(home, Ports(log.parent).choose(home.name), variables)
    with (
        log.open("wb") as output,
        subprocess.Popen(program.command, stdout=output, stderr=output) as process,
    ):
        wait_until_ready(program.check)
        yield program.ports["http"]
        process.terminate()


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
    "path",
    [
        *("/api", "/api/", "/api/auth", "/api/webhooks", "/api/other/x", "//api/auth/x"),
        *("/livez", "/readyz", "/metrics", "/assets", "/assets/gone.js", "/gone.svg"),
        "/index.html",
    ],
)
def test_s45_what_is_not_served_is_a_problem_and_never_a_redirect(port: int, path: str) -> None:
    status, headers, body = ask(port, "GET", path)

    assert (status, headers["content-type"]) == (404, PROBLEM)
    assert json.loads(body)["status"] == 404


@pytest.mark.parametrize("path", PAGES)
def test_the_address_of_a_page_is_answered_with_the_document(port: int, path: str) -> None:
    status, headers, body = ask(port, "GET", path)

    assert (status, body.decode()) == (200, INDEX)
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["/nothing", "/posts/", "/posts/a/b", "/sign-in/x", "/assets/../x.js", "/x/index.html"]
)
def test_the_document_says_404_where_there_is_no_page(port: int, path: str) -> None:
    status, headers, body = ask(port, "GET", path)

    assert (status, body.decode()) == (404, INDEX)
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize("path", [*PAGES, "/nothing"])
def test_s32_every_page_has_the_headers_that_fence_it_in(port: int, path: str) -> None:
    _, headers, _ = ask(port, "GET", path)

    policy = headers["content-security-policy"].split("; ")
    assert policy[:3] == ["default-src 'none'", "script-src 'self'", "style-src 'self'"]
    assert f"img-src 'self' data: blob: {MEDIA}" in policy
    assert f"media-src 'self' blob: {MEDIA}" in policy
    assert {"base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"} <= set(policy)
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["permissions-policy"] == "camera=(), microphone=(), geolocation=()"


def test_a_file_named_after_its_content_is_kept_for_a_year(port: int) -> None:
    status, headers, body = ask(port, "GET", "/assets/index-Bx1.js")

    assert (status, body.decode()) == (200, SCRIPT)
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["content-type"] == "text/javascript"
    assert headers["x-content-type-options"] == "nosniff"


def test_a_missing_file_is_not_kept(port: int) -> None:
    assert "cache-control" not in ask(port, "GET", "/assets/gone.js")[1]


def test_a_file_beside_the_document_is_asked_for_again(port: int) -> None:
    status, headers, _ = ask(port, "GET", "/favicon.svg")

    assert (status, headers["content-type"]) == (200, "image/svg+xml")
    assert headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("path", "packed"), [("/", True), ("/assets/index-Bx1.js", True), ("/api/auth/session", False)]
)
def test_files_are_packed_and_answers_of_the_api_never(port: int, path: str, packed: bool) -> None:
    _, headers, _ = ask(port, "GET", path, **{"Accept-Encoding": "gzip"})

    assert (headers.get("content-encoding") == "gzip") is packed


def test_a_page_can_only_be_read(port: int) -> None:
    status, headers, body = ask(port, "POST", "/sign-in")

    assert (status, headers["content-type"]) == (405, PROBLEM)
    assert json.loads(body)["status"] == 405


def test_a_path_and_its_query_arrive_untouched(port: int) -> None:
    _, _, body = ask(port, "GET", "/api/auth/tiktok/callback?code=a%2Ab%21&state=s%20t")

    assert json.loads(body)["path"] == "/api/auth/tiktok/callback?code=a%2Ab%21&state=s%20t"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/auth/session", "AUTH_UPSTREAM"),
        ("/api/tiktok/status/1", "TIKTOK_UPSTREAM"),
        ("/api/instagram/status/1", "INSTAGRAM_UPSTREAM"),
        ("/api/crm/accounts", "CRM_UPSTREAM"),
    ],
)
def test_each_path_leads_to_its_service(
    path: str, name: str, port: int, variables: dict[str, str]
) -> None:
    _, _, body = ask(port, "GET", path)

    assert f"127.0.0.1:{json.loads(body)['upstream']}" == variables[name]


def test_queries_are_never_logged(port: int, log: Path) -> None:
    ask(port, "GET", "/api/auth/tiktok/callback?code=canary")
    ask(port, "POST", "/api/webhooks/tiktok?code=canary")
    ask(port, "GET", "/api/webhooks/instagram?hub.verify_token=canary")
    ask(port, "GET", "/platforms/connect/tiktok?code=canary")
    ask(port, "GET", "/nothing?code=canary")

    logged = log.read_text()
    assert '"route":"/platforms/connect/tiktok"' in logged
    assert '"route":"/nothing"' in logged
    assert "/api/auth/tiktok/callback" in logged
    assert "/api/webhooks/tiktok" in logged
    assert "/api/webhooks/instagram" in logged
    assert "canary" not in logged


def test_a_caller_cannot_claim_another_address(port: int) -> None:
    claims = {"X-Forwarded-For": "6.6.6.6", "Forwarded": "for=6.6.6.6", "X-Forwarded-Proto": "x"}

    _, _, body = ask(port, "GET", "/api/auth/session", **claims)

    seen = json.loads(body)["headers"]
    assert (seen["X-Forwarded-For"], seen["X-Forwarded-Proto"]) == ("127.0.0.1", "http")
    assert "Forwarded" not in seen


def test_s44_behind_a_load_balancer_the_caller_is_whom_it_names_last(
    log: Path, variables: dict[str, str]
) -> None:
    trusting = variables | {"GATEWAY_TRUSTED_PROXIES": "127.0.0.0/8"}
    with running(log.with_name("trusting.log"), trusting) as port:
        _, _, body = ask(
            port, "GET", "/api/auth/session", **{"X-Forwarded-For": "6.6.6.6, 203.0.113.7"}
        )

    assert json.loads(body)["headers"]["X-Forwarded-For"] == "203.0.113.7"


def test_a_service_that_is_down_is_a_problem_to_be_tried_again(port: int) -> None:
    status, headers, body = ask(port, "POST", "/api/webhooks/tiktok")

    assert (status, headers["content-type"]) == (502, PROBLEM)
    assert (headers["retry-after"], json.loads(body)["status"]) == ("2", 502)


@pytest.mark.parametrize(
    ("method", "path", "refused"),
    [
        ("GET", "/api/other", 404),
        ("POST", "/", 405),
        ("POST", "/api/webhooks/tiktok", 502),
    ],
)
def test_s41_a_problem_of_the_gateways_own_has_a_trace_id_that_its_log_holds(
    method: str, path: str, refused: int, port: int, log: Path
) -> None:
    status, headers, body = ask(port, method, path)

    trace_id = json.loads(body)["trace_id"]
    assert (status, headers["content-type"], headers["trace-id"]) == (refused, PROBLEM, trace_id)
    assert len(trace_id) == 32
    deadline = time.monotonic() + 20
    while trace_id not in log.read_text():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_large_body_is_refused_but_for_uploads(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest("POST", "/api/auth/login")
    connection.putheader("Content-Length", str(2_000_000))
    connection.endheaders()

    assert connection.getresponse().status == 413
    connection.close()


@pytest.mark.parametrize("path", ["/api/tiktok/upload/one", "/api/instagram/assets/one"])
def test_an_upload_reaches_the_service_while_it_is_still_being_sent(port: int, path: str) -> None:
    Echo.first_byte.clear()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest("PATCH", path)
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


def test_media_come_from_the_operators_verified_addresses() -> None:
    given = "http://127.0.0.1:8090/media/, https://a.example/x/,https://a.example/y/,b.example"

    assert gateway.origins(given) == (
        "http://127.0.0.1:8090 https://a.example https://b.example https://*.b.example"
    )
    assert gateway.origins("") == ""
