"""The addresses and requests of each login, over real HTTP where an answer matters."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from platforms.errors import GrantRefused, OutcomeUnknown, Rejected
from platforms.instagram import facebook_login, instagram_login
from platforms.instagram.client import Instagram

from ..scripted import Platform, json_answer, reset
from .support import SECRET, app_of, graph_error

REDIRECT = "https://app.example/oauth/instagram"


def query_of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def test_the_dialog_of_facebook_names_scopes_and_asks_again_for_what_was_declined() -> None:
    address = facebook_login.dialog_url(
        app_of(), REDIRECT, ("instagram_basic", "pages_show_list"), "s-8f1c"
    )

    assert address.startswith("https://www.facebook.com/v26.0/dialog/oauth?")
    assert query_of(address) == {
        "client_id": "700000000000001",
        "redirect_uri": REDIRECT,
        "response_type": "code",
        "state": "s-8f1c",
        "scope": "instagram_basic,pages_show_list",
        "auth_type": "rerequest",
    }


def test_a_configuration_takes_the_place_of_scopes() -> None:
    app = replace(app_of("unified"), config_id="55")

    query = query_of(facebook_login.dialog_url(app, REDIRECT, ("instagram_basic",), "s"))

    assert query["config_id"] == "55"
    assert "scope" not in query


def test_the_dialog_of_instagram_always_asks() -> None:
    address = instagram_login.dialog_url(
        app_of("instagram"), REDIRECT, ("instagram_business_basic",), "s"
    )

    assert query_of(address)["force_authentication"] == "1"


async def test_facebook_trades_the_code_and_lengthens_the_token_without_a_secret_in_an_address(
    instagram: Instagram, platform: Platform
) -> None:
    platform.script = [
        json_answer({"access_token": "EAAShort", "token_type": "bearer", "expires_in": 5107}),
        json_answer({"access_token": "EAALong", "token_type": "bearer", "expires_in": 5183990}),
    ]

    short = await instagram.exchange_code("AQ1", REDIRECT)
    long = await instagram.lengthen(short.access_token)

    assert (long.access_token, long.expires_in) == ("EAALong", 5183990)
    assert [request.path for request in platform.requests] == ["/v26.0/oauth/access_token"] * 2
    assert b"code=AQ1" in platform.bodies[0]
    assert b"fb_exchange_token=EAAShort" in platform.bodies[1]
    assert all(SECRET not in request.path_qs for request in platform.requests)


@pytest.mark.parametrize("wrapped", [False, True])
async def test_instagram_answers_a_code_flat_or_in_a_list(
    session: aiohttp.ClientSession, platform: Platform, wrapped: bool
) -> None:
    flat = {"access_token": "IGAA1", "user_id": 1784, "permissions": "instagram_business_basic,x"}
    platform.script = [json_answer({"data": [flat]} if wrapped else flat)]
    client = Instagram(session, app_of("instagram", platform.url))

    token = await client.exchange_code("AQ1", REDIRECT)

    assert (token.user_id, token.permissions) == ("1784", ("instagram_business_basic", "x"))
    assert platform.requests[0].path == "/oauth/access_token"


async def test_a_used_code_is_a_refused_grant(instagram: Instagram, platform: Platform) -> None:
    platform.script = [json_answer(graph_error(100, 36009), 400)]

    with pytest.raises(GrantRefused):
        await instagram.exchange_code("AQ1", REDIRECT)


async def test_a_lost_answer_to_a_code_is_not_repeated(
    instagram: Instagram, platform: Platform
) -> None:
    platform.script = [reset]

    with pytest.raises(OutcomeUnknown):
        await instagram.exchange_code("AQ1", REDIRECT)

    assert len(platform.requests) == 1


async def test_a_token_of_unified_login_is_not_extended(
    session: aiohttp.ClientSession, platform: Platform
) -> None:
    with pytest.raises(Rejected, match="not_extendable"):
        await Instagram(session, app_of("unified", platform.url)).extend("EAA")

    assert platform.requests == []


async def test_pages_are_followed_to_the_end_by_cursor(
    instagram: Instagram, platform: Platform
) -> None:
    def page(number: int, **paging: object) -> dict[str, object]:
        return {"data": [{"id": str(number)}], "paging": paging}

    platform.script = [
        json_answer(
            page(1, cursors={"after": "c1"}, next="https://elsewhere.test/?access_token=x")
        ),
        json_answer(page(2, cursors={"after": "c2"})),
    ]

    found = await instagram.pages("EAA")

    assert [page.id for page in found] == ["1", "2"]
    assert [request.query.get("after") for request in platform.requests] == [None, "c1"]
    assert all("appsecret_proof" in request.query for request in platform.requests)
    assert all("access_token" not in request.query for request in platform.requests)


async def test_only_what_is_granted_counts(instagram: Instagram, platform: Platform) -> None:
    told = [
        {"permission": "instagram_basic", "status": "granted"},
        {"permission": "pages_show_list", "status": "declined"},
        {"permission": "instagram_manage_insights", "status": "expired"},
    ]
    platform.script = [json_answer({"data": told})]

    assert await instagram.granted("EAA") == {"instagram_basic"}


async def test_the_chosen_objects_of_a_scope_are_told(
    instagram: Instagram, platform: Platform
) -> None:
    facts = {
        "is_valid": True,
        "app_id": 700000000000001,
        "expires_at": 0,
        "granular_scopes": [{"scope": "instagram_basic", "target_ids": ["1784"]}],
    }
    platform.script = [json_answer({"data": facts})]

    found = await instagram.inspect("EAA")

    assert found.targets("instagram_basic") == ("1784",)
    assert found.targets("pages_show_list") == ()


async def test_the_app_is_removed_for_the_person(instagram: Instagram, platform: Platform) -> None:
    platform.script = [json_answer(True)]

    await instagram.revoke("EAA", "1221")

    assert (platform.requests[0].method, platform.requests[0].path) == (
        "DELETE",
        "/v26.0/1221/permissions",
    )


@pytest.mark.parametrize("end", ["", "#_", "#_=_"])
async def test_what_meta_leaves_behind_a_code_is_not_traded(
    instagram: Instagram, platform: Platform, end: str
) -> None:
    platform.script = [json_answer({"access_token": "EAAShort"})]

    await instagram.exchange_code(f"AQ1{end}", REDIRECT)

    assert b"code=AQ1" in platform.bodies[0].split(b"&")


def test_an_account_of_instagram_login_has_an_id_for_our_app_too() -> None:
    user = instagram_login.read_user(200, {}, b'{"id": "2690", "user_id": "1784"}')

    assert (user.user_id, user.scoped_id) == ("1784", "2690")
