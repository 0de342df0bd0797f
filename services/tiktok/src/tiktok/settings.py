"""What the processes of this service read at their start."""

from pathlib import Path
from typing import Self

from pydantic import PositiveFloat, PositiveInt, model_validator

from common.settings import DatabaseSettings
from platforms.tiktok.settings import TikTokSettings


class TikTokServiceSettings(TikTokSettings, DatabaseSettings):
    """`TIKTOK_*`, the key rings, and how patient to be."""

    session_keys_file: Path
    token_keyring_file: Path
    grant_keyring_file: Path
    upload_buffer_bytes: PositiveInt = 128 << 20
    timer_seconds: PositiveFloat = 1.0
    init_lost_after_seconds: PositiveFloat = 90.0  # init, refresh and init again take up to 50
    fault_point_file: Path | None = None

    @model_validator(mode="after")
    def _refuse_fault_points(self) -> Self:
        if self.is_production and self.fault_point_file is not None:
            raise ValueError("FAULT_POINT_FILE kills the process for tests; production refuses it")
        return self
