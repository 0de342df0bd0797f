"""What the Pages that a person shared tell of an account: pure."""

import pytest

from instagram.pages.reading import choose
from platforms.instagram.accounts import InstagramProfile, Page

IG = "17841400000000001"
ALL = frozenset(
    {
        "instagram_basic",
        "instagram_content_publish",
        "instagram_manage_comments",
        "instagram_manage_insights",
    }
)


def page(tasks: tuple[str, ...] = ("MANAGE",), **more: object) -> Page:
    """Give a Page that is linked to the account."""
    given = {"id": "1", "name": "Bakery", "access_token": "EAAPage", "tasks": tasks}
    linked = {"instagram_business_account": InstagramProfile(id=IG)}
    return Page.model_validate({**given, **linked, **more})


@pytest.mark.parametrize(
    ("shown", "granted", "level", "reason"),
    [
        ([page()], ALL, "full", ""),
        ([page(("PROFILE_PLUS_FULL_CONTROL",))], ALL, "full", ""),
        ([page()], ALL - {"instagram_manage_comments"}, "publish", ""),
        ([page(("ANALYZE",))], ALL, "read", "role_cannot_publish"),
        ([page(("ANALYZE",))], ALL - {"instagram_content_publish"}, "read", ""),
        ([page()], ALL - {"instagram_basic"}, "none", "permission_missing"),
        ([page(())], ALL, "none", "no_page_role"),
        ([], ALL, "none", "no_page_role"),
        ([page(instagram_business_account=InstagramProfile(id="2"))], ALL, "none", "no_page_role"),
        (
            [
                page(
                    instagram_business_account=None,
                    connected_instagram_account=InstagramProfile(id=IG),
                )
            ],
            ALL,
            "none",
            "personal_account",
        ),
    ],
)
def test_role_and_permissions_say_how_far_an_account_may_be_used(
    shown: list[Page], granted: frozenset[str], level: str, reason: str
) -> None:
    reached = choose(shown, IG, granted)

    assert (reached.access_level, reached.reason) == (level, reason)


def test_the_page_of_the_account_is_taken_among_many() -> None:
    others = [page(id=str(n), instagram_business_account=None) for n in range(2, 40)]

    reached = choose([*others, page(id="77", name="Mine")], IG, ALL)

    assert (reached.page_id, reached.page_name, reached.token) == ("77", "Mine", "EAAPage")


def test_a_page_token_is_not_shown() -> None:
    assert "EAAPage" not in repr(choose([page()], IG, ALL))
