"""Times as Meta writes and reads them."""

from datetime import UTC, datetime

from sandbox.instagram.graph.answers import invalid


def written(moment: float) -> str:
    """ISO 8601 with `+0000`."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


def read(name: str, text: str) -> float:
    """Seconds since the epoch, or a date; raises GraphRefused."""
    if text.isdecimal():
        return float(text)
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise invalid(f"Param {name} must be a unix time or a date") from error
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
