"""Key material of a stack: made once, readable by its owner alone."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from .errors import StackError
from .layout import VENV_BIN
from .platforms import PLATFORMS


@dataclass(frozen=True)
class Keys:
    """The key files in one directory."""

    home: Path

    @property
    def sessions_private(self) -> Path:
        """Signs sessions: `auth` alone."""
        return self.home / "sessions.private.json"

    @property
    def sessions_public(self) -> Path:
        """Verifies sessions: every API."""
        return self.home / "sessions.public.json"

    def grants(self, provider: str) -> Path:
        """Seals grants on their way from `auth` to the provider's service."""
        return self.home / f"grants.{provider}.json"

    def tokens(self, provider: str) -> Path:
        """Seals tokens at rest: for the provider's service alone."""
        return self.home / f"tokens.{provider}.json"

    def create(self) -> None:
        """Make what is missing."""
        sessions = (self.sessions_private, self.sessions_public)
        _make(("auth", "keys", "new"), sessions)
        for platform in PLATFORMS:
            _make(("postlog-keyring", "new"), (self.grants(platform.name),))
            _make(("postlog-keyring", "new"), (self.tokens(platform.name),))


def _make(command: tuple[str, ...], files: tuple[Path, ...]) -> None:
    if all(file.exists() for file in files):
        return
    for file in files:
        file.unlink(missing_ok=True)
    name, *rest = command
    done = subprocess.run(
        [VENV_BIN / name, *rest, *files], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise StackError(f"{' '.join(command)} failed: {done.stderr.strip()[-500:]}")
