"""What runs once before the services: topics, and the tables of each service."""

import os
import subprocess
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from . import kafka
from .errors import StackError
from .health import tail
from .layout import VENV_BIN, Layout
from .platforms import PLATFORMS


@dataclass(frozen=True)
class Preparation:
    """A command that is safe to repeat; it is needed where a service of `role` runs."""

    name: str
    command: tuple[str, ...]
    role: str | None


MIGRATIONS = (
    Preparation("auth-migrate", ("auth", "migrate"), "auth"),
    *(Preparation(f"{one.name}-migrate", (one.name, "migrate"), one.name) for one in PLATFORMS),
    Preparation("crm-projector-migrate", ("crm-projector", "migrate"), "crm"),
)


def needed(cluster: kafka.Cluster | None) -> tuple[Preparation, ...]:
    """Give everything that may have to run, with topics as the cluster can hold them."""
    copies = (str(cluster.replicas), str(cluster.insync)) if cluster else ("1", "1")
    replicas, insync = copies
    options = ("--replicas", replicas, "--min-insync-replicas", insync)
    return (Preparation("topics", ("postlog-topics", "apply", *options), None), *MIGRATIONS)


def run(layout: Layout, wanted: Mapping[Preparation, Mapping[str, str]]) -> None:
    """Run them side by side, each with its environment; the first that fails stops the start."""
    with ThreadPoolExecutor() as pool:
        running = [pool.submit(_run, layout, one, given) for one, given in wanted.items()]
        for one in running:
            one.result()


def _run(layout: Layout, preparation: Preparation, environment: Mapping[str, str]) -> None:
    begun = time.monotonic()
    name, *arguments = preparation.command
    log = layout.log(preparation.name)
    with log.open("wb") as output:
        done = subprocess.run(
            [VENV_BIN / name, *arguments],
            env={"PATH": os.environ["PATH"], **environment},
            stdout=output,
            stderr=output,
            timeout=120,
            check=False,
        )
    if done.returncode:
        raise StackError(f"{' '.join(preparation.command)} failed\n{tail(log)}")
    print(f"{preparation.name:22} done after {time.monotonic() - begun:5.1f} s", flush=True)
