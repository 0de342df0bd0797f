"""The HTTP side of comments: who may do what, what is refused, and what an answer tells."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from contracts.instagram.commands import AdvanceReply, ObservePage
from instagram.parts import Parts

from ..hearing import comment, hear, told
from ..support import Connect, Connected, Sandbox, Serve
from ..working import Rooms, execute, known_comment

Answer = tuple[int, dict[str, Any]]


class Api:
    """The API as a user of Postlog meets it."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self._url, self._session = url, session

    async def call(
        self,
        method: str,
        path: str,
        user: object,
        body: object = None,
        key: str | None = None,
    ) -> Answer:
        """Call it; gives status and body."""
        headers = {"X-User": str(user), **({"Idempotency-Key": key} if key else {})}
        url = f"{self._url}/api/instagram/{path}"
        async with self._session.request(method, url, json=body, headers=headers) as answer:
            return answer.status, await answer.json()


@pytest.fixture
async def api(serve: Serve) -> AsyncIterator[Api]:
    """A replica of the API."""
    url = await serve()
    async with aiohttp.ClientSession() as session:
        yield Api(url, session)


@pytest.fixture
def work(parts: Parts, settings: Any) -> Rooms:
    """Agents and timers."""
    return Rooms(parts, settings)


async def test_an_answer_is_accepted_and_later_shown_as_posted(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms, api: Api
) -> None:
    _, comment_id = await known_comment(parts, sandbox, connected)
    path, user = f"comments/{comment_id}/replies", connected.user_id

    status, accepted = await api.call("POST", path, user, {"text": " Thanks 😀 \n"})
    await work.obey_all(AdvanceReply)
    _, shown = await api.call("GET", f"replies/{accepted['reply_id']}", user)

    assert (status, accepted["status"], accepted["text"]) == (202, "REQUESTED", "Thanks 😀")
    assert (shown["status"], shown["message"]) == ("POSTED", "Posted.")
    assert shown["platform_comment_id"]


async def test_a_private_answer_is_accepted_and_later_shown_as_posted(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms, api: Api
) -> None:
    await work.obey(ObservePage(account_id=connected.account_id))
    _, comment_id = await known_comment(parts, sandbox, connected)
    path, user = f"comments/{comment_id}/private-reply", connected.user_id

    status, told = await api.call("POST", path, user, {"text": "Write to us"}, "once")
    await work.obey_all(AdvanceReply)
    _, later = await api.call("GET", f"replies/{told['reply_id']}", user)
    second, refused = await api.call("POST", path, user, {"text": "Once more"})

    assert (status, told["to"], told["status"]) == (202, "private", "REQUESTED")
    assert (later["status"], later["platform_comment_id"]) == ("POSTED", f"m_{comment_id}")
    assert (second, refused["type"]) == (409, "/problems/conflict")


async def test_one_key_is_one_answer(
    connected: Connected, parts: Parts, sandbox: Sandbox, api: Api
) -> None:
    _, comment_id = await known_comment(parts, sandbox, connected)
    path, user = f"comments/{comment_id}/replies", connected.user_id

    _, first = await api.call("POST", path, user, {"text": "Thanks"}, "k1")
    status, again = await api.call("POST", path, user, {"text": "Thanks"}, "k1")
    reused, problem = await api.call("POST", path, user, {"text": "Other"}, "k1")
    _, second = await api.call("POST", path, user, {"text": "Thanks"}, "k2")

    assert (status, again["reply_id"]) == (202, first["reply_id"])
    assert (reused, problem["type"]) == (422, "/problems/idempotency-key-reused")
    assert second["reply_id"] != first["reply_id"]


@pytest.mark.parametrize(
    "text", ["", "   ", "x" * 2201, "a\x00b"], ids=["empty", "blank", "too long", "NUL"]
)
async def test_a_text_that_no_comment_can_have_is_refused(
    connected: Connected, parts: Parts, sandbox: Sandbox, api: Api, text: str
) -> None:
    _, comment_id = await known_comment(parts, sandbox, connected)

    status, problem = await api.call(
        "POST", f"comments/{comment_id}/replies", connected.user_id, {"text": text}
    )

    assert (status, problem["type"]) == (422, "/problems/invalid-request")
    assert "text" in problem["detail"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "comments/{}/replies", {"text": "Thanks"}),
        ("POST", "comments/{}/hide", {"hide": True}),
        ("DELETE", "comments/{}", None),
    ],
)
async def test_a_comment_of_another_user_or_of_nobody_is_not_found(
    connected: Connected,
    parts: Parts,
    sandbox: Sandbox,
    api: Api,
    method: str,
    path: str,
    body: object,
) -> None:
    _, comment_id = await known_comment(parts, sandbox, connected)

    for user, name in (
        (uuid4(), comment_id),
        (connected.user_id, "404"),
        (connected.user_id, "%00"),
    ):
        status, problem = await api.call(method, path.format(name), user, body)
        assert (status, problem["type"]) == (404, "/problems/not-found")


async def test_another_users_answer_is_not_found(
    connected: Connected, parts: Parts, sandbox: Sandbox, api: Api
) -> None:
    _, comment_id = await known_comment(parts, sandbox, connected)
    _, reply = await api.call(
        "POST", f"comments/{comment_id}/replies", connected.user_id, {"text": "Thanks"}
    )

    for user, name in ((uuid4(), reply["reply_id"]), (connected.user_id, "x")):
        status, _ = await api.call("GET", f"replies/{name}", user)
        assert status == 404


async def test_a_comment_that_two_users_know_is_answered_for_the_one_who_asks(
    connect: Connect, parts: Parts, sandbox: Sandbox, api: Api
) -> None:
    former = await connect()
    _, comment_id = await known_comment(parts, sandbox, former)
    await execute(parts, "UPDATE oauth_accounts SET status = 'DISCONNECTED', sealed_tokens = NULL")
    owner = await connect()
    value = comment(comment_id)
    await hear(parts, told(owner.ig_id, "comments", value | {"text": "Nicer"}, 2000000000))

    status, reply = await api.call(
        "POST", f"comments/{comment_id}/replies", owner.user_id, {"text": "Thanks"}
    )
    refused, _ = await api.call(
        "POST", f"comments/{comment_id}/replies", former.user_id, {"text": "Thanks"}
    )

    assert (status, reply["account_id"]) == (202, str(owner.account_id))
    assert refused == 409


@pytest.mark.parametrize(
    ("login", "user", "scope"),
    [
        ("facebook", "nora", "instagram_manage_comments"),
        ("instagram", "harbour.bakery", "instagram_business_manage_comments"),
    ],
)
async def test_a_missing_permission_is_named(
    connect: Connect, parts: Parts, sandbox: Sandbox, api: Api, login: str, user: str, scope: str
) -> None:
    account = await connect(user, login, decline=(scope,))
    _, comment_id = await known_comment(parts, sandbox, account)

    for method, path, body in (
        ("POST", f"comments/{comment_id}/replies", {"text": "Thanks"}),
        ("POST", f"comments/{comment_id}/hide", {"hide": True}),
        ("DELETE", f"comments/{comment_id}", None),
    ):
        status, problem = await api.call(method, path, account.user_id, body)
        assert (status, problem["type"]) == (403, "/problems/scope-missing")
        assert scope in problem["detail"]


async def test_hiding_and_deleting_answer_with_what_is_the_case_then(
    connected: Connected, parts: Parts, sandbox: Sandbox, api: Api
) -> None:
    _, comment_id = await known_comment(parts, sandbox, connected)
    user, path = connected.user_id, f"comments/{comment_id}"

    hidden = await api.call("POST", f"{path}/hide", user, {"hide": True})
    answered, problem = await api.call("POST", f"{path}/replies", user, {"text": "Thanks"})
    await sandbox.fault("/{comment}", "reset_before", method="DELETE")
    waiting = await api.call("DELETE", path, user)
    conflict, _ = await api.call("POST", f"{path}/hide", user, {"hide": False})

    assert (hidden[0], hidden[1]["is_hidden"], hidden[1]["wanted"]) == (200, True, None)
    assert (answered, problem["type"]) == (409, "/problems/conflict")
    assert (waiting[0], waiting[1]["wanted"], waiting[1]["is_deleted"]) == (202, "delete", False)
    assert hidden[1]["message"] == ""
    assert waiting[1]["message"].endswith("deletes the comment as soon as it can.")
    assert conflict == 409


async def test_a_refusal_of_instagrams_is_told_with_its_code(
    connected: Connected, parts: Parts, sandbox: Sandbox, api: Api
) -> None:
    _, comment_id = await known_comment(parts, sandbox, connected)
    await sandbox.fault("/{comment}", "status", method="POST", status=400, code="100")

    status, problem = await api.call(
        "POST", f"comments/{comment_id}/hide", connected.user_id, {"hide": True}
    )

    assert (status, problem["type"], problem["platform_code"]) == (422, "/problems/rejected", "100")


async def test_only_a_known_mention_of_ones_own_account_is_answered(
    connected: Connected, parts: Parts, sandbox: Sandbox, api: Api
) -> None:
    await hear(parts, told(connected.ig_id, "mentions", {"media_id": "17"}, 1790000000))
    asked = {"account_id": str(connected.account_id), "media_id": "17", "text": "Thanks"}

    status, reply = await api.call("POST", "mentions/replies", connected.user_id, asked)
    unknown, _ = await api.call(
        "POST", "mentions/replies", connected.user_id, asked | {"comment_id": "18"}
    )
    foreign, _ = await api.call("POST", "mentions/replies", uuid4(), asked)
    odd, _ = await api.call(
        "POST", "mentions/replies", connected.user_id, asked | {"media_id": "17){id}"}
    )

    assert (status, reply["to"], reply["media_id"]) == (202, "mention", "17")
    assert (unknown, foreign, odd) == (404, 404, 422)
