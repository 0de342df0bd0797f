"""TikTok's environment variables, as a mixin for a service's settings."""

from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr, model_validator

from platforms.addresses import is_suffix_under
from platforms.scopes import asked_scopes
from platforms.tiktok.app import (
    API_URL,
    AUTHORIZE_URL,
    KNOWN_SCOPES,
    REQUIRED_SCOPE,
    SCOPES,
    UPLOAD_HOSTS,
    TikTokApp,
)
from platforms.tiktok.pull_urls import check_verified

PICTURE_HOSTS = (".tiktokcdn.com", ".tiktokcdn-us.com", ".tiktokcdn-eu.com")
Seconds = Annotated[float, Field(gt=0, le=3600)]


class TikTokSettings(BaseModel):
    """`TIKTOK_*`; lists are comma-separated text, since the environment has no lists."""

    platform_environment: Literal["production", "development"] = "production"
    tiktok_authorize_url: str = AUTHORIZE_URL
    tiktok_api_url: str = API_URL
    tiktok_client_key: str = Field(min_length=1)
    tiktok_client_secret: SecretStr
    tiktok_upload_hosts: str = ",".join(UPLOAD_HOSTS)
    tiktok_verified_url_prefixes: str = ""
    tiktok_pkce: Literal["hex", "none"] = "hex"
    tiktok_scopes: str = ",".join(SCOPES)
    tiktok_call_timeout: Seconds = 15.0
    tiktok_refresh_timeout: Seconds = 20.0
    tiktok_upload_timeout: Seconds = 300.0

    @model_validator(mode="after")
    def _refuse_unusable(self) -> Self:
        if not _items(self.tiktok_client_secret.get_secret_value()):
            raise ValueError("TIKTOK_CLIENT_SECRET is empty")
        refuse_unreal_addresses(self)
        _ = self.asked_scopes
        for entry in _items(self.tiktok_verified_url_prefixes):
            check_verified(entry, allow_http=self.platform_environment != "production")
        return self

    @property
    def asked_scopes(self) -> tuple[str, ...]:
        """Give the permissions that users are asked for."""
        return asked_scopes("TIKTOK_SCOPES", self.tiktok_scopes, KNOWN_SCOPES, REQUIRED_SCOPE)

    def tiktok_app(self) -> TikTokApp:
        """Give the app that the client and the protocol functions take."""
        return TikTokApp(
            client_key=self.tiktok_client_key,
            client_secrets=_items(self.tiktok_client_secret.get_secret_value()),
            authorize_url=self.tiktok_authorize_url,
            api_url=self.tiktok_api_url.rstrip("/"),
            upload_hosts=_items(self.tiktok_upload_hosts),
            verified_url_prefixes=_items(self.tiktok_verified_url_prefixes),
            pkce=self.tiktok_pkce,
            scopes=self.asked_scopes,
            call_timeout=self.tiktok_call_timeout,
            refresh_timeout=self.tiktok_refresh_timeout,
            upload_timeout=self.tiktok_upload_timeout,
        )


def refuse_unreal_addresses(settings: TikTokSettings) -> None:
    """Let `production` start only with TikTok's own addresses over https: tokens go there."""
    if settings.platform_environment != "production":
        return
    if settings.tiktok_authorize_url != AUTHORIZE_URL:
        raise ValueError(f"production needs TIKTOK_AUTHORIZE_URL={AUTHORIZE_URL}")
    if settings.tiktok_api_url.rstrip("/") != API_URL:
        raise ValueError(f"production needs TIKTOK_API_URL={API_URL}")
    if not all(_is_real_upload_host(host) for host in _items(settings.tiktok_upload_hosts)):
        raise ValueError("production needs TIKTOK_UPLOAD_HOSTS under .tiktokapis.com")


def _is_real_upload_host(host: str) -> bool:
    return (
        host.startswith(".")
        and urlsplit(f"https://x{host}").netloc == f"x{host}"
        and (host.endswith(UPLOAD_HOSTS))
    )


def _items(text: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in text.split(",") if item.strip())


def is_picture_host(entry: str) -> bool:
    """Tell whether an entry of `hosts` is a suffix of TikTok's own, as production wants it."""
    return is_suffix_under(entry, PICTURE_HOSTS)
