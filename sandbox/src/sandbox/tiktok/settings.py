"""What is set at start: where TikTok listens and which app is registered with it."""

from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from sandbox.tiktok.oauth.redirect_uris import AppType, check_redirect_uri

MAX_REDIRECT_URIS = 10


def split_commas(value: object) -> object:
    """Split `a, b` of an environment variable; anything else is left to pydantic."""
    if not isinstance(value, str):
        return value
    return [part.strip() for part in value.split(",") if part.strip()]


def without_slash(address: str) -> str:
    """An address to which a path can be appended."""
    return address.rstrip("/")


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(split_commas)]


class Settings(BaseSettings):
    """Read once from the environment; a malformed variable stops the sandbox at start."""

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
        """TikTok's developer portal would refuse them too."""
        for uri in self.redirect_uris:
            check_redirect_uri(uri, self.app_type)
        return self
