"""What is set at start: where Instagram listens and which apps are registered with it."""

from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

LOOPBACK = frozenset({"localhost", "127.0.0.1"})


def split_commas(value: object) -> object:
    """Split `a, b` of an environment variable; anything else is left to pydantic."""
    if not isinstance(value, str):
        return value
    return [part.strip() for part in value.split(",") if part.strip()]


def without_slash(address: str) -> str:
    """An address to which a path can be appended."""
    return address.rstrip("/")


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(split_commas)]
Address = Annotated[str, AfterValidator(without_slash)]


class Settings(BaseSettings):
    """Read once from the environment; a malformed variable stops the sandbox at start."""

    model_config = SettingsConfigDict(env_prefix="SANDBOX_INSTAGRAM_", frozen=True, extra="ignore")

    host: str = Field("127.0.0.1", description="interface to listen on")
    port: int = Field(
        8092, ge=0, le=65535, description="facebook.com, graph.facebook.com, rupload, control API"
    )
    login_port: int = Field(
        8093, ge=0, le=65535, description="instagram.com, api. and graph.instagram.com"
    )
    public_url: Address = Field("", description="address of PORT as others see it")
    login_url: Address = Field("", description="address of LOGIN_PORT as others see it")
    app_url: Address = Field("", description="address of PORT as the app's own servers see it")
    fetch_instead: str = Field(
        "", description="`A=B`: what is told to be below address A is fetched below B"
    )
    app_id: str = Field("700000000000001", min_length=1, description="the app's id")
    app_secret: str = Field(
        "sandbox-facebook-secret-not-for-production",
        min_length=1,
        repr=False,
        description="its secret: key of proofs, signed requests and webhook signatures",
    )
    app_name: str = Field("Sample Planner", description="the app's name in the dialogs")
    login_app_id: str = Field(
        "700000000000002", min_length=1, description="the Instagram app id of Instagram Login"
    )
    login_app_secret: str = Field(
        "sandbox-instagram-secret-not-for-production",
        min_length=1,
        repr=False,
        description="the Instagram app secret",
    )
    config_id: str = Field(
        "900000000000001", description="configuration of Facebook Login for Business"
    )
    unified_config_id: str = Field("900000000000002", description="configuration of Unified Login")
    redirect_uris: Names = Field(
        ("http://127.0.0.1:8080/api/auth/instagram/callback",),
        description="valid OAuth redirect URIs of both apps, comma separated",
    )
    webhook_url: str = Field(
        "", description="callback URL of the app's Instagram subscription, set in its dashboard"
    )
    login_webhook_url: str = Field("", description="the same of Instagram Login's app")
    verify_token: str = Field("sim-verify", repr=False, description="what a receiver checks")
    webhook_fields: Names = Field(
        ("comments", "live_comments", "mentions", "story_insights", "messages"),
        description="fields of both subscriptions, comma separated",
    )
    client_certificate: str = Field(
        "", description="PEM file of the certificate and key that webhooks present (mTLS)"
    )
    receiver_authority: str = Field(
        "", description="PEM file of the authority that signed the receiver's certificate"
    )

    @model_validator(mode="after")
    def refuse_unregistrable_redirect_uris(self) -> Self:
        """Only https, except on the loopback, where the sandbox itself often runs."""
        for uri in self.redirect_uris:
            parts = urlsplit(uri)
            is_local = parts.scheme == "http" and parts.hostname in LOOPBACK
            if not parts.hostname or parts.fragment or not (parts.scheme == "https" or is_local):
                raise ValueError(f"{uri!r}: https only, or http on the loopback")
        return self
