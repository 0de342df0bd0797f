"""Connecting begins: the way to the dialog of each login."""

from collections.abc import Callable
from typing import Any

import pytest
from yarl import URL

from ...conftest import Browser, SignUp, Tables, Visit

REDIRECT = "http://127.0.0.1:8080/api/auth/instagram/callback"
SCOPES = (
    "instagram_basic,instagram_content_publish,instagram_manage_comments,"
    "instagram_manage_insights,pages_show_list,pages_read_engagement,pages_manage_metadata,"
    "business_management"
)
OWN_SCOPES = (
    "instagram_business_basic,instagram_business_content_publish,"
    "instagram_business_manage_comments,instagram_business_manage_insights"
)


async def dialog(visit: Visit, browser: Browser, query: str = "") -> URL:
    answer = await visit(browser, f"/api/auth/instagram{query}")
    assert answer.status == 302, answer.body
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    return URL(answer.headers["Location"])


@pytest.mark.parametrize("query", ["", "?login=facebook"])
async def test_facebooks_dialog_is_the_default_where_its_app_is_set(
    visit: Visit, sign_up: SignUp, instagram: Any, query: str
) -> None:
    page = await dialog(visit, (await sign_up()).browser, query)

    assert str(page.with_query(None)) == f"{instagram.url}/v26.0/dialog/oauth"
    assert page.query["client_id"] == instagram.app_id
    assert page.query["scope"] == SCOPES
    assert page.query["auth_type"] == "rerequest"
    assert (page.query["redirect_uri"], page.query["response_type"]) == (REDIRECT, "code")
    assert len(page.query["state"]) >= 43


async def test_instagrams_own_dialog_has_its_own_app_and_scopes(
    visit: Visit, sign_up: SignUp, instagram: Any
) -> None:
    page = await dialog(visit, (await sign_up()).browser, "?login=instagram")

    assert str(page.with_query(None)) == f"{instagram.login_url}/oauth/authorize"
    assert page.query["client_id"] == instagram.login_app_id
    assert page.query["scope"] == OWN_SCOPES
    assert page.query["redirect_uri"] == REDIRECT


async def test_a_login_that_nobody_offers_is_not_there(
    visit: Visit, sign_up: SignUp, tables: Callable[[], Tables]
) -> None:
    mara = await sign_up()

    answers = [
        await visit(mara.browser, "/api/auth/instagram?login=unified"),
        await visit(mara.browser, "/api/auth/tiktok?login=facebook"),
    ]

    assert [answer.status for answer in answers] == [404, 404]
    assert tables()["oauth_states"] == []


class TestUnifiedLogin:
    """A configuration takes the place of the scopes."""

    @pytest.fixture
    def instagram_settings(self, instagram_settings: Any, instagram: Any) -> Any:
        unified = {"instagram_login": "unified", "instagram_config_id": instagram.unified_config_id}
        return {**instagram_settings, **unified}

    async def test_the_dialog_names_the_configuration_and_no_scope(
        self, visit: Visit, sign_up: SignUp, instagram: Any
    ) -> None:
        page = await dialog(visit, (await sign_up()).browser)

        assert page.query["config_id"] == instagram.unified_config_id
        assert page.query["client_id"] == instagram.app_id
        assert "scope" not in page.query


class TestScopes:
    """`INSTAGRAM_SCOPES` names the permissions of both logins by those of Facebook."""

    @pytest.fixture
    def instagram_settings(self, instagram_settings: Any) -> Any:
        return {**instagram_settings, "instagram_scopes": "instagram_basic, pages_show_list"}

    async def test_each_login_asks_for_what_it_has_of_them(
        self, visit: Visit, sign_up: SignUp
    ) -> None:
        browser = (await sign_up()).browser

        facebook = await dialog(visit, browser)
        own = await dialog(visit, browser, "?login=instagram")

        assert facebook.query["scope"] == "instagram_basic,pages_show_list"
        assert own.query["scope"] == "instagram_business_basic"


class TestOnlyInstagramLogin:
    """An installation may have the app of one side alone."""

    @pytest.fixture
    def instagram_settings(self, instagram_settings: Any) -> Any:
        return {**instagram_settings, "instagram_app_id": "", "instagram_app_secret": ""}

    async def test_it_is_the_default(self, visit: Visit, sign_up: SignUp, instagram: Any) -> None:
        mara = await sign_up()

        page = await dialog(visit, mara.browser)
        other = await visit(mara.browser, "/api/auth/instagram?login=facebook")
        listed: Any = (await visit(mara.browser, "/api/auth/accounts")).json()

        assert page.query["client_id"] == instagram.login_app_id
        assert other.status == 404
        assert listed["logins"] == {"tiktok": [], "instagram": ["instagram"]}
        assert listed["asked_scopes"]["instagram"] == [
            "instagram_basic",
            "instagram_content_publish",
            "instagram_manage_comments",
            "instagram_manage_insights",
        ]


class TestNoApp:
    """An installation may have no Instagram: it is a platform that nobody knows."""

    @pytest.fixture
    def instagram_settings(self) -> Any:
        return {}

    async def test_nothing_of_it_is_offered_and_all_else_works(
        self, visit: Visit, sign_up: SignUp, host: Any
    ) -> None:
        mara, acme = await sign_up(), await host()

        statuses = [
            (await visit(mara.browser, "/api/auth/instagram")).status,
            (await visit(mara.browser, "/api/auth/instagram/callback?state=x")).status,
            (await acme.connection(provider="instagram"))[0],
            (await visit(mara.browser, "/api/auth/tiktok")).status,
        ]
        async with mara.browser.post("/api/auth/instagram/deauthorize", data=b"") as answer:
            statuses.append(answer.status)
        listed: Any = (await visit(mara.browser, "/api/auth/accounts")).json()

        assert statuses == [404, 404, 404, 302, 404]
        assert listed["asked_scopes"].keys() == {"tiktok"}
