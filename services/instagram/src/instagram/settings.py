"""What the processes of this service read at their start."""

from datetime import timedelta
from math import ceil
from typing import Literal, Self

from pydantic import PositiveFloat, PositiveInt, model_validator

from accounts.settings import AccountSettings
from accounts.tokens.vault import LEASE
from accounts.turns import Turns
from instagram.assets.settings import MediaSettings
from instagram.platform import turns
from platforms.addresses import is_suffix_under
from platforms.instagram.settings import InstagramSettings

PICTURE_HOSTS = (".cdninstagram.com", ".fbcdn.net")


class InstagramServiceSettings(InstagramSettings, MediaSettings, AccountSettings):
    """`INSTAGRAM_*`, and how patient to be.

    `INSTAGRAM_VIDEO_DELIVERY=resumable` sends uploaded videos to Meta where the login lets it, in
    the place of an address at which Meta fetches them.
    """

    instagram_avatar_hosts: str = ",".join(PICTURE_HOSTS)
    instagram_sample_hours: PositiveFloat = 24.0
    instagram_reconcile_hours: PositiveFloat = 24.0
    instagram_refreshes_per_second: PositiveFloat = 20.0
    instagram_carousel_max: PositiveInt = 10
    instagram_hashtags_advised: PositiveInt = 5
    instagram_video_delivery: Literal["address", "resumable"] = "address"

    def turns(self) -> Turns:
        """Give how often every account's numbers and lists are asked for."""
        return turns(
            sample=timedelta(hours=self.instagram_sample_hours),
            reconcile=timedelta(hours=self.instagram_reconcile_hours),
        )

    @property
    def avatar_hosts(self) -> tuple[str, ...]:
        """Where accounts' pictures may be fetched from."""
        found = (host.strip() for host in self.instagram_avatar_hosts.split(","))
        return tuple(host for host in found if host)

    @property
    def refreshes_a_round(self) -> int:
        """How many refreshes the leader may command each time it looks."""
        return ceil(self.instagram_refreshes_per_second * self.timer_seconds)

    @model_validator(mode="after")
    def _refuse_unreal_pictures(self) -> Self:
        if self.is_production and not all(map(_is_picture_host, self.avatar_hosts)):
            real = ", ".join(PICTURE_HOSTS)
            raise ValueError(f"production needs INSTAGRAM_AVATAR_HOSTS under {real}")
        return self

    @model_validator(mode="after")
    def _refuse_long_refreshes(self) -> Self:
        most = LEASE.total_seconds() / 2  # a refresh may take two calls
        if self.instagram_call_timeout >= most:
            raise ValueError(f"INSTAGRAM_CALL_TIMEOUT must be less than {most:.0f} seconds")
        return self


def _is_picture_host(entry: str) -> bool:
    return is_suffix_under(entry, PICTURE_HOSTS)
