"""How access ends at Facebook: each kind of end has its subcode, and two have a callback."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode
from typing import Any

import pytest

from sandbox.instagram.login.signed_requests import payload_of, signed_request

from .support import BAKERY, Client, Receiver, error_of, eventually

SECRET = "5f2b8c0d9a7e41c3b6f0e1d2c3b4a596"
USER = "122100000000000001"
V4 = (
    "09mXh9wVrtF8tWNnzrhDR7aP6HfrykYqLrA1jBiQiyE."
    "eyJ1c2VyX2lkIjoiMTIyMTAwMDAwMDAwMDAwMDAxIiwiYWxnb3JpdGhtIjoiSE1BQy1TSEEyNTYiLCJpc3N1ZWRfYXQi"
    "OjE3OTAwMDAwMDB9"
)
V5 = (
    "44hxeJCumFl9qajkmE7BPBA3j5bJpbPe7VAhKaHF6HM."
    "eyJ1c2VyX2lkIjoiMTIyMTAwMDAwMDAwMDAwMDAxIiwiYWxnb3JpdGhtIjoiSE1BQy1TSEEyNTYiLCJpc3N1ZWRfYXQi"
    "OjE3OTAwMDAwMDAsImV4cGlyZXMiOjE3OTAwMDM2MDB9"
)


def test_signed_requests_are_those_of_the_test_vectors() -> None:
    deauthorize = signed_request(SECRET, payload_of("deauthorize", USER, 1790000000), padded=False)
    deletion = signed_request(SECRET, payload_of("deletion", USER, 1790000000), padded=False)

    assert (deauthorize, deletion) == (V4, V5)


@pytest.mark.parametrize(("what", "subcode"), [("password", 460), ("remove_app", 458)])
async def test_a_person_ends_all_tokens(client: Client, what: str, subcode: int) -> None:
    token = await client.token()
    page = await client.page(token)

    await client.control("POST", f"people/nora/{what}")

    assert error_of(await client.get("me", token)) == (400, 190, subcode)
    assert error_of(await client.get("me", page["access_token"])) == (400, 190, subcode)


async def test_after_a_new_login_new_tokens_are_good(client: Client) -> None:
    await client.token()
    await client.control("POST", "people/nora/remove_app")

    token = await client.token()

    assert (await client.get("me", token))[0] == 200


async def test_a_checkpoint_is_459_until_it_is_passed(client: Client) -> None:
    token = await client.token()
    await client.control("POST", "people/nora/checkpoint", {"on": True})

    stopped = await client.get("me", token)
    await client.control("POST", "people/nora/checkpoint", {"on": False})

    assert error_of(stopped) == (400, 190, 459)
    assert (await client.get("me", token))[0] == 200


async def test_tokens_can_be_left_a_remaining_life(client: Client) -> None:
    token = await client.token()

    await client.control("POST", "expire", {"owner": "nora", "remaining_seconds": 60})
    living = await client.get("me", token)
    await client.advance(61)

    assert living[0] == 200
    assert error_of(await client.get("me", token)) == (400, 190, 463)


async def test_who_loses_the_role_on_a_page_loses_its_token(client: Client) -> None:
    page = await client.page(await client.token())

    await client.control("PUT", f"people/nora/pages/{page['id']}", {"tasks": []})

    assert error_of(await client.get("me", page["access_token"])) == (400, 190, 492)


@pytest.mark.parametrize(("code", "status"), [(10, 400), (200, 403)])
async def test_a_withdrawn_permission_stops_what_needs_it(
    client: Client, code: int, status: int
) -> None:
    await client.switch(missing_permission_code=code)
    token = await client.token()

    body = {"permission": "instagram_content_publish"}
    await client.control("POST", "people/nora/revoke", body)

    assert error_of(await client.container(token, image_url="http://x/a.jpg")) == (status, code, 0)
    assert (await client.get(BAKERY, token))[0] == 200


async def test_data_access_may_end_after_90_days(client: Client) -> None:
    page = await client.page(await client.token())
    await client.advance(91 * 86_400)

    kept = await client.get("me", page["access_token"])
    await client.switch(data_access_ends=True)

    assert kept[0] == 200
    assert error_of(await client.get("me", page["access_token"])) == (400, 190, 463)


def opened(signed: str, secret: str) -> dict[str, Any]:
    """The payload of a signed request, whose signature is computed a second time."""
    signature, _, content = signed.partition(".")
    digest = hmac.new(secret.encode(), content.encode(), hashlib.sha256).digest()
    assert urlsafe_b64decode(signature + "=" * (-len(signature) % 4)) == digest
    return dict(json.loads(urlsafe_b64decode(content + "=" * (-len(content) % 4))))


@pytest.mark.parametrize("padded", [False, True])
async def test_removal_is_posted_to_the_deauthorize_callback(
    client: Client, receiver: Receiver, padded: bool
) -> None:
    url = receiver.url.replace("/hook", "/signed")
    await client.switch(deauthorize_url=url, signed_request_padding=padded)
    await client.token()

    await client.control("POST", "people/nora/remove_app")

    async def arrived() -> object:
        return receiver.signed

    [signed] = await eventually(arrived)
    payload = opened(signed, client.world.settings.app_secret)
    assert (payload["user_id"], payload["algorithm"]) == (USER, "HMAC-SHA256")


async def test_a_wish_for_deletion_is_posted_with_its_end(
    client: Client, receiver: Receiver
) -> None:
    await client.switch(deletion_url=receiver.url.replace("/hook", "/signed"))
    await client.token()

    await client.control("POST", "people/nora/deletion")

    async def answered() -> object:
        state = await client.control("GET", "state")
        return [one for one in state["callbacks"] if one["status"]]

    [callback] = await eventually(answered)
    assert (callback["kind"], callback["status"]) == ("deletion", 200)
    payload = opened(receiver.signed[0], client.world.settings.app_secret)
    assert payload["expires"] == payload["issued_at"] + 3600


async def test_no_secret_is_in_state_or_requests(client: Client) -> None:
    token = await client.token()
    await client.page(token)
    await client.live(token)

    shown = str(await client.control("GET", "state")) + str(await client.control("GET", "requests"))

    for secret in (await client.control("GET", "secrets"))["secrets"]:
        assert secret["value"] not in shown
    assert client.world.settings.app_secret not in shown
