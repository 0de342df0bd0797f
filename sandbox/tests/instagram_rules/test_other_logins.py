"""Instagram Login on its own hosts, and Unified Login, which needs no Page."""

import pytest

from .support import (
    BAKERY,
    CALLBACK,
    DAY,
    LOGIN_SCOPES,
    Client,
    Receiver,
    changes_of,
    error_of,
    is_genuine,
    query_of,
)


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"client_id": "700000000000001"}, "Invalid App ID"),
        ({"redirect_uri": "https://app.test/other"}, "URL Blocked"),
        ({"scope": "instagram_basic"}, "Invalid Scopes: instagram_basic"),
        ({"scope": "instagram_business_content_publish"}, "instagram_business_basic is missing"),
        ({"response_type": "token"}, "Invalid response_type"),
    ],
)
async def test_a_wrong_request_stays_on_instagrams_own_page(
    client: Client, change: dict[str, str | None], shown: str
) -> None:
    response = await client.session.get(
        f"{client.login_base}/oauth/authorize", params=client.login_query(**change)
    )

    assert shown in await response.text()


async def test_a_code_ends_in_instagrams_fragment_and_refusal_is_told(client: Client) -> None:
    allowed = await client.decide_login({"user": "harbour.bakery"})
    refused = await client.decide_login({"user": "harbour.bakery", "decision": "cancel"})

    assert allowed.startswith(f"{CALLBACK}&code=")
    assert allowed.endswith("#_")
    told = query_of(refused)
    assert (told["error"], told["error_reason"]) == ("access_denied", "user_denied")


async def test_a_personal_account_is_turned_away(client: Client) -> None:
    response = await client.session.post(
        f"{client.login_base}/oauth/authorize",
        params=client.login_query(),
        data={"user": "omar.at.home", "decision": "allow"},
    )

    assert "professional account" in await response.text()


@pytest.mark.parametrize("form", ["flat", "data"])
async def test_a_code_becomes_a_token_of_an_hour_once(client: Client, form: str) -> None:
    await client.switch(code_answer=form)
    code = await client.login_code()

    status, answer = await client.login_short(code)
    again = await client.login_short(code)

    body = answer if form == "flat" else answer["data"][0]
    assert (status, body["permissions"]) == (200, LOGIN_SCOPES)
    assert body["access_token"].startswith("IGAA")
    assert error_of(again) == (400, 100, 36009)
    await client.advance(3601)
    assert error_of(await client.get("me", body["access_token"])) == (400, 190, 463)


async def test_each_app_has_a_secret_of_its_own(client: Client) -> None:
    secret = client.world.settings.app_secret

    refused = await client.login_short(await client.login_code(), client_secret=secret)

    assert error_of(refused) == (400, 101, 0)


async def test_a_long_token_lives_60_days_and_is_refreshed_after_a_day(client: Client) -> None:
    token = await client.login_token()
    query = {"grant_type": "ig_refresh_token", "access_token": token}
    url = f"{client.login_base}/refresh_access_token"

    early = await client.call("GET", url, query)
    await client.advance(DAY)
    _, later = await client.call("GET", url, query)
    await client.advance(61 * DAY)
    dead = await client.call("GET", url, query)

    assert error_of(early) == (400, 100, 0)
    assert later["expires_in"] == 60 * DAY
    assert error_of(dead) == (400, 190, 463)


async def test_a_long_token_is_not_exchanged_again(client: Client) -> None:
    assert error_of(await client.login_long(await client.login_token())) == (400, 100, 0)


async def test_me_tells_the_kind_and_both_ids(client: Client) -> None:
    _, answer = await client.get(
        "me", await client.login_token(), fields="user_id,username,account_type"
    )

    assert answer == {
        "user_id": BAKERY,
        "username": "harbour.bakery",
        "account_type": "BUSINESS",
        "id": f"2690{BAKERY[4:]}",
    }


async def test_a_token_is_good_on_its_own_host_alone(client: Client) -> None:
    login, facebook = await client.login_token(), await client.token()

    for base, token in ((client.base, login), (client.login_base, facebook)):
        refused = await client.call("GET", f"{base}/{client.version}/me", {"access_token": token})
        assert error_of(refused) == (400, 190, 0)
        assert "Cannot parse access token" in refused[1]["error"]["message"]


@pytest.mark.parametrize("node", ["me", BAKERY])
async def test_it_publishes_reads_and_answers_by_the_same_paths(client: Client, node: str) -> None:
    token = await client.login_token()
    media = await client.live(token, node)
    comment = await client.comment(media)

    _, listed = await client.get(f"{node}/media", token, fields="caption")
    replied = await client.post(f"{comment['id']}/replies", token, message="Thanks")
    _, insights = await client.get(f"{media}/insights", token, metric="reach")
    _, limit = await client.get(f"{node}/content_publishing_limit", token)

    assert listed["data"] == [{"caption": "bread", "id": media}]
    assert replied[0] == 200
    assert insights["data"][0]["name"] == "reach"
    assert limit == {"data": [{"quota_usage": 1}]}


async def test_what_only_facebooks_side_has_is_refused(client: Client) -> None:
    token = await client.login_token()
    media = await client.live(token)
    resumable = {"media_type": "REELS", "upload_type": "resumable"}
    poll = {
        "image_url": await client.media(),
        "caption": "x",
        "poll_attachment": '{"options":["a","b"]}',
    }

    assert error_of(await client.delete(media, token)) == (400, 100, 33)
    assert error_of(await client.container(token, **resumable)) == (400, 100, 0)
    assert error_of(await client.container(token, **poll)) == (400, 100, 0)
    assert error_of(await client.get(f"{media}/insights", token, metric="total_likes")) == (
        400,
        100,
        0,
    )
    assert error_of(await client.get(media, token, fields="saved_count")) == (400, 100, 0)
    assert error_of(await client.get("me/accounts", token)) == (400, 2500, 0)
    assert error_of(await client.get("pages/search", token, q="x")) == (400, 2500, 0)


async def test_permissions_are_withdrawn_by_the_app_or_in_instagram(client: Client) -> None:
    token, other = await client.login_token(), await client.login_token("leo.draws")

    given_back = await client.delete("me/permissions", token)
    await client.control("POST", "people/leo.draws/remove_app")

    assert given_back == (200, {"success": True})
    assert error_of(await client.get("me", token)) == (400, 190, 458)
    assert error_of(await client.get("me", other)) == (400, 190, 458)


async def test_without_a_role_on_a_standard_app_login_works_and_calls_fail(client: Client) -> None:
    await client.switch(access="standard")
    token = await client.login_token()

    refused = await client.get("me", token)

    assert error_of(refused) == (400, 100, 0)
    assert refused[1]["error"]["type"] == "IGApiException"
    assert "method type: get" in refused[1]["error"]["message"]


@pytest.mark.parametrize("with_id", [True, False])
async def test_its_events_are_signed_with_its_own_secret(
    client: Client, receiver: Receiver, with_id: bool
) -> None:
    await client.switch(comment_from_id=with_id)
    token = await client.login_token()
    await client.subscribe(receiver, side="instagram")
    taken = await client.post("me/subscribed_apps", token, subscribed_fields="comments")
    media = await client.live(token)

    await client.comment(media)

    [(headers, body)] = await receiver.wait_for(1)
    assert taken == (200, {"success": True})
    assert is_genuine(headers, body, client.world.settings.login_app_secret)
    author = changes_of(body)[0]["value"]["from"]
    assert ("id" in author, author["username"]) == (with_id, "sample_fan")


async def test_its_subscription_is_read_ended_and_refuses_a_wrong_name(client: Client) -> None:
    token = await client.login_token()
    path = "me/subscribed_apps"

    refused = await client.post(path, token, subscribed_fields="comments,feed")
    await client.post(path, token, subscribed_fields="comments,mentions")
    _, read = await client.get(path, token)
    await client.delete(path, token)

    assert error_of(refused) == (400, 100, 0)
    assert read["data"][0]["subscribed_fields"] == ["comments", "mentions"]
    assert await client.get(path, token) == (200, {"data": []})


async def test_unified_login_lists_its_accounts_by_granular_scopes(client: Client) -> None:
    token = await client.unified()

    _, answer = await client.get("debug_token", client.app_token, input_token=token)
    _, account = await client.get(BAKERY, token, fields="id,username,account_type")

    data = answer["data"]
    targets = {row["scope"]: row.get("target_ids") for row in data["granular_scopes"]}
    assert (data["type"], targets["instagram_basic"]) == ("SYSTEM_USER", [BAKERY])
    assert not any(scope.startswith("pages_") for scope in data["scopes"])
    assert account["account_type"] == "BUSINESS"
    assert error_of(await client.get("me/accounts", token)) == (400, 100, 33)


@pytest.mark.parametrize(("lifetime", "ends"), [(60 * DAY, True), (0, False)])
async def test_a_unified_token_ends_as_its_configuration_says(
    client: Client, lifetime: int, ends: bool
) -> None:
    await client.switch(unified_token_lifetime=lifetime)
    token = await client.unified()
    renewed = await client.lengthen(token)

    await client.advance(61 * DAY)
    answer = await client.get(BAKERY, token)

    assert error_of(renewed) == (400, 190, 0)
    assert (answer[0] == 400) is ends


async def test_unified_login_publishes_deletes_and_is_told_without_a_page(
    client: Client, receiver: Receiver
) -> None:
    token = await client.unified()
    await client.subscribe(receiver)
    path = f"{BAKERY}/subscribed_apps"
    taken = await client.post(path, token, subscribed_fields="comments")
    media = await client.live(token)

    await client.comment(media)

    [(headers, body)] = await receiver.wait_for(1)
    assert taken == (200, {"success": True})
    assert is_genuine(headers, body, client.world.settings.app_secret)
    assert await client.delete(media, token) == (200, {"success": True, "deleted_id": media})
