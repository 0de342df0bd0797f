"""Who we are to TikTok, and where TikTok is."""

from dataclasses import dataclass, field
from typing import Literal

API_URL = "https://open.tiktokapis.com"
AUTHORIZE_URL = "https://www.tiktok.com/v2/auth/authorize/"
UPLOAD_HOSTS = (".tiktokapis.com",)
# https://developers.tiktok.com/doc/tiktok-api-scopes
REQUIRED_SCOPE = "user.info.basic"
SCOPES = (REQUIRED_SCOPE, "video.publish", "video.upload", "video.list")
"""What is asked for where the installation names nothing."""
KNOWN_SCOPES = (*SCOPES, "user.info.profile")


@dataclass(frozen=True, slots=True)
class TikTokApp:
    """One registered app; the first secret is used for calls, all of them for verification.

    `upload_hosts` holds suffixes (`.tiktokapis.com`, https only) or exact `host:port`s.
    `verified_url_prefixes` holds the domains and prefixes that TikTok has verified as ours.
    `scopes` are the permissions that a user is asked for.
    The timeouts are the whole time of a call, its repeats included, in seconds.
    """

    client_key: str
    client_secrets: tuple[str, ...] = field(repr=False)
    authorize_url: str = AUTHORIZE_URL
    api_url: str = API_URL
    upload_hosts: tuple[str, ...] = UPLOAD_HOSTS
    verified_url_prefixes: tuple[str, ...] = ()
    pkce: Literal["hex", "none"] = "hex"
    scopes: tuple[str, ...] = SCOPES
    call_timeout: float = 15.0
    refresh_timeout: float = 20.0
    upload_timeout: float = 300.0

    @property
    def client_secret(self) -> str:
        """The secret that calls are made with."""
        return self.client_secrets[0]
