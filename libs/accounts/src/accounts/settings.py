"""What the processes of every platform's service read at their start."""

from pathlib import Path
from typing import Self

from pydantic import PositiveFloat, model_validator

from common.settings import DatabaseSettings


class AccountSettings(DatabaseSettings):
    """The key rings, how often the leader looks, and where a test lets the process die."""

    session_keys_file: Path
    token_keyring_file: Path
    grant_keyring_file: Path
    timer_seconds: PositiveFloat = 1.0
    fault_point_file: Path | None = None

    @model_validator(mode="after")
    def _refuse_fault_points(self) -> Self:
        if self.is_production and self.fault_point_file is not None:
            raise ValueError("FAULT_POINT_FILE kills the process for tests; production refuses it")
        return self
