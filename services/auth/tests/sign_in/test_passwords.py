"""Passwords are matched in a thread, and an absent user has none."""

from auth.sign_in.passwords import Passwords


async def test_a_password_matches_its_own_hash_alone() -> None:
    passwords = Passwords()
    known = await passwords.hash("correct horse battery")

    assert await passwords.match("correct horse battery", known)
    assert not await passwords.match("correct horse batterY", known)
    assert await passwords.hash("correct horse battery") != known


async def test_an_absent_user_has_no_password() -> None:
    assert not await Passwords().match("a password that nobody has", None)
