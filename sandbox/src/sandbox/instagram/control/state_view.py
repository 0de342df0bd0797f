"""Instagram's state as JSON, without any secret."""

from dataclasses import asdict

from sandbox.instagram.login.tokens import Grant
from sandbox.instagram.publishing.containers import Container
from sandbox.instagram.webhooks.sender import Delivery
from sandbox.instagram.world import World

Json = dict[str, object]


def state_of(world: World) -> Json:
    """Everything a test may want to know."""
    content = world.content
    subscriptions = content.subscriptions
    return {
        "now": world.clock.now(),
        "people": [asdict(one) for one in content.people],
        "pages": [asdict(one) for one in content.people.pages.values()],
        "accounts": [
            {**asdict(one), "scoped_id": one.scoped_id} for one in content.people.accounts.values()
        ],
        "grants": [grant_view(world, one) for one in content.grants],
        "containers": [container_view(world, one) for one in content.containers],
        "media": [asdict(one) for one in content.library],
        "comments": [asdict(one) for one in content.library.comments.values()],
        "private_replies": [asdict(one) for one in content.library.private_replies],
        "subscriptions": {
            "apps": {
                side: {"callback_url": one.callback_url, "fields": list(one.fields)}
                for side, one in subscriptions.apps.items()
            },
            "pages": {name: list(fields) for name, fields in subscriptions.pages.items()},
            "accounts": {
                f"{side}/{name}": list(fields)
                for (side, name), fields in subscriptions.accounts.items()
            },
        },
        "deliveries": [delivery_view(one) for one in content.deliveries],
        "callbacks": [
            {"kind": one.kind, "user_id": one.user_id, "status": one.status, "answer": one.answer}
            for one in content.callbacks.sent
        ],
    }


def grant_view(world: World, grant: Grant) -> Json:
    """What somebody allowed, and how long each living token still lives; None is for ever."""
    now = world.clock.now()
    tokens = [
        {
            "kind": token.kind,
            "is_long": token.is_long,
            "died_of": token.died_of,
            "expires_in": None if token.ends_at is None else round(token.ends_at - now),
        }
        for token in world.content.grants.tokens_of(grant.owner)
    ]
    return {
        "owner": grant.owner,
        "login": grant.login,
        "permissions": grant.permissions,
        "pages": sorted(grant.page_ids),
        "accounts": sorted(grant.account_ids),
        "tokens": tokens,
    }


def container_view(world: World, container: Container) -> Json:
    """A container with its state, its wish and what came of it."""
    return {
        "id": container.id,
        "account_id": container.account_id,
        "state": world.content.containers.state(container, world.clock.now()),
        "failed_with": container.failed_with,
        "published_as": container.published_as,
        "bytes": container.upload.probe.size,
        **asdict(container.wish),
    }


def delivery_view(delivery: Delivery) -> Json:
    """A delivery with every attempt."""
    return {
        "number": delivery.number,
        "side": delivery.side,
        "fields": [change.field for change in delivery.changes],
        "body": delivery.body.decode(),
        "signature": delivery.signature,
        "state": delivery.state,
        "attempts": [asdict(attempt) for attempt in delivery.attempts],
    }
