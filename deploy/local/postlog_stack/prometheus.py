"""Prometheus beside the services: it scrapes each of them and evaluates the alerts."""

import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from . import tools
from .layout import CHECKOUT
from .program import Program
from .services import require_ok

NAME = "prometheus"
SOURCE = CHECKOUT / "deploy" / "prometheus"
RETENTION = "15d"


@dataclass(frozen=True)
class Server:
    """A server's directory and port; `tools` is where its programs are."""

    home: Path
    port: int
    bin: Path

    def prepare(self, programs: Iterable[Program]) -> None:
        """Write what it reads; a server that runs notices by itself where its targets changed."""
        self.home.mkdir(exist_ok=True)
        shutil.copy(SOURCE / "prometheus.yml", self.home)
        shutil.rmtree(self.home / "rules", ignore_errors=True)
        shutil.copytree(SOURCE / "rules", self.home / "rules")
        fresh = self.home / "targets.new"
        fresh.write_text(json.dumps(targets(programs), indent=2) + "\n")
        fresh.replace(self.home / "targets.json")

    def program(self) -> Program:
        """Give the server as a program."""
        return Program(
            NAME,
            (
                str(self.bin / "prometheus"),
                f"--config.file={self.home / 'prometheus.yml'}",
                f"--storage.tsdb.path={self.home / 'data'}",
                f"--storage.tsdb.retention.time={RETENTION}",
                f"--web.listen-address=127.0.0.1:{self.port}",
                *self._pages(),
            ),
            lambda: require_ok(self.port, "/-/ready"),
            ports={"http": self.port},
        )

    def _pages(self) -> tuple[str, ...]:
        """Say where Debian's build has its pages; other builds hold them within."""
        assets = self.bin.parent / "share" / "prometheus" / "web"
        return (f"--web.local-assets={assets}",) if assets.exists() else ()


def targets(programs: Iterable[Program]) -> list[dict[str, object]]:
    """Give what is scraped: each program that has an internal port, under its own name."""
    return [
        {
            "targets": [f"127.0.0.1:{program.ports['internal']}"],
            "labels": {"program": program.name},
        }
        for program in programs
        if "internal" in program.ports
    ]


def prepared(home: Path, port: int, programs: Iterable[Program]) -> Server:
    """Prepare the server of a stack; on a new machine this fetches Prometheus first."""
    server = Server(home, port, tools.prometheus_bin())
    server.prepare(programs)
    return server
