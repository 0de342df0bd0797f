"""A program of the stack, and what tells that it works."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

# Raises while the program does not work yet; the reason is shown if it never does.
Check = Callable[[], object]


@dataclass(frozen=True)
class Program:
    """One long-running process under supervisord."""

    name: str
    command: tuple[str, ...]
    check: Check
    environment: Mapping[str, str] = field(default_factory=dict)
    ports: Mapping[str, int] = field(default_factory=dict)
    user: str | None = None
    stop_signal: str = "TERM"
