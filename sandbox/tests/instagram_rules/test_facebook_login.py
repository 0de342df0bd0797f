"""Facebook Login and Login for Business: dialog, code, tokens, and what is known of them."""

import hashlib
import hmac

import pytest

from .support import BAKERY, CALLBACK, DAY, SCOPES, Client, error_of, query_of

NORA, HARBOUR_PAGE, SIDE_PAGE = "122100000000000001", "100000000000201", "100000000000202"


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"client_id": "1"}, "Invalid App ID"),
        ({"redirect_uri": CALLBACK + "&more=1"}, "URL Blocked"),
        ({"redirect_uri": "https://app.test/oauth/instagram"}, "URL Blocked"),
        ({"scope": "instagram_basic,shoe_size"}, "Invalid Scopes: shoe_size"),
        ({"scope": "instagram_business_basic"}, "Invalid Scopes: instagram_business_basic"),
        ({"response_type": "none"}, "Invalid response_type"),
        ({"state": None}, "state is required"),
        ({"config_id": "7"}, "Invalid configuration"),
    ],
)
async def test_a_wrong_request_stays_on_facebooks_own_page(
    client: Client, change: dict[str, str | None], shown: str
) -> None:
    response = await client.open_dialog(**change)

    assert (response.status, response.url.path) == (200, f"/{client.version}/dialog/oauth")
    assert shown in await response.text()


async def test_the_dialog_offers_people_ticks_pages_and_accounts(client: Client) -> None:
    text = await (await client.open_dialog()).text()

    for named in ("nora", "instagram_content_publish", "Harbour Bakery", "@harbour.bakery"):
        assert named in text
    assert "@omar.at.home" not in text


async def test_the_callback_keeps_its_query_and_ends_in_facebooks_fragment(client: Client) -> None:
    location = await client.decide({"user": "nora"}, response_type="code,granted_scopes")

    query = query_of(location)
    assert location.startswith(f"{CALLBACK}&code=")
    assert location.endswith("#_=_")
    assert query["state"] == "s-8f1c"
    assert "instagram_basic" in query["granted_scopes"].split(",")


async def test_cancel_calls_back_with_access_denied_and_the_state(client: Client) -> None:
    location = await client.decide({"user": "nora", "decision": "cancel"})

    assert location.endswith("#_=_")
    assert query_of(location) == {
        "via": "app",
        "error": "access_denied",
        "error_code": "200",
        "error_description": "Permissions error",
        "error_reason": "user_denied",
        "state": "s-8f1c",
    }


async def test_a_token_in_the_fragment_is_a_short_one(client: Client) -> None:
    location = await client.decide({"user": "nora"}, response_type="token")

    assert "#access_token=EAA" in location
    assert "state=s-8f1c" in location


async def permissions(client: Client, token: str) -> dict[str, str]:
    _, answer = await client.get("me/permissions", token)
    return {row["permission"]: row["status"] for row in answer["data"]}


async def test_one_permission_can_be_declined(client: Client) -> None:
    form = {"user": "nora", "decline": "instagram_content_publish"}
    code = query_of(await client.decide(form))["code"]
    _, answer = await client.exchange(code)

    rows = await permissions(client, answer["access_token"])

    assert rows["instagram_content_publish"] == "declined"
    assert rows["instagram_basic"] == rows["public_profile"] == "granted"


async def test_the_form_of_the_page_grants_what_is_ticked_alone(client: Client) -> None:
    form = {"user": "nora", "chose": "1", "permission": ["instagram_basic"], "page": SIDE_PAGE}
    code = query_of(await client.decide(form))["code"]
    _, answer = await client.exchange(code)

    rows = await permissions(client, answer["access_token"])
    granted = {name for name, status in rows.items() if status == "granted"}

    assert granted == {"instagram_basic", "public_profile"}


async def test_a_declined_permission_is_asked_for_again_only_with_rerequest(client: Client) -> None:
    await client.decide({"user": "nora", "decline": "instagram_basic"})

    _, quiet = await client.exchange(await client.code())
    silent = await permissions(client, quiet["access_token"])
    _, asked = await client.exchange(await client.code(auth_type="rerequest"))
    again = await permissions(client, asked["access_token"])

    assert (silent["instagram_basic"], again["instagram_basic"]) == ("declined", "granted")


async def test_a_new_consent_counts_for_earlier_tokens_too(client: Client) -> None:
    earlier = await client.token()
    await client.decide({"user": "nora", "decline": "instagram_basic"}, auth_type="rerequest")

    rows = await permissions(client, earlier)

    assert rows["instagram_basic"] == "declined"
    assert error_of(await client.get(BAKERY, earlier)) == (400, 10, 0)


async def test_login_for_business_is_all_or_nothing(client: Client) -> None:
    config = client.world.settings.config_id
    form = {"user": "nora", "decline": "instagram_content_publish"}
    location = await client.decide(form, config_id=config, scope=None)
    _, answer = await client.exchange(query_of(location)["code"])

    rows = await permissions(client, answer["access_token"])

    assert {name for name, status in rows.items() if status == "granted"} == {"public_profile"}


async def test_only_chosen_pages_and_accounts_are_shared(client: Client) -> None:
    form = {"user": "nora", "chose": "1", "permission": SCOPES.split(","), "page": HARBOUR_PAGE}
    code = query_of(await client.decide(form))["code"]
    _, answer = await client.exchange(code)
    token = answer["access_token"]

    _, pages = await client.get("me/accounts", token)
    unshared = await client.get(BAKERY, token)

    assert [page["id"] for page in pages["data"]] == [HARBOUR_PAGE]
    assert error_of(unshared) == (400, 100, 33)


async def test_a_code_is_good_once_by_get_and_by_post(client: Client) -> None:
    settings, code = client.world.settings, await client.code()
    form = {
        "client_id": settings.app_id,
        "client_secret": settings.app_secret,
        "redirect_uri": CALLBACK,
        "code": code,
    }
    url = f"{client.base}/{client.version}/oauth/access_token"

    first = await client.session.post(url, data=form)
    second = await client.call("GET", url, form)

    answer = await first.json()
    assert (answer["token_type"], answer["expires_in"]) == ("bearer", 5100)
    assert error_of(second) == (400, 100, 36009)


async def test_a_code_needs_the_same_redirect_and_ends(client: Client) -> None:
    code = await client.code()

    other = await client.exchange(code, redirect_uri="https://app.test/other")
    await client.advance(3601)
    late = await client.exchange(code)

    assert error_of(other) == (400, 100, 36008)
    assert error_of(late) == (400, 100, 36007)


@pytest.mark.parametrize("wrong", [{"client_secret": "guess"}, {"client_id": "1"}])
async def test_an_exchange_proves_the_app(client: Client, wrong: dict[str, str]) -> None:
    assert error_of(await client.exchange(await client.code(), **wrong)) == (400, 101, 0)


async def test_the_answer_may_lack_expires_in(client: Client) -> None:
    await client.switch(exchange_tells_expiry=False)

    _, answer = await client.exchange(await client.code())

    assert answer.keys() == {"access_token", "token_type"}


async def test_a_long_token_lives_60_days_and_is_renewed_by_itself(client: Client) -> None:
    token = await client.token()
    await client.advance(45 * DAY)

    _, again = await client.lengthen(token)

    assert again["expires_in"] == 60 * DAY
    assert again["access_token"] != token


async def test_whether_a_long_token_lives_anew_is_a_switch(client: Client) -> None:
    await client.switch(reexchange_renews=False)
    token = await client.token()
    await client.advance(45 * DAY)

    _, again = await client.lengthen(token)

    assert again["expires_in"] in range(15 * DAY - 60, 15 * DAY + 1)


async def test_an_expired_token_is_463_and_cannot_be_exchanged(client: Client) -> None:
    token = await client.token()
    await client.advance(60 * DAY + 1)

    assert error_of(await client.get("me", token)) == (400, 190, 463)
    assert error_of(await client.lengthen(token)) == (400, 190, 463)


async def test_a_page_token_of_a_long_user_token_never_ends(client: Client) -> None:
    _, short = await client.exchange(await client.code())
    brief = await client.page(short["access_token"])
    lasting = await client.page(await client.token())
    await client.advance(61 * DAY)

    ended = await client.get("me", brief["access_token"])
    living = await client.get("me", lasting["access_token"])

    assert error_of(ended) == (400, 190, 463)
    assert living == (200, {"id": HARBOUR_PAGE, "name": "Harbour Bakery"})


async def test_debug_token_tells_life_scopes_and_targets(client: Client) -> None:
    token = await client.token()

    _, answer = await client.get("debug_token", client.app_token, input_token=token)

    data = answer["data"]
    assert (data["app_id"], data["type"], data["is_valid"]) == ("700000000000001", "USER", True)
    assert data["expires_at"] - data["issued_at"] in range(60 * DAY - 1, 60 * DAY + 2)
    assert data["user_id"] == NORA
    targets = {row["scope"]: row.get("target_ids") for row in data["granular_scopes"]}
    assert targets["instagram_basic"] == [BAKERY]
    assert targets["pages_show_list"] == [HARBOUR_PAGE, SIDE_PAGE]
    assert targets["public_profile"] is None


async def test_debug_token_of_a_page_token_tells_its_page_and_no_end(client: Client) -> None:
    page = await client.page(await client.token())

    _, answer = await client.get("debug_token", client.app_token, input_token=page["access_token"])

    data = answer["data"]
    assert (data["type"], data["expires_at"], data["profile_id"]) == ("PAGE", 0, HARBOUR_PAGE)


async def test_debug_token_says_why_a_token_is_dead(client: Client) -> None:
    token = await client.token()
    await client.control("POST", "people/nora/password")

    _, answer = await client.get("debug_token", client.app_token, input_token=token)

    assert not answer["data"]["is_valid"]
    assert answer["data"]["error"]["subcode"] == 460


async def test_the_app_token_is_id_and_secret(client: Client) -> None:
    _, answer = await client.exchange("none", grant_type="client_credentials")

    assert answer["access_token"] == client.app_token


@pytest.mark.parametrize(("kind", "body"), [("object", {"success": True}), ("true", True)])
async def test_the_app_gives_permissions_back(client: Client, kind: str, body: object) -> None:
    await client.switch(delete_permissions_answer=kind)
    token = await client.token()

    one = await client.delete("me/permissions/instagram_basic", token)
    rows = await permissions(client, token)
    whole = await client.delete(f"{NORA}/permissions", client.app_token)

    assert one == whole == (200, body)
    assert rows["instagram_basic"] == "declined"
    assert error_of(await client.get("me", token)) == (400, 190, 458)


def proof(client: Client, message: str) -> str:
    secret = client.world.settings.app_secret.encode()
    return hmac.new(secret, message.encode(), hashlib.sha256).hexdigest()


async def test_a_proof_is_plain_or_timed_and_a_wrong_one_fails(client: Client) -> None:
    token = await client.token()
    now = str(int(client.world.clock.now()))
    timed = {"appsecret_proof": proof(client, f"{token}|{now}"), "appsecret_time": now}

    plain = await client.get("me", token, appsecret_proof=proof(client, token))
    recent = await client.get("me", token, **timed)
    wrong = await client.get("me", token, appsecret_proof=proof(client, "another"))
    await client.advance(301)
    old = await client.get("me", token, **timed)

    assert plain[0] == recent[0] == 200
    assert error_of(wrong) == error_of(old) == (400, 100, 0)


async def test_an_app_may_require_the_proof(client: Client) -> None:
    token = await client.token()
    await client.switch(require_proof=True)

    without = await client.get("me", token)
    proved = await client.get("me", token, appsecret_proof=proof(client, token))

    assert (error_of(without), proved[0]) == ((400, 100, 0), 200)
