"""What the sandbox is told at start: where it listens and which app is registered with it."""

from collections.abc import Sequence
from typing import Annotated, Literal, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

AppType = Literal["web", "desktop"]

LOOPBACK = frozenset({"localhost", "127.0.0.1"})
MAX_REDIRECT_URIS = 10
MAX_REDIRECT_URI_LENGTH = 511


def split_commas(value: object) -> object:
    """`a, b` as it stands in an environment variable; anything else is left to pydantic."""
    if not isinstance(value, str):
        return value
    return [part.strip() for part in value.split(",") if part.strip()]


def without_slash(address: str) -> str:
    """An address to which a path can be appended."""
    return address.rstrip("/")


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(split_commas)]


class Settings(BaseSettings):
    """Read once; a malformed variable stops the sandbox at start."""

    model_config = SettingsConfigDict(env_prefix="SANDBOX_", frozen=True, extra="ignore")

    host: str = Field("127.0.0.1", description="interface to listen on")
    port: int = Field(8090, ge=0, le=65535, description="API, authorize page and control API")
    upload_port: int = Field(8091, ge=0, le=65535, description="upload host")
    public_url: Annotated[str, AfterValidator(without_slash)] = Field(
        "", description="address of PORT as others see it; default http://HOST:PORT"
    )
    upload_url: Annotated[str, AfterValidator(without_slash)] = Field(
        "", description="address of UPLOAD_PORT as others see it; default http://HOST:UPLOAD_PORT"
    )
    client_key: str = Field("awsandbox0postlog", min_length=1, description="the app's client key")
    client_secret: str = Field(
        "sandbox-secret-not-for-production",
        min_length=1,
        repr=False,
        description="the app's secret; also the key of webhook signatures",
    )
    app_type: AppType = Field("web", description="web or desktop: decides redirect and PKCE rules")
    redirect_uris: Names = Field(
        ("http://127.0.0.1:8080/api/auth/tiktok/callback",),
        max_length=MAX_REDIRECT_URIS,
        description="registered redirect URIs, comma separated",
    )

    verified_domains: Names = Field(
        (), description="domains from which TikTok may fetch, comma separated"
    )
    verified_prefixes: Names = Field((), description="URL prefixes from which TikTok may fetch")

    @model_validator(mode="after")
    def refuse_unregistrable_redirect_uris(self) -> Self:
        """The portal would not have taken them either."""
        for uri in self.redirect_uris:
            check_redirect_uri(uri, self.app_type)
        return self


def check_redirect_uri(uri: str, app_type: AppType) -> None:
    """Raise ValueError where TikTok's portal would refuse to register the address.

    One thing is wider here: a web app may register plain http on the loopback, since the sandbox
    is tried on one machine.
    """
    # https://developers.tiktok.com/doc/login-kit-web
    # https://developers.tiktok.com/doc/login-kit-desktop
    # a desktop app may register "*" as its port, which urlsplit would read as a malformed number
    parts = urlsplit(uri.replace(":*", ":1", 1))
    if len(uri) > MAX_REDIRECT_URI_LENGTH or not parts.hostname or "#" in uri or parts.query:
        raise ValueError(f"{uri!r} is not an absolute, static address of under 512 characters")
    if app_type == "desktop" and (parts.hostname not in LOOPBACK or parts.port is None):
        raise ValueError(f"{uri!r}: a desktop app names a loopback host and a port")
    if not _has_allowed_scheme(parts):
        raise ValueError(f"{uri!r}: https only, or http on the loopback")


def _has_allowed_scheme(parts: SplitResult) -> bool:
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def is_registered(uri: str, registered: Sequence[str]) -> bool:
    """Byte for byte, but for the port where a desktop app registered `*`."""
    return any(uri == known or _matches_any_port(uri, known) for known in registered)


def _matches_any_port(uri: str, known: str) -> bool:
    before, star, after = known.partition(":*")
    if not star or not uri.startswith(f"{before}:") or not uri.endswith(after):
        return False
    return uri[len(before) + 1 : len(uri) - len(after)].isdecimal()
