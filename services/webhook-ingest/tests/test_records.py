"""A record is made without the models; it is, byte for byte, what they make."""

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from common.event import Envelope, event_id
from contracts.webhooks import WebhookReceived, received_headers
from webhook_ingest.receivers.tiktok.receiver import TikTokReceiver
from webhook_ingest.records import SOURCE, records_of
from webhook_ingest.request_headers import KEPT, kept

from .conftest import CLIENT_KEY, SECRET, delivery, signature

RECEIVER = TikTokReceiver(CLIENT_KEY, (SECRET,), 60)
NOW = datetime(2026, 11, 30, 12, 0, 0, 123_456, UTC)
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)


@given(
    user=TEXT,
    event=st.sampled_from(["post.publish.complete", "authorization.removed", "another"]),
    content=st.sampled_from([{"publish_id": "a"}, {"publish_id": "a", "post_id": 7}, {}]),
    sent=st.lists(st.tuples(st.sampled_from(["User-Agent", "Date", "Cookie"]), TEXT), max_size=5),
)
def test_a_record_is_what_the_contracts_models_make(
    user: str, event: str, content: dict[str, object], sent: list[tuple[str, str]]
) -> None:
    body = delivery(user_openid=user, event=event, content=json.dumps(content))
    headers = CIMultiDict([*sent, ("TikTok-Signature", signature(body))])
    [received] = RECEIVER.judge(headers, body, datetime.now(UTC).timestamp())
    request_headers = kept(headers, KEPT | RECEIVER.kept_headers)

    [record] = records_of([received], request_headers, NOW)

    models = received_headers.validate_json(request_headers)
    whole = WebhookReceived.model_validate({**received.model_dump(), "headers": models})
    envelope = Envelope(
        id=event_id(SOURCE, whole.external_id, whole.provider),
        type=whole.TYPE,
        source=SOURCE,
        subject=whole.subject,
        time=NOW,
    )
    assert sorted(record.headers) == sorted(envelope.headers() + whole.extra_headers())
    assert (record.topic, record.key, record.value) == (whole.topic, whole.key, whole.value())
    assert WebhookReceived.from_record(dict(record.headers), record.value) == whole
