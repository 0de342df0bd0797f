"""What the processes of this service read at their start."""

from datetime import timedelta
from math import ceil
from pathlib import Path
from typing import Self

from pydantic import PositiveFloat, model_validator

from accounts.turns import Turns
from common.settings import DatabaseSettings
from instagram.platform import turns
from platforms.instagram.settings import InstagramSettings


class InstagramServiceSettings(InstagramSettings, DatabaseSettings):
    """`INSTAGRAM_*`, the key rings, and how patient to be."""

    session_keys_file: Path
    token_keyring_file: Path
    grant_keyring_file: Path
    timer_seconds: PositiveFloat = 1.0
    instagram_sample_hours: PositiveFloat = 24.0
    instagram_reconcile_hours: PositiveFloat = 24.0
    instagram_refreshes_per_second: PositiveFloat = 20.0
    fault_point_file: Path | None = None

    def turns(self) -> Turns:
        """Give how often every account's numbers and lists are asked for."""
        return turns(
            sample=timedelta(hours=self.instagram_sample_hours),
            reconcile=timedelta(hours=self.instagram_reconcile_hours),
        )

    @property
    def refreshes_a_round(self) -> int:
        """How many refreshes the leader may command each time it looks."""
        return ceil(self.instagram_refreshes_per_second * self.timer_seconds)

    @model_validator(mode="after")
    def _refuse_fault_points(self) -> Self:
        if self.is_production and self.fault_point_file is not None:
            raise ValueError("FAULT_POINT_FILE kills the process for tests; production refuses it")
        return self
