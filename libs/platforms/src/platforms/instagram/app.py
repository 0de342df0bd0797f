"""Who we are to Meta, where Meta is, and what each of its three logins can do.

https://developers.facebook.com/documentation/instagram-platform/overview
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Login = Literal["facebook", "unified", "instagram"]
Ability = Literal[
    "delete_media", "resumable_upload", "locations", "caption_add_ons", "totals", "private_replies"
]

DIALOG_URL = "https://www.facebook.com"
GRAPH_URL = "https://graph.facebook.com"
RUPLOAD_URL = "https://rupload.facebook.com"
INSTAGRAM_DIALOG_URL = "https://www.instagram.com"
INSTAGRAM_EXCHANGE_URL = "https://api.instagram.com"
INSTAGRAM_GRAPH_URL = "https://graph.instagram.com"
VERSION = "v26.0"
# https://developers.facebook.com/documentation/instagram-platform/overview
SCOPES = (
    "instagram_basic",
    "instagram_content_publish",
    "instagram_manage_comments",
    "instagram_manage_insights",
    "pages_show_list",
    "pages_read_engagement",
    "pages_manage_metadata",
    "business_management",
)
# For deleting posts, for private replies, and for a role on a Page that was given by way of a
# business portfolio.
EXTRA_SCOPES = (
    "instagram_manage_contents",
    "instagram_manage_messages",
    "ads_management",
    "ads_read",
)
REQUIRED_SCOPE = "instagram_basic"
# Each scope of Instagram Login does what one of Facebook's does.
OWN_SCOPES: Mapping[str, str] = MappingProxyType(
    {
        "instagram_business_basic": "instagram_basic",
        "instagram_business_content_publish": "instagram_content_publish",
        "instagram_business_manage_comments": "instagram_manage_comments",
        "instagram_business_manage_insights": "instagram_manage_insights",
        "instagram_business_manage_messages": "instagram_manage_messages",
    }
)
OLDEST_VERSION = 22

# Neither the documentation nor anybody's client shows these with Instagram Login.
FACEBOOK_ONLY: frozenset[Ability] = frozenset(
    {"delete_media", "resumable_upload", "locations", "caption_add_ons", "totals"}
)
# A private reply goes out by the Page, or by the account itself with Instagram Login. Unified Login
# has no Page, and on Facebook's host a reply by the account is answered and never sent.
REPLIES_PRIVATELY: frozenset[Ability] = frozenset({"private_replies"})
ABILITIES: Mapping[Login, frozenset[Ability]] = MappingProxyType(
    {
        "facebook": FACEBOOK_ONLY | REPLIES_PRIVATELY,
        "unified": FACEBOOK_ONLY,
        "instagram": REPLIES_PRIVATELY,
    }
)


@dataclass(frozen=True, slots=True)
class InstagramApp:
    """One registered app for one login; a second login is a second app with its own id and secret.

    The first secret is used for calls, all of them for verification. `config_id` names a
    configuration of Facebook Login for Business, which replaces the scopes; these are in the
    login's own names. `exchange_url` is the host that trades codes. The timeouts, in seconds, are
    the whole time of a call with its repeats.
    """

    login: Login
    app_id: str
    app_secrets: tuple[str, ...] = field(repr=False)
    dialog_url: str = DIALOG_URL
    exchange_url: str = GRAPH_URL
    graph_url: str = GRAPH_URL
    rupload_url: str = RUPLOAD_URL
    version: str = VERSION
    config_id: str = ""
    scopes: tuple[str, ...] = ()
    call_timeout: float = 20.0
    upload_timeout: float = 600.0

    @property
    def app_secret(self) -> str:
        """The secret that calls are made with."""
        return self.app_secrets[0]

    @property
    def app_token(self) -> str:
        """The token that stands for the app itself; it holds the secret."""
        return f"{self.app_id}|{self.app_secret}"

    @property
    def abilities(self) -> frozenset[Ability]:
        """What only some logins can do."""
        return ABILITIES[self.login]

    def path(self, *parts: str) -> str:
        """Give a versioned path on the graph host, such as `/v26.0/178414/media`."""
        return "/".join(("", self.version, *parts))
