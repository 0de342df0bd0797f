"""What `auth` keeps of a person, given to that person alone."""

from typing import Any

from ..conftest import PASSWORD, Connect, Person, RegisterHost, SignUp


async def exported(person: Person) -> dict[str, Any]:
    async with person.browser.get("/api/auth/me/export") as answer:
        assert answer.status == 200
        body: dict[str, Any] = await answer.json()
    return body


async def test_a_person_gets_what_is_kept_of_them(sign_up: SignUp, connect: Connect) -> None:
    mara = await sign_up("mara@example.test")
    account_id = await connect(mara.browser)

    found = await exported(mara)

    assert found["email"] == "mara@example.test"
    assert found["user_id"] == str(mara.user_id)
    assert found["registered_at"]
    assert [one["account_id"] for one in found["accounts"]] == [str(account_id)]
    assert [one["is_this"] for one in found["sessions"]] == [True]
    assert (found["notices"], found["drafts"], found["tenants"]) == ([], [], [])


async def test_nobody_elses_data_and_no_secret_is_in_it(sign_up: SignUp, connect: Connect) -> None:
    mara, theo = await sign_up("mara@example.test"), await sign_up("theo@example.test")
    await connect(mara.browser)

    found = repr(await exported(theo))

    assert "mara" not in found
    assert PASSWORD not in found
    assert "argon2" not in found


async def test_a_host_applications_user_is_exported_by_the_host(host: RegisterHost) -> None:
    acme = await host()
    headers = {"Authorization": f"Bearer {await acme.token()}"}

    async with acme.backend.get("/api/auth/me/export", headers=headers) as answer:
        assert answer.status == 403
