"""Where a running Postlog is: from the `stack.json` of whoever started it, or the environment."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

NAMES = {
    "gateway": "gateway_url",
    "sandbox": "sandbox_url",
    "sandbox_instagram": "sandbox_instagram_url",
    "kafka": "kafka_bootstrap_servers",
    "postgres": "postgres_url",
}


@dataclass(frozen=True)
class Addresses:
    """The doors: the public one, the sandbox's as TikTok and as Instagram, log and database."""

    gateway: str
    sandbox: str
    sandbox_instagram: str
    kafka: str
    postgres: str

    @classmethod
    def read(cls, path: Path) -> "Addresses":
        """Read a `stack.json`."""
        written = json.loads(path.read_bytes())
        played = written["sandbox_urls"]
        sandboxes = {
            "sandbox_url": played.get("tiktok", ""),
            "sandbox_instagram_url": played.get("instagram", ""),
        }
        return cls._of(written | sandboxes)

    @classmethod
    def from_environment(cls) -> "Addresses":
        """Read GATEWAY_URL, SANDBOX_URL, SANDBOX_INSTAGRAM_URL, and those of the servers."""
        return cls._of({name: os.environ.get(name.upper(), "") for name in NAMES.values()})

    @classmethod
    def _of(cls, written: Mapping[str, str]) -> "Addresses":
        found = {field: written.get(name, "").rstrip("/") for field, name in NAMES.items()}
        if missing := [NAMES[field] for field, address in found.items() if not address]:
            raise ValueError(f"no address for {', '.join(missing)}")
        return cls(**found)
