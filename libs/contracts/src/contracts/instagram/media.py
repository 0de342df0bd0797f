"""Owner: instagram. The media of an account, their numbers, and the Page that it is reached by."""

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from annotated_types import Ge, Le

from common.event import Event
from contracts.instagram.base import InstagramEvent
from contracts.personal import PersonalText

Metrics = dict[str, Annotated[float, Ge(-1e15), Le(1e15)] | None]
"""Numbers by the platform's name of the metric; None is not told now."""


class MediumEvent(InstagramEvent):
    """About one medium, by Instagram's id; its `ce_sequence` is counted on the medium's row."""

    media_id: str

    @property
    def subject(self) -> str:
        """The medium of this account: another may come to hold the same Instagram account."""
        return f"{self.account_id}|{self.media_id}"


class MediaObserved(MediumEvent):
    """A medium is listed, and that or something of it is news; not all of them are ours."""

    TYPE: ClassVar[str] = "instagram.MediaObserved.v1"

    post_id: UUID | None = None
    """The post that it came of; None where it was not posted from here."""
    media_type: str
    product_type: str
    caption: PersonalText = ""
    permalink: PersonalText = ""
    alt_text: PersonalText = ""
    created_at: datetime | None = None
    like_count: int | None = None
    """None where the account hides it."""
    comments_count: int | None = None
    observed_at: datetime


class MediaGone(MediumEvent):
    """A medium is listed no more: it was deleted or archived, or a story has ended."""

    TYPE: ClassVar[str] = "instagram.MediaGone.v1"

    observed_at: datetime


class InsightsSampled(MediumEvent):
    """The numbers of a medium at one moment; Instagram keeps no history.

    A metric of None is not told now; one that is missing does not exist for this medium.
    """

    TYPE: ClassVar[str] = "instagram.InsightsSampled.v1"

    product_type: str
    metrics: Metrics
    observed_at: datetime


class InsightsNotSupported(MediumEvent):
    """This medium has no numbers, for ever: it is from before the account became professional."""

    TYPE: ClassVar[str] = "instagram.InsightsNotSupported.v1"

    code: str
    observed_at: datetime


class StoryInsightsReceived(MediumEvent):
    """The last numbers of a story that is over, from Instagram's webhook; -1 came as None."""

    TYPE: ClassVar[str] = "instagram.StoryInsightsReceived.v1"

    metrics: Metrics
    observed_at: datetime


class AccountInsightsSampled(InstagramEvent):
    """The numbers of an account for one day, `day` as YYYY-MM-DD in UTC; None is not told."""

    TYPE: ClassVar[str] = "instagram.AccountInsightsSampled.v1"

    day: str
    metrics: Metrics
    observed_at: datetime

    @property
    def subject(self) -> str:
        """The account's numbers, of all days together; they have a row of their own."""
        return f"{self.account_id}|insights"


class PageObserved(InstagramEvent):
    """How the account is reached, and how far it may be used; said at connect and when it changes.

    Without a Page (`page_id` None) it was connected by Instagram itself, or by Unified Login.
    """

    TYPE: ClassVar[str] = "instagram.PageObserved.v1"

    ig_business_id: PersonalText = ""
    username: PersonalText = ""
    login: str
    """`facebook`, `unified` or `instagram`."""
    page_id: str | None = None
    page_name: PersonalText = ""
    access_level: str
    """`full`, `publish`, `read`, or `none` where the Page gives no access any more."""
    reason: str = ""
    """Why access is less than it was, by the code of the catalogue."""
    is_subscribed: bool = False
    """Whether Instagram sends webhooks for it."""
    observed_at: datetime

    @property
    def subject(self) -> str:
        """The account's Page."""
        return f"{self.account_id}|page"


EVENTS: list[type[Event]] = [
    MediaObserved,
    MediaGone,
    InsightsSampled,
    InsightsNotSupported,
    StoryInsightsReceived,
    AccountInsightsSampled,
    PageObserved,
]
