"""`stack.json`: what a stack tells everyone who wants to use it."""

import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError


class ProgramRecord(BaseModel):
    """Where one program listens, and its process when the record was written."""

    model_config = ConfigDict(frozen=True)

    pid: int = 0
    ports: dict[str, int] = {}
    log: str = ""


class StackRecord(BaseModel):
    """The addresses of a running stack; an address is empty where its program is not in it."""

    model_config = ConfigDict(frozen=True)

    kind: str = "native"
    state: str
    kafka_bootstrap_servers: str = ""
    postgres_url: str = ""
    role_urls: dict[str, str] = {}
    gateway_url: str = ""
    sandbox_urls: dict[str, str] = {}
    """Where the sandbox has its page and control API, for each platform that it plays."""
    prometheus_url: str = ""
    programs: dict[str, ProgramRecord] = {}

    def ports(self) -> dict[str, int]:
        """List every port as `program.use`."""
        return {
            f"{name}.{use}": port
            for name, program in self.programs.items()
            for use, port in program.ports.items()
        }

    def write(self, path: Path) -> None:
        """Replace the file in one step: a reader sees the old one or the new one."""
        fresh = path.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(self.model_dump_json(indent=2) + "\n")
        os.replace(fresh, path)


def read(path: Path) -> StackRecord | None:
    """Read a record; one that is missing or damaged counts as none."""
    try:
        return StackRecord.model_validate_json(path.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None
