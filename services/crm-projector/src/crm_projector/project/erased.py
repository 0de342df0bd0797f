"""What an erasure says: one row, which keeps the account from coming back."""

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from common.event import Delivered
from contracts.accounts import AccountErased
from crm_projector.project.log_position import position_of, sequence_of
from crm_projector.project.registers import Values, Written
from crm_projector.project.tables import ERASED, ERASED_ACCOUNTS


def rows(delivered: Delivered, event: AccountErased) -> Iterator[Written]:
    """Give the row of an erased account; it is all that is kept of it."""
    values: Values = (event.provider, delivered.envelope.time, *position_of(delivered))
    key = (event.account_id,)
    yield Written(ERASED_ACCOUNTS, key, sequence_of(delivered), {ERASED: values})


def erased_by(batch: Sequence[Delivered]) -> set[UUID]:
    """Give the accounts that a batch erases."""
    return {one.event.account_id for one in batch if isinstance(one.event, AccountErased)}


def account_of(delivered: Delivered) -> UUID | None:
    """Give the account that an event is about, if it names one."""
    return getattr(delivered.event, "account_id", None)


def is_kept(delivered: Delivered, gone: Collection[UUID]) -> bool:
    """Tell whether an event is taken; of accounts that are gone, only the erasure is."""
    return isinstance(delivered.event, AccountErased) or account_of(delivered) not in gone
