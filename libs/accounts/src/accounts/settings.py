"""What the processes of every platform's service read at their start."""

from pathlib import Path

from pydantic import PositiveFloat

from common.settings import DatabaseSettings, FaultPointSettings


class AccountSettings(DatabaseSettings, FaultPointSettings):
    """The key rings, how often the leader looks, and where a test lets the process die."""

    session_keys_file: Path
    token_keyring_file: Path
    grant_keyring_file: Path
    timer_seconds: PositiveFloat = 1.0
