"""How a platform's access is renewed, and when: pure."""

from datetime import datetime, timedelta
from typing import Literal

Renewal = Literal["rotation", "extension", "none"]
"""By trading a refresh token that is then spent, by extending a token that stays good, or only by
the user, who connects again."""

# Renewed when less than this is left, or less than a tenth of a short life.
ROTATION, EXTENSION = timedelta(hours=1), timedelta(days=7)
# A token is not extended before it is a day old:
# a rule of Meta, in the reference of the call that extends a token (`refresh_access_token`).
YOUNGEST = timedelta(hours=24)


def is_due(renewal: Renewal, issued_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Tell whether access given then, and ending then, is to be renewed now."""
    if renewal == "none" or (renewal == "extension" and now - issued_at < YOUNGEST):
        return False
    margin = EXTENSION if renewal == "extension" else ROTATION
    return ends_at - now < min(margin, (ends_at - issued_at) / 10)
