"""What an operator may ask for, and what a cursor of dead letters holds."""

from typing import Annotated, Literal, Self

from aiokafka import TopicPartition
from pydantic import Base64Bytes, BaseModel, Field, model_validator

from common.dead_letters import Edit
from crm_projector.operations.letters import Below
from crm_projector.read.queries import BigInteger, Integer, PageQuery, Query, RangeQuery, Text

Kind = Literal["unreadable-record", "unknown-type", "unstorable-record", "invalid-record"]


class DeadLettersQuery(PageQuery, RangeQuery):
    """Letters that every condition holds for; the time is when they were buried.

    `topic` is where the record was refused, `account_id` finds the records of an account, or any
    other key. A page may be shorter than `limit`, or empty, before the last one.
    """

    topic: Text | None = None
    group: Text | None = None
    kind: Kind | None = None
    account_id: Text | None = None
    redriven: bool | None = None


class LettersPosition(BaseModel):
    """Below these offsets, by topic and partition."""

    below: dict[str, dict[Integer, BigInteger]]

    @classmethod
    def of(cls, below: Below) -> Self:
        """Make it of what a page gave."""
        listed: dict[str, dict[int, int]] = {}
        for partition, offset in below.items():
            listed.setdefault(partition.topic, {})[partition.partition] = offset
        return cls(below=listed)

    def places(self) -> Below:
        """Give it back."""
        return {
            TopicPartition(topic, number): offset
            for topic, offsets in self.below.items()
            for number, offset in offsets.items()
        }


class RedriveRequest(Query):
    """What is put right before the record is read again; nothing, mostly.

    The value is given as text or as base64. A header that is null is taken away.
    """

    value: str | None = None
    value_base64: Base64Bytes | None = None
    headers: Annotated[dict[str, str | None], Field(max_length=50)] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_value(self) -> Self:
        if self.value is not None and self.value_base64 is not None:
            raise ValueError("Give value or value_base64, not both.")
        return self

    def edit(self) -> Edit:
        """Give it as an edit."""
        value = self.value_base64 if self.value is None else self.value.encode()
        headers = {
            name: None if text is None else text.encode() for name, text in self.headers.items()
        }
        return Edit(value, headers)
