"""What users do of their own accord: by the control API and on the page `/sandbox/`."""

import json
import re

import pytest

from .support import Client, Eventually, Reaches, Receiver


async def press(client: Client, **form: str) -> str:
    """Press a button; answers the page that follows."""
    response = await client.session.post(f"{client.base}/sandbox/act", data=form)
    assert response.status == 200
    return await response.text()


async def page(client: Client, query: str = "") -> str:
    response = await client.session.get(f"{client.base}/sandbox/{query}")
    assert response.status == 200
    return await response.text()


def buttons(html: str, act: str) -> list[dict[str, str]]:
    """The hidden fields of every form with that button."""
    forms = re.findall(r"<form method=\"post\".*?</form>", html)
    fields = [dict(re.findall(r'name="(\w+)" value="([^"]*)"', form)) for form in forms]
    return [found for found in fields if found.get("act") == act]


async def test_the_page_shows_users_posts_and_videos_and_loads_nothing_from_elsewhere(
    client: Client, reaches: Reaches
) -> None:
    await client.switch(moderation_delay=0)
    publish_id = await client.publish(await client.token("theo"), title="<b>rye</b>")
    await reaches(publish_id, "PUBLISH_COMPLETE")

    html = await page(client)

    assert all(name in html for name in ("Mara Bakes", "Theo Rides", publish_id))
    assert "&lt;b&gt;rye" in html
    assert "<b>rye" not in html
    assert "http://" not in html
    assert "https://" not in html
    assert "cnry" not in html


async def test_a_draft_is_posted_twice_by_its_buttons(
    client: Client, reaches: Reaches, eventually: Eventually
) -> None:
    token = await client.token("theo")
    publish_id = await client.draft(token)
    await reaches(publish_id, "SEND_TO_USER_INBOX")
    for count in (1, 2):
        [button] = buttons(await page(client), "post_public")
        await press(client, **button)

        async def posted(count: int = count) -> bool:
            return len((await client.post_of(publish_id))["post_ids"]) == count

        await eventually(posted)

    assert (await client.post_of(publish_id))["status"] == "PUBLISH_COMPLETE"


async def test_a_discarded_draft_is_not_posted_and_frees_its_place(
    client: Client, reaches: Reaches
) -> None:
    await client.switch(pending_limit=1, init_per_minute=100)
    token = await client.token()
    publish_id = await client.draft(token)
    await reaches(publish_id, "SEND_TO_USER_INBOX")

    [button] = buttons(await page(client), "discard")
    html = await press(client, **button)

    refused = await client.session.post(f"{client.base}/control/publishes/{publish_id}/post")
    source = {"source": "FILE_UPLOAD", "video_size": 3, "chunk_size": 3, "total_chunk_count": 1}
    freed = await client.post("inbox/video/init", token, {"source_info": source})
    assert "discarded" in html
    assert refused.status == 409
    assert freed[0] == 200


async def test_whether_a_discarded_draft_frees_its_place_is_a_switch(
    client: Client, reaches: Reaches
) -> None:
    await client.switch(pending_limit=1, discard_frees=False)
    token = await client.token()
    publish_id = await client.draft(token)
    await reaches(publish_id, "SEND_TO_USER_INBOX")
    await client.control("POST", f"publishes/{publish_id}/discard")
    source = {"source": "FILE_UPLOAD", "video_size": 3, "chunk_size": 3, "total_chunk_count": 1}

    assert (await client.post("inbox/video/init", token, {"source_info": source}))[0] == 403


async def test_videos_are_made_public_private_and_deleted_by_their_buttons(
    client: Client, receiver: Receiver, reaches: Reaches
) -> None:
    token = await client.token("theo")
    publish_id = await client.publish(token)
    await reaches(publish_id, "PUBLISH_COMPLETE")
    for act, count in (("show", 2), ("hide", 3), ("show", 4), ("delete", 5)):
        [button] = buttons(await page(client), act)
        await press(client, **button)
        await receiver.wait_for(count)

    events = [json.loads(body)["event"].rpartition(".")[2] for _, body in receiver.received]
    shown, hidden = "publicly_available", "no_longer_publicaly_available"
    assert sorted(events) == sorted(["complete", shown, hidden, shown, hidden])


async def test_accounts_are_changed_and_left_by_their_buttons(
    client: Client, receiver: Receiver
) -> None:
    await client.token("theo")
    await press(client, act="ban", user="theo")
    await press(client, act="private", user="theo")
    await press(client, act="disconnect", user="theo")
    theo = client.user("theo")

    assert (theo.profile.banned, theo.profile.private) == (True, True)
    [(_, body)] = await receiver.wait_for(1)
    assert json.loads(json.loads(body)["content"]) == {"reason": 1}
    await press(client, act="unban", user="theo")
    await press(client, act="public", user="theo")
    assert (theo.profile.banned, theo.profile.private) == (False, False)


async def test_the_clock_is_advanced_by_a_button(client: Client) -> None:
    html = await press(client, act="advance", seconds="3600", said="It is 1 hour later.")

    assert "It is 1 hour later." in html
    assert client.world.clock.offset_seconds == 3600


async def test_a_button_that_came_too_late_says_so(client: Client) -> None:
    html = await press(client, act="show", video_id="1")

    assert "Not possible: No video" in html


async def test_one_user_is_found_among_many(client: Client) -> None:
    await client.control("POST", "users", {"count": 200, "prefix": "many"})

    assert "many199" in await page(client, "?user=many199")
    assert "users more" in await page(client)


async def test_held_moderation_waits_for_a_verdict(
    client: Client, receiver: Receiver, eventually: Eventually
) -> None:
    await client.switch(moderation="hold")
    token = await client.token("theo")
    passed = await client.publish(token, privacy_level="PUBLIC_TO_EVERYONE")
    refused = await client.publish(token, privacy_level="PUBLIC_TO_EVERYONE")

    async def waiting() -> bool:
        posts = await client.posts()
        return all(post["in_moderation"] for post in posts)

    await eventually(waiting)
    await client.control("POST", f"publishes/{passed}/moderate", {"verdict": "pass"})
    await client.control("POST", f"publishes/{refused}/moderate", {"verdict": "refuse"})

    assert len((await client.post_of(passed))["post_ids"]) == 1
    assert (await client.post_of(refused))["post_ids"] == []


async def test_a_late_refusal_hides_what_was_public(client: Client, receiver: Receiver) -> None:
    token = await client.token("theo")
    publish_id = await client.publish(token, privacy_level="PUBLIC_TO_EVERYONE")
    await receiver.wait_for(2)

    await client.control("POST", f"publishes/{publish_id}/moderate", {"verdict": "refuse"})

    *_, (_, body) = await receiver.wait_for(3)
    assert b"no_longer_publicaly_available" in body


async def test_a_post_fails_on_demand(client: Client) -> None:
    token = await client.token()
    publish_id, _ = await client.begin(token)

    await client.control("POST", f"publishes/{publish_id}/fail", {"reason": "spam_risk_text"})

    assert await client.status(token, publish_id) == {
        "status": "FAILED",
        "fail_reason": "spam_risk_text",
    }


@pytest.mark.parametrize("reason", [0, 2, 3, 4])
async def test_an_authorization_may_end_for_another_reason(
    client: Client, receiver: Receiver, reason: int
) -> None:
    await client.token("mara")

    await client.control("POST", "users/mara/disconnect", {"reason": reason})

    [(_, body)] = await receiver.wait_for(1)
    assert json.loads(json.loads(body)["content"]) == {"reason": reason}


async def test_posts_by_other_apps_count_towards_the_cap_of_the_day(client: Client) -> None:
    await client.control("PATCH", "users/mara", {"posts_by_other_apps": 14})
    token = await client.token()
    await client.begin(token)

    status, answer = await client.init(token)

    assert (status, answer["error"]["code"]) == (403, "spam_risk_too_many_posts")
