"""Settings that cannot work are refused at the start."""

import pytest
from pydantic import ValidationError

from platforms.instagram.settings import InstagramSettings

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
        ({}, "INSTAGRAM_APP_ID"),
        ({"instagram_app_id": "7"}, "INSTAGRAM_APP_SECRET"),
        ({**OWN, "instagram_app_secret": "s"}, "INSTAGRAM_APP_ID"),
        ({**FACEBOOK, "instagram_graph_version": "v20.0"}, "INSTAGRAM_GRAPH_VERSION"),
        ({**FACEBOOK, "instagram_graph_version": "26"}, "INSTAGRAM_GRAPH_VERSION"),
        ({**FACEBOOK, "instagram_login": "unified"}, "INSTAGRAM_CONFIG_ID"),
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
