"""Where a running Postlog is: from the `stack.json` of whoever started it, or the environment."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

NAMES = {
    "gateway": "gateway_url",
    "sandbox": "sandbox_url",
    "kafka": "kafka_bootstrap_servers",
    "postgres": "postgres_url",
}


@dataclass(frozen=True)
class Addresses:
    """The four doors: the public one, the sandbox's, the log's and the database's."""

    gateway: str
    sandbox: str
    kafka: str
    postgres: str

    @classmethod
    def read(cls, path: Path) -> "Addresses":
        """Read a `stack.json`."""
        return cls._of(json.loads(path.read_bytes()))

    @classmethod
    def from_environment(cls) -> "Addresses":
        """Read GATEWAY_URL, SANDBOX_URL, KAFKA_BOOTSTRAP_SERVERS and POSTGRES_URL."""
        return cls._of({name: os.environ.get(name.upper(), "") for name in NAMES.values()})

    @classmethod
    def _of(cls, written: Mapping[str, str]) -> "Addresses":
        found = {field: written.get(name, "").rstrip("/") for field, name in NAMES.items()}
        if missing := [NAMES[field] for field, address in found.items() if not address]:
            raise ValueError(f"no address for {', '.join(missing)}")
        return cls(**found)
