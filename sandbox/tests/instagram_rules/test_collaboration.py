"""Private replies to comments, and invitations of collaborators."""

import json

import pytest

from .support import BAKERY, DAY, DRAWINGS, Client, error_of

PAGE = "100000000000201"


def reply_to(comment_id: str) -> dict[str, str]:
    return {
        "recipient": json.dumps({"comment_id": comment_id}),
        "message": json.dumps({"text": "Write to us"}),
    }


async def test_a_private_reply_is_sent_once_by_the_page(client: Client) -> None:
    token = await client.token()
    page = (await client.page(token))["access_token"]
    made = await client.comment(await client.live(token))

    status, answer = await client.post(f"{PAGE}/messages", page, **reply_to(made["id"]))
    again = await client.post(f"{PAGE}/messages", page, **reply_to(made["id"]))
    by_user = await client.post(f"{PAGE}/messages", token, **reply_to(made["id"]))

    assert (status, answer["recipient_id"]) == (200, made["author_id"])
    assert error_of(again) == (400, 10900, 0)
    assert error_of(by_user) == (400, 210, 0)
    [sent] = (await client.control("GET", "state"))["private_replies"]
    assert sent["text"] == "Write to us"


async def test_a_private_reply_by_the_account_is_lost_with_facebook_login(client: Client) -> None:
    token, login = await client.token(), await client.login_token()
    made = await client.comment(await client.live(token))

    lost = await client.post(f"{BAKERY}/messages", token, **reply_to(made["id"]))
    nothing = (await client.control("GET", "state"))["private_replies"]
    sent = await client.post("me/messages", login, **reply_to(made["id"]))

    assert (lost[0], nothing, sent[0]) == (200, [], 200)


async def test_a_private_reply_is_possible_for_seven_days(client: Client) -> None:
    token = await client.login_token()
    made = await client.comment(await client.live(token))
    await client.advance(7 * DAY + 1)

    late = await client.post("me/messages", token, **reply_to(made["id"]))

    assert error_of(late) == (400, 10, 2018278)


@pytest.mark.parametrize(("accept", "status"), [("true", "Accepted"), ("false", "Declined")])
async def test_who_is_invited_as_a_collaborator_answers_once(
    client: Client, accept: str, status: str
) -> None:
    token, invited = await client.token(), await client.token("leo")
    wish = {"image_url": await client.media(), "collaborators": '["leo.draws"]', "caption": "x"}
    media = await client.live(token, **wish)
    path = f"{DRAWINGS}/collaboration_invites"

    _, waiting = await client.get(path, invited)
    answered = await client.post(path, invited, media_id=media, accept=accept)
    again = await client.post(path, invited, media_id=media, accept=accept)
    _, read = await client.get(media, token, fields="collaborators")

    invite = {"media_id": media, "media_owner_username": "harbour.bakery", "caption": "x"}
    assert waiting["data"] == [invite]
    assert answered == (200, {"success": True})
    assert error_of(again) == (400, 100, 33)
    assert read["collaborators"]["data"] == [{"username": "leo.draws", "invite_status": status}]
