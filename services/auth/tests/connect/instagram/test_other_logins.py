"""Unified Login and Instagram Login: accounts without a Facebook Page."""

from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from auth.accounts.account import account_id
from auth.connect.grants import grant_aad
from vault.envelope import open_sealed
from vault.keyring import Keyring

from ...conftest import SignUp, Tables, Visit
from .conftest import ComeBack, Control, Switch

OWN = [
    "instagram_business_basic",
    "instagram_business_content_publish",
    "instagram_business_manage_comments",
    "instagram_business_manage_insights",
]


def grant_of(tables: Callable[[], Tables]) -> dict[str, Any]:
    [row] = tables()["outbox"]
    grant: dict[str, Any] = orjson.loads(row[4])
    return grant


class TestInstagramLogin:
    """The account itself consents, at another host, to another app."""

    async def test_the_account_is_to_be_connected_again_by_the_login_by_which_it_came(
        self, sign_up: SignUp, came_back: ComeBack
    ) -> None:
        mara = await sign_up()
        await came_back(mara.browser, "harbour.bakery", "instagram")

        answer = await mara.browser.get("/api/auth/accounts")

        [account] = (await answer.json())["accounts"]
        assert account["login"] == "instagram"

    async def test_the_account_is_connected_under_its_own_id_and_app(
        self,
        sign_up: SignUp,
        came_back: ComeBack,
        tables: Callable[[], Tables],
        key_files: tuple[Path, Path, Path],
        instagram: Any,
    ) -> None:
        mara = await sign_up()

        page = await came_back(mara.browser, "harbour.bakery", "instagram")

        grant = grant_of(tables)
        lives = datetime.fromisoformat(grant["expires_at"]) - datetime.now(UTC)
        aad = grant_aad("instagram", grant["account_id"], 1)
        sealed = b64decode(grant["sealed_tokens"])
        tokens = orjson.loads(open_sealed(Keyring.load(key_files[2]), sealed, aad))
        expected = account_id(
            "instagram", instagram.login_app_id, "17841400000000001", mara.user_id
        )
        assert page.query["connected"] == grant["account_id"] == str(expected)
        assert grant["client_key"] == instagram.login_app_id
        assert grant["platform_user_id"] == "17841400000000001"
        assert grant["username"] == "harbour.bakery"
        assert (grant["scopes"], grant["renewal"]) == (OWN, "extension")
        assert timedelta(days=59) < lives <= timedelta(days=60)
        assert tokens["access_token"].startswith("IGAA")
        assert tokens["refresh_token"] is None

    async def test_it_is_the_account_of_the_callbacks_that_is_its_grantor(
        self, sign_up: SignUp, came_back: ComeBack, tables: Callable[[], Tables]
    ) -> None:
        await came_back((await sign_up()).browser, "harbour.bakery", "instagram")

        assert grant_of(tables)["grantor_id"] == "26901400000000001"

    async def test_the_short_token_may_come_inside_data(
        self, sign_up: SignUp, came_back: ComeBack, tables: Callable[[], Tables], switch: Switch
    ) -> None:
        switch(code_answer="data", exchange_tells_expiry=False)

        await came_back((await sign_up()).browser, "leo.draws", "instagram")

        assert grant_of(tables)["scopes"] == OWN

    async def test_a_fragment_that_was_sent_on_is_cut_from_the_code(
        self, visit: Visit, sign_up: SignUp, consent: ComeBack, tables: Callable[[], Tables]
    ) -> None:
        mara = await sign_up()
        callback = await consent(mara.browser, "leo.draws", "instagram")
        ended = callback.update_query(code=f"{callback.query['code']}#_")

        await visit(mara.browser, ended)

        assert grant_of(tables)["username"] == "leo.draws"

    async def test_a_refusal_is_an_outcome(self, sign_up: SignUp, came_back: ComeBack) -> None:
        mara = await sign_up()

        page = await came_back(mara.browser, "leo.draws", "instagram", decision="cancel")

        assert page.query["error"] == "access_denied"

    async def test_a_permission_that_was_declined_limits_the_account(
        self, sign_up: SignUp, came_back: ComeBack, tables: Callable[[], Tables]
    ) -> None:
        refused = "instagram_business_manage_comments"

        await came_back((await sign_up()).browser, "leo.draws", "instagram", decline=refused)

        assert grant_of(tables)["scopes"] == [scope for scope in OWN if scope != refused]

    @pytest.mark.parametrize(("refused", "code"), [(OWN[0], "permission_missing"), (OWN, "10")])
    async def test_without_the_basic_permission_nothing_is_connected(
        self,
        sign_up: SignUp,
        came_back: ComeBack,
        tables: Callable[[], Tables],
        refused: Any,
        code: str,
    ) -> None:
        mara = await sign_up()

        page = await came_back(mara.browser, "leo.draws", "instagram", decline=refused)

        assert page.query["error"] == code
        assert tables()["outbox"] == []

    async def test_one_account_by_both_logins_is_two_accounts_here(
        self, sign_up: SignUp, came_back: ComeBack
    ) -> None:
        mara = await sign_up()

        pages = [
            await came_back(mara.browser, "leo"),
            await came_back(mara.browser, "leo.draws", "instagram"),
        ]

        assert len({page.query["connected"] for page in pages}) == 2

    async def test_s03_the_code_of_one_login_never_goes_to_the_other(
        self, visit: Visit, sign_up: SignUp, consent: ComeBack, control: Control
    ) -> None:
        mara = await sign_up()
        facebook = await consent(mara.browser, "leo")
        own = await consent(mara.browser, "leo.draws", "instagram")
        mixed = own.update_query(state=facebook.query["state"])

        answer = await visit(mara.browser, mixed)

        assert answer.status == 303
        assert "error=" in answer.headers["Location"]
        assert control("requests?path=/oauth/access_token")["count"] == 0


class TestUnifiedLogin:
    """Which accounts were chosen is told by the token alone."""

    @pytest.fixture
    def instagram_settings(self, instagram_settings: Any, instagram: Any) -> Any:
        unified = {"instagram_login": "unified", "instagram_config_id": instagram.unified_config_id}
        return {**instagram_settings, **unified}

    async def test_the_chosen_account_is_connected_with_a_token_that_is_not_extended(
        self, sign_up: SignUp, came_back: ComeBack, tables: Callable[[], Tables], instagram: Any
    ) -> None:
        await came_back((await sign_up()).browser, "leo")

        grant = grant_of(tables)
        lives = datetime.fromisoformat(grant["expires_at"]) - datetime.now(UTC)
        assert (grant["client_key"], grant["renewal"]) == (instagram.app_id, "none")
        assert (grant["platform_user_id"], grant["username"]) == ("17841400000000002", "leo.draws")
        assert grant["grantor_id"] == "122100000000000002"
        # Meta tells it in whole seconds.
        assert timedelta(days=59) < lives <= timedelta(days=60, seconds=1)

    async def test_a_token_may_have_no_end(
        self, sign_up: SignUp, came_back: ComeBack, tables: Callable[[], Tables], switch: Switch
    ) -> None:
        switch(unified_token_lifetime=0)

        await came_back((await sign_up()).browser, "leo")

        assert grant_of(tables)["expires_at"] is None

    async def test_several_accounts_are_a_choice_without_pages(
        self, visit: Visit, sign_up: SignUp, came_back: ComeBack
    ) -> None:
        mara = await sign_up()

        page = await came_back(mara.browser, "max")

        shown = await visit(mara.browser, f"/api/auth/connections/{page.query['choose']}")
        candidates: Any = shown.json()["candidates"]
        assert len(candidates) == 30
        assert {one["page_name"] for one in candidates} == {None}
        assert {one["access_level"] for one in candidates} == {"full"}
        assert [one["missing_features"] for one in candidates] == [[]] * 30

    async def test_accounts_that_are_not_told_cannot_be_connected(
        self, sign_up: SignUp, came_back: ComeBack, switch: Switch
    ) -> None:
        switch(unified_targets=False)

        page = await came_back((await sign_up()).browser, "leo")

        assert page.query["error"] == "account_not_shared"

    async def test_one_refused_permission_refuses_all(
        self, sign_up: SignUp, came_back: ComeBack
    ) -> None:
        mara = await sign_up()

        page = await came_back(mara.browser, "leo", decline="instagram_manage_insights")

        assert page.query["error"] == "nothing_granted"


class TestFacebookLoginForBusiness:
    """A configuration in place of the scopes; what comes back is Facebook Login's."""

    @pytest.fixture
    def instagram_settings(self, instagram_settings: Any, instagram: Any) -> Any:
        return {**instagram_settings, "instagram_config_id": instagram.config_id}

    async def test_an_account_is_connected_by_its_page(
        self, sign_up: SignUp, came_back: ComeBack, tables: Callable[[], Tables]
    ) -> None:
        await came_back((await sign_up()).browser, "leo")

        grant = grant_of(tables)
        assert (grant["username"], grant["renewal"]) == ("leo.draws", "extension")

    async def test_it_is_all_or_nothing(self, sign_up: SignUp, came_back: ComeBack) -> None:
        mara = await sign_up()

        page = await came_back(mara.browser, "leo", decline="instagram_manage_insights")

        assert page.query["error"] == "nothing_granted"
