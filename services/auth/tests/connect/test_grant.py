"""The callback's end: an exchange, a sealed grant, or an outcome that says why not."""

import logging
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pytest
from yarl import URL

from auth.accounts.account import account_id
from auth.connect.grants import grant_aad
from auth.metrics import OAUTH_STEPS
from vault.envelope import SealBroken, open_sealed
from vault.keyring import Keyring

from ..conftest import Answer, Connect, Consent, Control, SignUp, Tables, Visit

CALLBACK = "/api/auth/tiktok/callback"
PAGE = "/platforms/connect/tiktok"


def refusal(answer: Answer) -> str:
    target = URL(answer.headers["Location"])
    assert target.path == PAGE
    return target.query["error"]


async def test_s05_connecting_ends_at_an_address_without_code_and_state(
    visit: Visit, sign_up: SignUp, consent: Consent
) -> None:
    mara = await sign_up()
    callback = await consent(mara.browser)

    answer = await visit(mara.browser, callback)

    target = URL(answer.headers["Location"])
    assert answer.status == 303
    assert target.path == PAGE
    assert target.query.keys() == {"connected", "trace"}
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    for secret in (callback.query["code"], callback.query["state"]):
        assert secret not in str(target)


async def test_a_refusal_at_tiktok_is_an_outcome(
    visit: Visit,
    sign_up: SignUp,
    consent: Consent,
    token_calls: Callable[[], object],
    tables: Callable[[], Tables],
) -> None:
    mara = await sign_up()

    answer = await visit(mara.browser, await consent(mara.browser, decision="cancel"))

    assert answer.status == 303
    assert refusal(answer) == "access_denied"
    assert token_calls() == 0
    assert tables()["outbox"] == []


async def test_a_refused_exchange_is_an_outcome(
    visit: Visit, sign_up: SignUp, consent: Consent, tables: Callable[[], Tables]
) -> None:
    mara = await sign_up()
    callback = await consent(mara.browser)

    answer = await visit(mara.browser, callback.update_query(code="spent*1!4608.va"))

    assert refusal(answer) == "invalid_grant"
    assert (tables()["accounts"], tables()["outbox"]) == ([], [])


async def test_a_lost_answer_is_not_asked_for_again(
    visit: Visit,
    sign_up: SignUp,
    consent: Consent,
    token_calls: Callable[[], object],
    control: Control,
) -> None:
    mara = await sign_up()
    callback = await consent(mara.browser)
    control("faults", {"endpoint": "/v2/oauth/token/", "kind": "reset_after", "count": 1})

    answer = await visit(mara.browser, callback)

    assert refusal(answer) == "outcome_unknown"
    assert token_calls() == 1


@pytest.mark.parametrize("fault", [{"kind": "status", "status": 500}, {"kind": "html"}])
async def test_an_error_in_place_of_the_tokens_is_not_called_a_broken_connection(
    visit: Visit,
    sign_up: SignUp,
    consent: Consent,
    token_calls: Callable[[], int],
    control: Control,
    fault: Any,
) -> None:
    mara = await sign_up()
    callback = await consent(mara.browser)
    control("faults", {"endpoint": "/v2/oauth/token/", "count": 1, **fault})

    answer = await visit(mara.browser, callback)

    words = (await visit(mara.browser, f"/api/auth/outcomes/{refusal(answer)}")).json()
    assert words["title"] == "TikTok is having trouble"
    assert token_calls() == 1


async def test_the_grant_is_sealed_for_its_place(
    sign_up: SignUp,
    connect: Connect,
    tables: Callable[[], Tables],
    key_files: tuple[Path, Path, Path],
    control: Control,
) -> None:
    mara = await sign_up()

    account = await connect(mara.browser)

    [(_, topic, key, headers, value, _)] = tables()["outbox"]
    grant, headers = orjson.loads(value), dict(headers)
    ring, sealed = Keyring.load(key_files[2]), b64decode(grant["sealed_tokens"])
    tokens = orjson.loads(open_sealed(ring, sealed, grant_aad("tiktok", account, 1)))
    issued = {one["value"] for one in control("secrets")["secrets"]}
    assert (topic, key) == ("grants.tiktok.v1", str(account))
    assert (headers["ce_type"], headers["ce_sequence"]) == ("auth.GrantIssued.v1", "1")
    assert tokens.keys() == {"access_token", "refresh_token"}
    assert set(tokens.values()) <= issued
    for other in (grant_aad("tiktok", account, 2), grant_aad("tiktok", UUID(int=1), 1)):
        with pytest.raises(SealBroken):
            open_sealed(ring, sealed, other)


async def test_the_grant_says_whose_account_it_is(
    sign_up: SignUp, connect: Connect, tables: Callable[[], Tables]
) -> None:
    mara = await sign_up()

    account = await connect(mara.browser)

    grant = orjson.loads(tables()["outbox"][0][4])
    assert grant["display_name"]
    assert grant["scopes"] == ["user.info.basic", "video.publish", "video.upload", "video.list"]
    assert grant["user_id"] == str(mara.user_id)
    assert account == account_id(
        "tiktok", grant["client_key"], grant["platform_user_id"], mara.user_id
    )


async def test_no_token_is_in_the_clear_anywhere(
    visit: Visit,
    sign_up: SignUp,
    connect: Connect,
    tables: Callable[[], Tables],
    control: Control,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    mara = await sign_up()
    account = await connect(mara.browser)
    answers = [
        await visit(mara.browser, path)
        for path in ("/api/auth/accounts", f"/api/auth/outcomes/connected?account={account}")
    ]

    seen = repr(tables()) + caplog.text + "".join(capsys.readouterr())
    for answer in answers:
        seen += str(answer.headers) + answer.body
    secrets = [one["value"] for one in control("secrets")["secrets"]]
    assert len(secrets) >= 3
    assert [secret for secret in secrets if secret in seen] == []


async def test_connecting_again_keeps_the_account_and_raises_its_sequence(
    sign_up: SignUp, connect: Connect, tables: Callable[[], Tables]
) -> None:
    mara = await sign_up()

    accounts = {await connect(mara.browser) for _ in range(2)}

    sequences = [dict(row[3])["ce_sequence"] for row in tables()["outbox"]]
    assert len(accounts) == 1
    assert sorted(sequences) == ["1", "2"]


async def test_a_profile_that_tiktok_does_not_give_is_no_reason_to_lose_the_grant(
    sign_up: SignUp, connect: Connect, tables: Callable[[], Tables], control: Control
) -> None:
    control("faults", {"endpoint": "/v2/user/info/", "kind": "status", "count": 99})
    mara = await sign_up()

    await connect(mara.browser)

    assert orjson.loads(tables()["outbox"][0][4])["display_name"] == ""


async def test_every_step_is_counted_and_told(
    visit: Visit, sign_up: SignUp, connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    def count(step: str) -> float:
        return float(OAUTH_STEPS.labels("tiktok", step)._value.get())

    before = {step: count(step) for step in ("started", "exchanged", "granted", "refused")}
    mara = await sign_up()
    await connect(mara.browser)
    await visit(mara.browser, f"{CALLBACK}?state=unknown")

    assert {step: count(step) - was for step, was in before.items()} == dict.fromkeys(before, 1)
