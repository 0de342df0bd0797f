"""What is observed of an account: how it is reached, and its numbers by day."""

from collections.abc import Iterator

from common.event import Delivered
from contracts.instagram.media import AccountInsightsSampled, PageObserved
from crm_projector.project.instagram.positions import latest_of
from crm_projector.project.instagram.tables import (
    ACCOUNT_PAGE,
    ACCOUNT_SAMPLE,
    IG_ACCOUNT_INSIGHTS,
    IG_ACCOUNTS,
)
from crm_projector.project.log_position import position_of, sequence_of
from crm_projector.project.registers import Values, Written


def page_rows(delivered: Delivered, event: PageObserved) -> Iterator[Written]:
    """Keep how the account is reached now."""
    values: Values = (
        event.user_id,
        event.ig_business_id,
        event.username,
        event.login,
        event.page_id,
        event.page_name or None,
        event.access_level,
        event.reason or None,
        event.is_subscribed,
        event.observed_at,
        delivered.envelope.time,
        *position_of(delivered),
    )
    yield Written(IG_ACCOUNTS, (event.account_id,), sequence_of(delivered), {ACCOUNT_PAGE: values})


def sample_rows(delivered: Delivered, event: AccountInsightsSampled) -> Iterator[Written]:
    """Keep the newest numbers of each day: a day's numbers grow until it is over."""
    values: Values = (event.metrics, event.observed_at, *latest_of(delivered, event))
    key = (event.account_id, event.day)
    yield Written(IG_ACCOUNT_INSIGHTS, key, sequence_of(delivered), {ACCOUNT_SAMPLE: values})
