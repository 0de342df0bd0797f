"""How full a limit is, by the fullest entry of either header."""

import pytest

from platforms.instagram.usage import Usage, usage_of

APP = '{"call_count":41,"total_time":12,"total_cputime":9}'
ACCOUNT = (
    '{"1784":[{"type":"instagram","call_count":97,"total_cputime":20,"total_time":20,'
    '"estimated_time_to_regain_access":0},{"type":"pages","call_count":3}]}'
)


@pytest.mark.parametrize(
    ("headers", "usage"),
    [
        ({}, Usage()),
        ({"x-app-usage": APP}, Usage(0, 0, 41)),
        ({"X-App-Usage": APP, "X-Business-Use-Case-Usage": ACCOUNT}, Usage(97, 0, 41)),
        (
            {"x-business-use-case-usage": ACCOUNT.replace('access":0', 'access":2')},
            Usage(97, 120),
        ),
        ({"x-app-usage": "no json"}, Usage()),
        ({"x-business-use-case-usage": "[]"}, Usage()),
        ({"x-app-usage": '{"call_count":"NaN"}'}, Usage()),
    ],
)
def test_the_fullest_entry_counts(headers: dict[str, str], usage: Usage) -> None:
    assert usage_of(headers) == usage
