"""Which Pages give an account, how far it may be used, and why another gives none."""

import pytest

from platforms.instagram.accounts import (
    AccessLevel,
    InstagramProfile,
    Page,
    Trouble,
    Unusable,
    Usable,
    access_level,
    judge,
    usable_scopes,
)

PROFILE = InstagramProfile(id="1784", username="harbour.bakery")
BASIC = {"instagram_basic"}
ALL = BASIC | {
    "instagram_content_publish",
    "instagram_manage_comments",
    "instagram_manage_insights",
}


def page(**more: object) -> Page:
    fields: dict[str, object] = {
        "id": "100",
        "access_token": "EAAPage",
        "tasks": ("MANAGE",),
        "instagram_business_account": PROFILE,
        **more,
    }
    return Page.model_validate(fields)


@pytest.mark.parametrize(
    ("tasks", "granted", "level"),
    [
        (("MANAGE",), ALL, "full"),
        (("CREATE_CONTENT",), ALL, "full"),
        (("PROFILE_PLUS_FULL_CONTROL",), ALL, "full"),
        (("PROFILE_PLUS_CREATE_CONTENT", "SOMETHING_NEW"), ALL, "full"),
        (("MANAGE",), BASIC | {"instagram_content_publish"}, "publish"),
        (("ANALYZE",), ALL, "read"),
        (("MANAGE",), BASIC, "read"),
    ],
)
def test_scopes_and_roles_limit_the_access(
    tasks: tuple[str, ...], granted: set[str], level: AccessLevel
) -> None:
    found = judge(page(tasks=tasks), granted)

    assert isinstance(found, Usable)
    assert found.access_level == level


@pytest.mark.parametrize(
    ("found", "granted", "trouble"),
    [
        (page(), set(), "permission_missing"),
        (page(instagram_business_account=None), ALL, "page_without_instagram"),
        (
            page(instagram_business_account=None, connected_instagram_account=PROFILE),
            ALL,
            "personal_account",
        ),
        (page(tasks=()), ALL, "no_page_role"),
        (page(access_token=None), ALL, "no_page_role"),
    ],
)
def test_each_reason_for_no_account_has_a_name(
    found: Page, granted: set[str], trouble: Trouble
) -> None:
    assert judge(found, granted) == Unusable(found, trouble)


def test_scopes_of_instagram_login_count_without_a_page() -> None:
    scopes = {
        "instagram_business_basic",
        "instagram_business_content_publish",
        "instagram_business_manage_comments",
        "instagram_business_manage_insights",
    }

    assert access_level(scopes) == "full"
    assert access_level(scopes - {"instagram_business_manage_insights"}) == "publish"
    assert access_level({"instagram_business_basic"}) == "read"


@pytest.mark.parametrize(
    ("tasks", "lost"), [(("CREATE_CONTENT",), set()), (("ANALYZE",), {"instagram_content_publish"})]
)
def test_a_role_that_may_not_publish_takes_that_scope_away(
    tasks: tuple[str, ...], lost: set[str]
) -> None:
    assert ALL - usable_scopes(ALL, tasks) == lost
