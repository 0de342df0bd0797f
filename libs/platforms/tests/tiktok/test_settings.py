"""The environment's TikTok settings: lists, secrets, and what production refuses."""

import pytest
from pydantic import ValidationError

from platforms.scopes import asked_scopes
from platforms.tiktok.app import SCOPES
from platforms.tiktok.settings import TikTokSettings

SANDBOX = {
    "tiktok_authorize_url": "http://127.0.0.1:8090/v2/auth/authorize/",
    "tiktok_api_url": "http://127.0.0.1:8090/",
    "tiktok_upload_hosts": "127.0.0.1:8091, .tiktokapis.com",
}


def settings(**changes: str) -> TikTokSettings:
    return TikTokSettings.model_validate(
        {"tiktok_client_key": "aw1", "tiktok_client_secret": "new,old", **changes}
    )


def test_the_defaults_are_tiktoks_own_addresses_and_fit_production() -> None:
    app = settings(platform_environment="production").tiktok_app()

    assert app.api_url == "https://open.tiktokapis.com"
    assert app.upload_hosts == (".tiktokapis.com",)
    assert (app.client_secret, app.client_secrets) == ("new", ("new", "old"))
    assert app.pkce == "hex"


def test_development_takes_other_addresses() -> None:
    app = settings(platform_environment="development", **SANDBOX).tiktok_app()

    assert app.api_url == "http://127.0.0.1:8090"
    assert app.upload_hosts == ("127.0.0.1:8091", ".tiktokapis.com")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *SANDBOX.items(),
        ("tiktok_api_url", "http://open.tiktokapis.com"),
        ("tiktok_authorize_url", "https://www.tiktok.com.evil.test/v2/auth/authorize/"),
        ("tiktok_upload_hosts", ".evil.test"),
        ("tiktok_upload_hosts", ".eviltiktokapis.com"),
        ("tiktok_upload_hosts", "upload.tiktokapis.com:443"),
    ],
)
def test_production_refuses_any_address_that_is_not_tiktoks(name: str, value: str) -> None:
    with pytest.raises(ValidationError, match="production needs"):
        settings(platform_environment="production", **{name: value})


def test_an_environment_that_is_not_said_is_production() -> None:
    with pytest.raises(ValidationError, match="production needs"):
        settings(**SANDBOX)


@pytest.mark.parametrize("secret", ["", " , "])
def test_an_empty_secret_is_refused(secret: str) -> None:
    with pytest.raises(ValidationError, match="TIKTOK_CLIENT_SECRET is empty"):
        settings(tiktok_client_secret=secret)


def test_the_secret_is_not_shown() -> None:
    assert "old" not in repr(settings())


def test_the_verified_properties_are_a_list() -> None:
    app = settings(
        tiktok_verified_url_prefixes="example.com, https://cdn.example.org/videos/"
    ).tiktok_app()

    assert app.verified_url_prefixes == ("example.com", "https://cdn.example.org/videos/")
    assert settings().tiktok_app().verified_url_prefixes == ()


@pytest.mark.parametrize("entry", ["localhost", "http://127.0.0.1:8090/media/"])
def test_a_property_that_cannot_be_verified_stops_the_process(entry: str) -> None:
    with pytest.raises(ValidationError, match=r"the prefix|is no domain"):
        settings(tiktok_verified_url_prefixes=f"example.com,{entry}")


def test_development_may_list_its_own_media_address() -> None:
    found = settings(
        platform_environment="development",
        tiktok_verified_url_prefixes="http://127.0.0.1:8090/media/",
    )

    assert found.tiktok_app().verified_url_prefixes == ("http://127.0.0.1:8090/media/",)


def test_users_are_asked_for_the_usual_permissions_where_nothing_else_is_said() -> None:
    assert settings().tiktok_app().scopes == SCOPES


def test_an_app_that_was_not_given_a_permission_does_not_ask_for_it() -> None:
    given = settings(tiktok_scopes="video.upload, user.info.basic,user.info.profile")

    assert given.tiktok_app().scopes == ("user.info.basic", "video.upload", "user.info.profile")


@pytest.mark.parametrize(
    ("scopes", "said"),
    [
        ("user.info.basic,video.publsh", "video.publsh is none of user.info.basic, video.publish"),
        ("user.info.basic,research.data", "research.data"),
        ("video.publish", "must name user.info.basic"),
        ("", "must name user.info.basic"),
        ("user.info.basic video.list", "is none of"),
    ],
)
def test_a_list_of_permissions_that_cannot_work_stops_the_process(scopes: str, said: str) -> None:
    with pytest.raises(ValidationError, match=f"TIKTOK_SCOPES.*{said}"):
        settings(tiktok_scopes=scopes)


def test_each_platform_names_its_own_setting() -> None:
    with pytest.raises(ValueError, match="INSTAGRAM_SCOPES must name basic"):
        asked_scopes("INSTAGRAM_SCOPES", "media", ("basic", "media"), "basic")
