"""Which handler answers which method, kind of node and edge, on each of the two Graph hosts."""

from collections.abc import Iterable

from sandbox.instagram.accounts import edges, nodes, places
from sandbox.instagram.graph.call import Call
from sandbox.instagram.graph.dispatch import Handler, Routes
from sandbox.instagram.login import introspection, token_endpoints
from sandbox.instagram.permissions import FACEBOOK, INSTAGRAM
from sandbox.instagram.publishing import creation, publishes
from sandbox.instagram.reading import (
    account_insights,
    comments,
    invites,
    lists,
    media,
    media_actions,
    media_insights,
    mentions,
    private_replies,
)
from sandbox.instagram.webhooks import subscription_endpoints as subscriptions

SHARED: Routes = {
    ("GET", "account", ""): nodes.read_account,
    ("GET", "account", "media"): lists.list_media,
    ("GET", "account", "stories"): lists.list_stories,
    ("GET", "account", "insights"): account_insights.account_insights,
    ("GET", "account", "content_publishing_limit"): publishes.publishing_limit,
    ("POST", "account", "media"): creation.create_container,
    ("POST", "account", "media_publish"): publishes.publish,
    ("GET", "account", "collaboration_invites"): invites.list_invites,
    ("POST", "account", "collaboration_invites"): invites.answer_invite,
    ("POST", "account", "messages"): private_replies.reply_by_account,
    ("POST", "account", "mentions"): mentions.answer_mention,
    ("POST", "account", "subscribed_apps"): subscriptions.subscribe_account,
    ("GET", "account", "subscribed_apps"): subscriptions.read_account_subscription,
    ("DELETE", "account", "subscribed_apps"): subscriptions.unsubscribe_account,
    ("GET", "container", ""): publishes.read_container,
    ("GET", "media", ""): media.read_media,
    ("POST", "media", ""): media_actions.update_media,
    ("DELETE", "media", ""): media_actions.delete_media,
    ("GET", "media", "children"): media_actions.children,
    ("GET", "media", "insights"): media_insights.media_insights,
    ("GET", "media", "comments"): comments.list_comments,
    ("POST", "media", "comments"): comments.write_comment,
    ("GET", "media", "poll_attachment"): media_actions.poll_attachment,
    ("GET", "media", "prompt_response"): media_actions.prompt_response,
    ("GET", "comment", ""): comments.read_comment,
    ("POST", "comment", ""): comments.update_comment,
    ("DELETE", "comment", ""): comments.delete_comment,
    ("GET", "comment", "replies"): comments.list_replies,
    ("POST", "comment", "replies"): comments.write_reply,
}


def _one_permission(name: str) -> Handler:
    async def delete(call: Call, node_id: str) -> object:
        return await introspection.delete_permission(call, node_id, name)

    return delete


def _permissions(kind: str, names: Iterable[str]) -> Routes:
    """The edges that read and withdraw permissions."""
    return {
        ("GET", kind, "permissions"): introspection.permissions,
        ("DELETE", kind, "permissions"): introspection.delete_permissions,
        **{("DELETE", kind, f"permissions/{name}"): _one_permission(name) for name in names},
    }


FACEBOOK_ROUTES: Routes = {
    **SHARED,
    **_permissions("user", FACEBOOK),
    ("GET", "oauth", "access_token"): token_endpoints.facebook_token,
    ("POST", "oauth", "access_token"): token_endpoints.facebook_token,
    ("GET", "debug_token", ""): introspection.debug_token,
    ("GET", "user", ""): nodes.read_user,
    ("GET", "user", "accounts"): edges.accounts,
    ("GET", "user", "businesses"): edges.businesses,
    ("GET", "business", "owned_pages"): edges.owned_pages,
    ("GET", "business", "client_pages"): edges.client_pages,
    ("GET", "page", ""): nodes.read_page,
    ("POST", "page", "messages"): private_replies.reply_by_page,
    ("GET", "page", "subscribed_apps"): subscriptions.read_page_subscription,
    ("POST", "page", "subscribed_apps"): subscriptions.subscribe_page,
    ("DELETE", "page", "subscribed_apps"): subscriptions.unsubscribe_page,
    ("GET", "app", "subscriptions"): subscriptions.read_app_subscriptions,
    ("POST", "app", "subscriptions"): subscriptions.subscribe_app,
    ("DELETE", "app", "subscriptions"): subscriptions.unsubscribe_app,
    ("GET", "pages", "search"): places.search_pages,
}
INSTAGRAM_ROUTES: Routes = {
    **SHARED,
    **_permissions("account", INSTAGRAM),
    ("POST", "oauth", "access_token"): token_endpoints.instagram_short_token,
    ("GET", "access_token", ""): token_endpoints.instagram_long_token,
    ("GET", "refresh_access_token", ""): token_endpoints.instagram_refresh,
}
