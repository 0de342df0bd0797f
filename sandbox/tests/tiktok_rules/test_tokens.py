"""Exchange, refresh and revoke: flat bodies, single use, rotation."""

import pytest

from .support import Client, Receiver

VERIFIER = "simVerifier-0123456789_abcdefghijklmnopqrstuvwxyz~ABCDEF.GH"
HEX = "93c414df104ac752efbd8ebfa4cd13ee7e3f5c19bbdc4ba8d3122850d33bbac8"
BASE64URL = "k8QU3xBKx1LvvY6_pM0T7n4_XBm73Euo0xIoUNM7usg"


async def test_an_exchange_answers_a_flat_body(client: Client) -> None:
    status, tokens = await client.exchange(await client.code(ticked="video.publish"))

    assert status == 200
    assert tokens.pop("access_token").startswith("act.cnry")
    assert tokens.pop("refresh_token").startswith("rft.cnry")
    assert tokens.pop("open_id").startswith("-000")
    assert tokens == {
        "expires_in": 86400,
        "refresh_expires_in": 31536000,
        "scope": "user.info.basic,video.publish",
        "token_type": "Bearer",
    }


async def test_a_code_contains_star_and_exclamation_mark_and_the_canary(client: Client) -> None:
    code = await client.code()

    assert {"*", "!"} <= set(code)
    assert "cnry" in code


async def test_a_code_is_good_once(client: Client) -> None:
    code = await client.code()
    await client.exchange(code)

    status, answer = await client.exchange(code)

    assert (status, answer["error"]) == (200, "invalid_grant")
    assert answer["error_description"] == "Authorization code is expired."
    assert len(answer["log_id"]) == 34


async def test_a_code_dies_after_its_lifetime(client: Client) -> None:
    code = await client.code()
    await client.control("PUT", "clock", {"offset_seconds": 601})

    assert (await client.exchange(code))[1]["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("changes", "error", "description"),
    [
        (
            {"redirect_uri": "https://app.test/other/"},
            "invalid_request",
            "Redirect_uri is not matched with the uri when requesting code.",
        ),
        ({"client_secret": None}, "invalid_request", "Client secret is missed in request."),
        ({"client_secret": "wrong"}, "invalid_client", "Client key or secret is incorrect."),
        ({"client_key": "wrong"}, "invalid_client", "Client key or secret is incorrect."),
        ({"code": None}, "invalid_request", "The request is missing a required parameter."),
        ({"grant_type": None}, "invalid_request", "The request is missing a required parameter."),
        ({"grant_type": "password"}, "unsupported_grant_type", None),
        ({"code": "unknown"}, "invalid_grant", "Authorization code is expired."),
    ],
)
async def test_a_wrong_exchange_is_refused_with_its_reason(
    client: Client, changes: dict[str, str | None], error: str, description: str | None
) -> None:
    code = await client.code()

    status, answer = await client.exchange(code, **changes)

    assert (status, answer["error"]) == (200, error)
    assert description in (None, answer["error_description"])
    assert "access_token" not in answer


async def test_the_status_of_oauth_errors_is_a_switch(client: Client) -> None:
    await client.switch(oauth_error_status=400)

    status, answer = await client.exchange("unknown")

    assert (status, answer["error"]) == (400, "invalid_grant")


async def test_json_is_not_accepted_by_the_token_endpoint(client: Client) -> None:
    response = await client.session.post(f"{client.base}/v2/oauth/token/", json={"code": "x"})

    assert (await response.json())["error_description"] == "The request parameters are malformed."


async def test_a_hex_challenge_is_verified_at_the_exchange(client: Client) -> None:
    challenge = {"code_challenge": HEX, "code_challenge_method": "S256"}
    wrong = await client.exchange(await client.code(**challenge), code_verifier="x" * 43)
    missing = await client.exchange(await client.code(**challenge))
    right = await client.exchange(await client.code(**challenge), code_verifier=VERIFIER)

    assert wrong[1]["error_description"] == "Code verifier or code challenge is invalid."
    assert missing[1]["error"] == "invalid_request"
    assert "access_token" in right[1]


async def test_a_base64url_challenge_fails_only_at_the_exchange(client: Client) -> None:
    code = await client.code(code_challenge=BASE64URL, code_challenge_method="S256")

    _, answer = await client.exchange(code, code_verifier=VERIFIER)

    assert answer["error"] == "invalid_request"


async def test_a_refresh_rotates_and_the_old_refresh_token_is_dead(client: Client) -> None:
    first = await client.connect()

    second = await client.refresh(first["refresh_token"])
    replayed = await client.refresh(first["refresh_token"])

    assert second["refresh_token"] != first["refresh_token"]
    assert second["access_token"] != first["access_token"]
    assert second["open_id"] == first["open_id"]
    assert second["scope"] == first["scope"]
    assert replayed["error"] == "invalid_grant"
    assert replayed["error_description"] == "Refresh token is invalid or expired."
    assert "access_token" in await client.refresh(second["refresh_token"])


async def test_the_previous_access_token_lives_on_after_a_refresh(client: Client) -> None:
    first = await client.connect()
    await client.refresh(first["refresh_token"])

    assert (await client.user_info(first["access_token"], "open_id"))[0] == 200


async def test_a_refresh_can_revoke_the_previous_access_token(client: Client) -> None:
    await client.switch(old_access="revoke")
    first = await client.connect()
    second = await client.refresh(first["refresh_token"])

    assert (await client.user_info(first["access_token"], "open_id"))[0] == 401
    assert (await client.user_info(second["access_token"], "open_id"))[0] == 200


async def test_a_replaced_refresh_token_lives_for_the_grace_seconds(client: Client) -> None:
    await client.switch(grace_seconds=60)
    first = await client.connect()
    await client.refresh(first["refresh_token"])
    within = await client.refresh(first["refresh_token"])
    await client.control("PUT", "clock", {"offset_seconds": 61})
    after = await client.refresh(first["refresh_token"])

    assert "access_token" in within
    assert after["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("rotation", "rotated"),
    [
        ("always", [True, True, True]),
        ("never", [False, False, False]),
        ("sometimes", [False, True, False]),
    ],
)
async def test_rotation_is_a_switch(client: Client, rotation: str, rotated: list[bool]) -> None:
    await client.switch(rotation=rotation)
    token = (await client.connect())["refresh_token"]
    seen = []
    for _ in rotated:
        fresh = (await client.refresh(token))["refresh_token"]
        seen.append(fresh != token)
        token = fresh

    assert seen == rotated


async def test_whether_a_refresh_restarts_the_refresh_lifetime_is_a_switch(client: Client) -> None:
    first = await client.connect()
    await client.control("PUT", "clock", {"offset_seconds": 1000})
    restarted = await client.refresh(first["refresh_token"])
    await client.switch(refresh_window="fixed")
    await client.control("PUT", "clock", {"offset_seconds": 2000})
    fixed = await client.refresh(restarted["refresh_token"])

    assert restarted["refresh_expires_in"] == 31536000
    assert 31534990 <= fixed["refresh_expires_in"] <= 31535001


async def test_token_lifetimes_are_switches(client: Client) -> None:
    await client.switch(access_token_lifetime=90, refresh_token_lifetime=900)
    tokens = await client.connect()
    alive = await client.user_info(tokens["access_token"], "open_id")
    await client.control("PUT", "clock", {"offset_seconds": 91})
    dead = await client.user_info(tokens["access_token"], "open_id")
    refreshed = await client.refresh(tokens["refresh_token"])
    await client.control("PUT", "clock", {"offset_seconds": 2000})
    too_late = await client.refresh(refreshed["refresh_token"])

    assert (tokens["expires_in"], tokens["refresh_expires_in"]) == (90, 900)
    assert (alive[0], dead[0]) == (200, 401)
    assert dead[1]["error"]["code"] == "access_token_invalid"
    assert too_late["error"] == "invalid_grant"


async def test_revoke_ends_the_grant_and_tells_by_webhook(
    client: Client, receiver: Receiver
) -> None:
    tokens = await client.connect()

    status, answer = await client.oauth("revoke", token=tokens["access_token"])

    assert (status, answer) == (200, {})
    assert (await client.user_info(tokens["access_token"], "open_id"))[0] == 401
    assert (await client.refresh(tokens["refresh_token"]))["error"] == "invalid_grant"
    [(_, body)] = await receiver.wait_for(1)
    assert b'"event":"authorization.removed"' in body
    assert b'"content":"{\\"reason\\":5}"' in body


async def test_an_expired_access_token_cannot_be_revoked(client: Client) -> None:
    tokens = await client.connect()
    await client.control("POST", "expire", {"open_id": tokens["open_id"]})

    _, answer = await client.oauth("revoke", token=tokens["access_token"])

    assert answer["error"] == "invalid_request"
    assert "access_token" in await client.refresh(tokens["refresh_token"])


async def test_client_credentials_prove_the_secret_and_open_no_user_endpoint(
    client: Client,
) -> None:
    _, answer = await client.oauth("token", grant_type="client_credentials")
    _, wrong = await client.oauth("token", grant_type="client_credentials", client_secret="x")

    assert answer["access_token"].startswith("clt.")
    assert (answer["expires_in"], answer["token_type"]) == (7200, "Bearer")
    assert wrong["error"] == "invalid_client"
    assert (await client.user_info(answer["access_token"], "open_id"))[0] == 401


async def test_a_limit_of_oauth_calls_is_a_switch(client: Client) -> None:
    await client.switch(oauth_per_minute=1)
    await client.oauth("token", grant_type="client_credentials")

    assert (await client.oauth("token", grant_type="client_credentials"))[0] == 429


async def test_an_access_token_ends_after_a_day_of_the_clock(client: Client) -> None:
    token = await client.token()
    await client.control("PUT", "clock", {"offset_seconds": 86_390})
    before = await client.user_info(token, "open_id")
    await client.control("PUT", "clock", {"advance_seconds": 11})
    after = await client.user_info(token, "open_id")

    assert before[0] == 200
    assert (after[0], after[1]["error"]["code"]) == (401, "access_token_invalid")
