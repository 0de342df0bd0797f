"""Conditions that are in a statement only where they are asked for, so that each has its plan."""

from collections.abc import Mapping


def filtered(statement: str, conditions: Mapping[str, str], asked: Mapping[str, object]) -> str:
    """Put the conditions whose value is not None where the statement says `{where}`.

    The texts are constants of this service; a caller's values come in as parameters.
    """
    wanted = [text for name, text in conditions.items() if asked.get(name) is not None]
    return statement.replace("{where}", "".join(f"\n    AND {text}" for text in wanted))


def contains(text: str | None) -> str | None:
    r"""Make a pattern of `ILIKE` that finds the text itself: `%`, `_` and `\` mean nothing."""
    if text is None:
        return None
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
