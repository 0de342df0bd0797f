"""Instagram's environment variables, as a mixin for a service's settings."""

import re
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, SecretStr, model_validator

from platforms.instagram import app as apps
from platforms.instagram.app import OWN_SCOPES, InstagramApp
from platforms.scopes import asked_scopes

Seconds = Annotated[float, Field(gt=0, le=3600)]
VERSION = re.compile(r"v([0-9]{2,3})\.0")
REAL_ADDRESSES = {
    "instagram_dialog_url": apps.DIALOG_URL,
    "instagram_graph_url": apps.GRAPH_URL,
    "instagram_rupload_url": apps.RUPLOAD_URL,
    "instagram_login_dialog_url": apps.INSTAGRAM_DIALOG_URL,
    "instagram_login_exchange_url": apps.INSTAGRAM_EXCHANGE_URL,
    "instagram_login_graph_url": apps.INSTAGRAM_GRAPH_URL,
}


class InstagramSettings(BaseModel):
    """`INSTAGRAM_*`: an app for Facebook Login or Unified Login, one for Instagram Login, or both.

    With neither, the installation has no Instagram.
    `INSTAGRAM_CONFIG_ID` names a configuration of Facebook Login for Business. Secrets are
    comma-separated during a rotation: calls use the first.
    """

    platform_environment: Literal["production", "development"] = "production"
    instagram_login: Literal["facebook", "unified"] = "facebook"
    instagram_app_id: str = ""
    instagram_app_secret: SecretStr = SecretStr("")
    instagram_config_id: str = ""
    instagram_dialog_url: str = apps.DIALOG_URL
    instagram_graph_url: str = apps.GRAPH_URL
    instagram_rupload_url: str = apps.RUPLOAD_URL
    instagram_login_app_id: str = ""
    instagram_login_app_secret: SecretStr = SecretStr("")
    instagram_login_dialog_url: str = apps.INSTAGRAM_DIALOG_URL
    instagram_login_exchange_url: str = apps.INSTAGRAM_EXCHANGE_URL
    instagram_login_graph_url: str = apps.INSTAGRAM_GRAPH_URL
    instagram_graph_version: str = apps.VERSION
    instagram_scopes: str = ",".join(apps.SCOPES)
    instagram_call_timeout: Seconds = 20.0
    instagram_upload_timeout: Seconds = 600.0

    @model_validator(mode="after")
    def _refuse_unusable_instagram(self) -> Self:
        _check_version(self.instagram_graph_version)
        _check_app("INSTAGRAM_APP", self.instagram_app_id, self.instagram_app_secret)
        _check_app("INSTAGRAM_LOGIN_APP", self.instagram_login_app_id,
                   self.instagram_login_app_secret)  # fmt: skip
        _ = self._asked_scopes
        if self.instagram_login == "unified" and not self.instagram_config_id:
            raise ValueError("Unified Login needs INSTAGRAM_CONFIG_ID")
        if self.platform_environment == "production":
            _refuse_unreal_addresses(self)
        return self

    @property
    def _asked_scopes(self) -> tuple[str, ...]:
        known = (*apps.SCOPES, *apps.EXTRA_SCOPES)
        return asked_scopes("INSTAGRAM_SCOPES", self.instagram_scopes, known, apps.REQUIRED_SCOPE)

    def instagram_apps(self) -> tuple[InstagramApp, ...]:
        """Give the apps that are set, that of Facebook's side first."""
        return (*self._facebook_app(), *self._instagram_app())

    def _facebook_app(self) -> tuple[InstagramApp, ...]:
        if not self.instagram_app_id:
            return ()
        graph = self.instagram_graph_url.rstrip("/")
        return (
            InstagramApp(
                login=self.instagram_login,
                app_id=self.instagram_app_id,
                app_secrets=_items(self.instagram_app_secret),
                dialog_url=self.instagram_dialog_url.rstrip("/"),
                exchange_url=graph,
                graph_url=graph,
                rupload_url=self.instagram_rupload_url.rstrip("/"),
                version=self.instagram_graph_version,
                config_id=self.instagram_config_id,
                scopes=self._asked_scopes,
                call_timeout=self.instagram_call_timeout,
                upload_timeout=self.instagram_upload_timeout,
            ),
        )

    def _instagram_app(self) -> tuple[InstagramApp, ...]:
        if not self.instagram_login_app_id:
            return ()
        asked = self._asked_scopes
        return (
            InstagramApp(
                login="instagram",
                app_id=self.instagram_login_app_id,
                app_secrets=_items(self.instagram_login_app_secret),
                dialog_url=self.instagram_login_dialog_url.rstrip("/"),
                exchange_url=self.instagram_login_exchange_url.rstrip("/"),
                graph_url=self.instagram_login_graph_url.rstrip("/"),
                rupload_url="",
                version=self.instagram_graph_version,
                scopes=tuple(own for own, scope in OWN_SCOPES.items() if scope in asked),
                call_timeout=self.instagram_call_timeout,
                upload_timeout=self.instagram_upload_timeout,
            ),
        )


def _check_version(version: str) -> None:
    """Refuse a version that has ended: Meta would answer by another one, without a word."""
    told = VERSION.fullmatch(version)
    if told is None or int(told[1]) < apps.OLDEST_VERSION:
        oldest = f"v{apps.OLDEST_VERSION}.0"
        raise ValueError(f"INSTAGRAM_GRAPH_VERSION must be like {apps.VERSION}, {oldest} or later")


def _check_app(name: str, app_id: str, secret: SecretStr) -> None:
    if bool(app_id) != bool(_items(secret)):
        raise ValueError(f"{name}_ID and {name}_SECRET must be set together")


def _refuse_unreal_addresses(settings: InstagramSettings) -> None:
    """Let `production` start only with Meta's own addresses over https: tokens go there."""
    for field, real in REAL_ADDRESSES.items():
        if getattr(settings, field).rstrip("/") != real:
            raise ValueError(f"production needs {field.upper()}={real}")


def _items(text: SecretStr) -> tuple[str, ...]:
    return tuple(item.strip() for item in text.get_secret_value().split(",") if item.strip())
