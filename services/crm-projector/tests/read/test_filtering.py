"""Conditions that are there only where they were asked for."""

import re

from hypothesis import given
from hypothesis import strategies as st

from crm_projector.read.filtering import contains, filtered

CONDITIONS = {"a": "a = %(a)s", "b": "b = %(b)s"}


def test_a_condition_is_there_only_where_it_has_a_value() -> None:
    statement = filtered("SELECT 1 WHERE true{where} LIMIT 1", CONDITIONS, {"a": None, "b": False})

    assert statement == "SELECT 1 WHERE true\n    AND b = %(b)s LIMIT 1"


def test_no_text_is_no_condition() -> None:
    assert contains(None) is None


@given(text=st.text())
def test_a_text_is_found_as_it_is_whatever_means_something_to_ilike(text: str) -> None:
    pattern = contains(text) or ""

    assert re.sub(r"\\(.)", r"\1", pattern[1:-1], flags=re.DOTALL) == text
    assert not re.search(r"[%_]", re.sub(r"\\.", "", pattern[1:-1], flags=re.DOTALL))
