"""Fields that tell of a person: an event without them is still a valid event.

A topic that is kept for ever must be able to lose them: whoever reads gets the default instead.
"""

from typing import Annotated

from pydantic import Field

PERSONAL = "x-personal"
"""The keyword that marks such a field in the golden JSON Schemas."""

PersonalText = Annotated[str, Field(json_schema_extra={PERSONAL: True})]
"""A text about a person, or one that a person wrote; always with a default."""
