"""What the processes of this service read at their start."""

from datetime import timedelta
from math import ceil
from typing import Self

from pydantic import PositiveFloat, PositiveInt, model_validator

from accounts.settings import AccountSettings
from accounts.tokens.vault import LEASE
from accounts.turns import Turns
from platforms.tiktok.settings import PICTURE_HOSTS, TikTokSettings, is_picture_host
from tiktok.platform import turns
from tiktok.publishing.drafts import InboxSlots


class TikTokServiceSettings(TikTokSettings, AccountSettings):
    """`TIKTOK_*`, and how patient to be."""

    tiktok_avatar_hosts: str = ",".join(PICTURE_HOSTS)
    upload_buffer_bytes: PositiveInt = 128 << 20
    tiktok_pending_share_limit: PositiveInt = 5
    tiktok_pending_share_seconds: PositiveInt = 24 * 3600
    tiktok_sample_hours: PositiveFloat = 24.0
    tiktok_reconcile_hours: PositiveFloat = 24.0
    tiktok_refreshes_per_second: PositiveFloat = 20.0
    init_lost_after_seconds: PositiveFloat = 90.0  # init, refresh and init again take up to 50

    def slots(self) -> InboxSlots:
        """Give the inbox slots for drafts, as TikTok is known to count them."""
        life = timedelta(seconds=self.tiktok_pending_share_seconds)
        return InboxSlots(self.tiktok_pending_share_limit, life)

    def turns(self) -> Turns:
        """Give how often every account's totals and video list are asked for."""
        return turns(
            sample=timedelta(hours=self.tiktok_sample_hours),
            reconcile=timedelta(hours=self.tiktok_reconcile_hours),
        )

    @property
    def avatar_hosts(self) -> tuple[str, ...]:
        """Where accounts' pictures may be fetched from."""
        found = (host.strip() for host in self.tiktok_avatar_hosts.split(","))
        return tuple(host for host in found if host)

    @property
    def refreshes_a_round(self) -> int:
        """How many refreshes the leader may command each time it looks."""
        return ceil(self.tiktok_refreshes_per_second * self.timer_seconds)

    @model_validator(mode="after")
    def _refuse_unreal_pictures(self) -> Self:
        if self.is_production and not all(map(is_picture_host, self.avatar_hosts)):
            real = ", ".join(PICTURE_HOSTS)
            raise ValueError(f"production needs TIKTOK_AVATAR_HOSTS under {real}")
        return self

    @model_validator(mode="after")
    def _refuse_long_refreshes(self) -> Self:
        if self.tiktok_refresh_timeout >= LEASE.total_seconds():
            raise ValueError(f"TIKTOK_REFRESH_TIMEOUT must be less than {LEASE.seconds} seconds")
        return self
