"""Settings that cannot work are refused at the start."""

import pytest
from pydantic import ValidationError

from platforms.instagram.settings import InstagramSettings
from platforms.tiktok.settings import TikTokSettings

FACEBOOK = {"instagram_app_id": "7", "instagram_app_secret": "new, old"}
OWN = {"instagram_login_app_id": "8", "instagram_login_app_secret": "s"}


def test_both_apps_may_be_set_and_each_keeps_its_hosts() -> None:
    facebook, own = InstagramSettings(**FACEBOOK, **OWN).instagram_apps()

    assert (facebook.login, facebook.app_secrets) == ("facebook", ("new", "old"))
    assert (own.login, own.exchange_url) == ("instagram", "https://api.instagram.com")
    assert (facebook.graph_url, own.graph_url) == (
        "https://graph.facebook.com",
        "https://graph.instagram.com",
    )


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"instagram_app_id": "7"}, "INSTAGRAM_APP_SECRET"),
        ({**OWN, "instagram_app_secret": "s"}, "INSTAGRAM_APP_ID"),
        ({**FACEBOOK, "instagram_graph_version": "v20.0"}, "INSTAGRAM_GRAPH_VERSION"),
        ({**FACEBOOK, "instagram_graph_version": "26"}, "INSTAGRAM_GRAPH_VERSION"),
        ({**FACEBOOK, "instagram_login": "unified"}, "INSTAGRAM_CONFIG_ID"),
        ({**FACEBOOK, "instagram_scopes": "pages_show_list"}, "INSTAGRAM_SCOPES"),
        ({**OWN, "instagram_scopes": "instagram_basic,everything"}, "INSTAGRAM_SCOPES"),
        ({**FACEBOOK, "instagram_graph_url": "https://graph.test"}, "INSTAGRAM_GRAPH_URL"),
        ({**OWN, "instagram_login_graph_url": "http://x"}, "INSTAGRAM_LOGIN_GRAPH_URL"),
    ],
)
def test_what_cannot_work_is_named(settings: dict[str, str], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        InstagramSettings.model_validate(settings)


def test_other_addresses_are_for_development() -> None:
    settings = {
        **FACEBOOK,
        "instagram_graph_url": "http://127.0.0.1:9/",
        "platform_environment": "development",
    }

    (app,) = InstagramSettings.model_validate(settings).instagram_apps()

    assert app.graph_url == app.exchange_url == "http://127.0.0.1:9"


def test_an_installation_may_have_no_app() -> None:
    assert InstagramSettings().instagram_apps() == ()


def test_each_login_asks_for_the_scopes_in_its_own_names() -> None:
    scopes = "pages_show_list,instagram_manage_contents,instagram_basic"

    apps = InstagramSettings(**FACEBOOK, **OWN, instagram_scopes=scopes).instagram_apps()

    assert [app.scopes for app in apps] == [
        ("instagram_basic", "pages_show_list", "instagram_manage_contents"),
        ("instagram_business_basic",),
    ]


@pytest.mark.parametrize(
    "wrong", [{"instagram_graph_version": "v1.0"}, {"tiktok_client_secret": " "}]
)
def test_beside_the_settings_of_another_platform_both_are_checked(wrong: dict[str, str]) -> None:
    class Both(TikTokSettings, InstagramSettings):
        """What a service of several platforms reads."""

    good = {**FACEBOOK, "tiktok_client_key": "k", "tiktok_client_secret": "s"}

    assert Both.model_validate(good).instagram_apps()
    with pytest.raises(ValidationError):
        Both.model_validate({**good, **wrong})
