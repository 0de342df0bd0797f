"""The stack in containers, as docker-compose.yml describes it."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from addresses import Addresses
from running import run, secret_keys

COMPOSE = ["docker", "compose"]
# A project of the tests' own: its volumes are deleted, and a developer's stay.
PROJECT = "postlog-e2e"
GET = "import urllib.request as u; print(u.urlopen('http://127.0.0.1:9000{}').read().decode())"
# The sandbox may be asked for media lists and numbers at once.
HASTE = {"INSTAGRAM_RECONCILE_HOURS": "0.01", "INSTAGRAM_SAMPLE_HOURS": "0.005"}
# What the native stack asks the sandbox's users for: the default leaves messages out.
ASKED = {
    "INSTAGRAM_SCOPES": "instagram_basic,instagram_content_publish,instagram_manage_comments,"
    "instagram_manage_insights,pages_show_list,pages_read_engagement,pages_manage_metadata,"
    "business_management,instagram_manage_messages"
}
KEY_FILES = {
    "auth-api": ("/keys/sessions-private/keys.json", "/keys/grants/keys.json"),
    "tiktok-api": ("/keys/tokens/keys.json",),
    "instagram-api": ("/keys/instagram-grants/keys.json", "/keys/instagram-tokens/keys.json"),
}


class ComposeStack:
    """Containers under `docker compose`; `project` is empty for the one that `make run` starts."""

    def __init__(self, addresses: Addresses, project: str = "") -> None:
        self.addresses = addresses
        self._project = ["--project-name", project] if project else []

    def kill(self, name: str) -> None:
        """SIGKILL; Docker does not start again what a person has killed."""
        self.run("kill", name)
        self.start(name)

    def stop(self, name: str) -> None:
        """Stop."""
        self.run("stop", name)

    def start(self, name: str) -> None:
        """Start."""
        self.run("start", name)

    def restart(self, name: str) -> None:
        """Stop and start."""
        self.run("restart", name)

    def internal(self, name: str, path: str) -> bytes | None:
        """Ask from inside the container: the port is not published."""
        with suppress(RuntimeError):
            return self.run("exec", "-T", name, "python3", "-c", GET.format(path)).encode()
        return None

    def logs(self) -> Mapping[str, bytes]:
        """Ask Docker for what every container has written."""
        names = self.run("ps", "--all", "--services").split()
        return {name: self.run("logs", "--no-color", name).encode() for name in names}

    def keys(self) -> list[str]:
        """Read the key files where they are mounted."""
        files = [(name, file) for name, paths in KEY_FILES.items() for file in paths]
        return secret_keys(self.run("exec", "-T", name, "cat", file) for name, file in files)

    def auth(self, *arguments: str) -> str:
        """Run it inside the service's container."""
        return self.run("exec", "-T", "auth-api", "auth", *arguments)

    def run(self, *arguments: str, **environment: str) -> str:
        """Say something to compose."""
        return run([*COMPOSE, *self._project, *arguments], **environment)


@contextmanager
def start_compose(**environment: str) -> Iterator[ComposeStack]:
    """Build and start everything, and delete it afterwards; the ports are docker-compose.yml's."""
    stack = ComposeStack(_published(), PROJECT)
    try:
        up = ("up", "--build", "--detach", "--wait", "--quiet-pull")
        stack.run(*up, **HASTE, **ASKED, **environment)
        yield stack
    finally:
        stack.run("down", "--volumes", "--remove-orphans")


def _published() -> Addresses:
    def at(name: str, port: str) -> str:
        return f"127.0.0.1:{os.environ.get(name, port)}"

    postgres = at("POSTGRES_PORT", "15432")
    return Addresses(
        gateway=f"http://{at('GATEWAY_PORT', '8080')}",
        sandbox=f"http://{at('SANDBOX_PORT', '8090')}",
        sandbox_instagram=f"http://{at('SANDBOX_INSTAGRAM_PORT', '8092')}",
        kafka=at("KAFKA_PORT", "19092"),
        postgres=f"postgresql://postgres:postgres-local-only@{postgres}/postlog",
    )
