"""What every code of Meta's and ours means to people: who must act, and how.

https://developers.facebook.com/docs/graph-api/guides/error-handling
https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/error-codes
"""

from dataclasses import replace
from types import MappingProxyType

from platforms.catalogue import DAY, HOUR, MINUTE, OPERATOR, Catalogue, Entry, failed_calls

CONNECT = "Connect the account again."
ALLOW = "Connect the account again and allow every permission."
WAIT = "Try again in a few minutes."
TRY_AGAIN = "Try the post again."
NEW_FILE = "Choose another file and try again."
LOOK = "Check the Instagram app before you try again."

LOGIN = (
    Entry("oauth", "access_denied", "user", "by_user",
          "You did not allow Postlog to use the account.",
          "Connect the account again when you want to."),
    Entry("oauth", "invalid_grant", "renew", "by_user",
          "Meta does not take the code of this sign-in.", CONNECT),
    Entry("oauth", "invalid_request", "ours", "never",
          "Meta does not accept the id, the secret or the addresses of this app.", OPERATOR),
    Entry("oauth", "server_error", "theirs", "later",
          "Something failed on Meta's side.", WAIT, MINUTE),
    Entry("oauth", "100/36007", "renew", "by_user",
          "The sign-in took too long.", CONNECT),
    Entry("oauth", "100/36008", "ours", "never",
          "Meta does not accept the address that this app sends people back to.", OPERATOR),
    Entry("oauth", "100/36009", "renew", "by_user",
          "This sign-in was used already.", CONNECT),
    Entry("oauth", "not_extendable", "renew", "by_user",
          "The permission of this account cannot be prolonged.", CONNECT),
    Entry("oauth", "outcome_unknown", "theirs", "by_user",
          "The connection broke before Meta's answer arrived.", CONNECT),
)  # fmt: skip

# Our codes: the consent worked, but it gives no account that can be connected.
NO_ACCOUNT = (
    Entry("oauth", "nothing_granted", "user", "after_change",
          "Not one permission was allowed.", ALLOW),
    Entry("oauth", "permission_missing", "user", "after_change",
          "A permission without which Postlog can do nothing was not allowed.", ALLOW),
    Entry("oauth", "no_page_shared", "user", "after_change",
          "Facebook shows Postlog no Page of yours.",
          "Connect the account again and tick the Page of the Instagram account; if there is none"
          " to tick, link the account to a Page on which you have a role."),
    Entry("oauth", "portfolio_page_hidden", "user", "after_change",
          "Facebook shows Postlog no Page of yours. It hides those of a business portfolio where"
          " the permission business_management was not allowed.",
          "Connect the account again, allow every permission, and tick the Page."),
    Entry("oauth", "page_without_instagram", "user", "after_change",
          "No Instagram account is linked to the Facebook Page.",
          "Link the Instagram account in the settings of the Page, then connect it again."),
    Entry("oauth", "personal_account", "user", "after_change",
          "This is a personal Instagram account; Instagram lets apps use professional ones only.",
          "Make it a Business or Creator account in the Instagram app, link it to the Page again,"
          " then connect it again."),
    Entry("oauth", "no_page_role", "user", "after_change",
          "You have no role on the Facebook Page of this account.",
          "Ask for a role that may create content, then connect the account again."),
    Entry("oauth", "role_cannot_publish", "user", "after_change",
          "Your role on the Facebook Page of this account does not let you publish.",
          "Ask for a role that may create content."),
    Entry("oauth", "account_not_shared", "user", "after_change",
          "Facebook does not show Postlog the Instagram account.",
          "Connect the account again and tick the Instagram account."),
)  # fmt: skip

TOKENS = (
    Entry("api", "102", "renew", "by_user",
          "Meta no longer accepts the account's permission.", CONNECT),
    Entry("api", "190", "renew", "by_user",
          "Meta no longer accepts the account's permission.", CONNECT),
    Entry("api", "190/458", "renew", "by_user",
          "Access was withdrawn in the settings of Facebook or Instagram.", CONNECT),
    Entry("api", "190/459", "user", "after_change",
          "Facebook wants to check who you are.",
          "Sign in at facebook.com, do what it asks, then try again."),
    Entry("api", "190/460", "renew", "by_user",
          "The Facebook password was changed, which ends every permission.", CONNECT),
    Entry("api", "190/463", "renew", "by_user",
          "The permission has run out.", CONNECT),
    Entry("api", "190/464", "user", "after_change",
          "The Facebook account is not confirmed.",
          "Sign in at facebook.com, confirm the account, then try again."),
    Entry("api", "190/467", "renew", "by_user",
          "Meta no longer accepts the account's permission.", CONNECT),
    Entry("api", "190/492", "user", "after_change",
          "You no longer have a role on the Facebook Page of this account.",
          "Ask for a role that may create content, then connect the account again."),
    Entry("api", "10", "renew", "by_user",
          "The account did not grant the permission that this needs.", ALLOW),
    Entry("api", "200", "renew", "by_user",
          "The account did not grant the permission that this needs.", ALLOW),
)  # fmt: skip

LIMITS = (
    Entry("api", "4", "wait", "later",
          "This app has made all the calls that Meta allows now.", "Try again in an hour.", HOUR),
    Entry("api", "17", "wait", "later",
          "Too many calls were made for this person.", "Try again in an hour.", HOUR),
    Entry("api", "32", "wait", "later",
          "Too many calls were made for this Facebook Page.", "Try again in an hour.", HOUR),
    Entry("api", "341", "wait", "later",
          "This app has reached a limit of Meta's.", "Try again in an hour.", HOUR),
    Entry("api", "613", "wait", "later",
          "Too many calls were made.", "Try again in an hour.", HOUR),
    Entry("api", "613/1996", "wait", "later",
          "Meta found the number of calls unusual.", "Try again in an hour.", HOUR),
    Entry("api", "80001", "wait", "later",
          "Too many calls were made for this Facebook Page.", "Try again in an hour.", HOUR),
    Entry("api", "80002", "wait", "later",
          "Too many calls were made for this Instagram account.", "Try again in an hour.", HOUR),
    Entry("api", "4/2207051", "user", "by_user",
          "Instagram takes this for spam, and may have posted it all the same.",
          "Check the Instagram app, and wait some hours before the next post.", 6 * HOUR),
    Entry("api", "9/2207042", "wait", "later",
          "This account has reached Instagram's limit of posts in 24 hours.",
          "Try again tomorrow; posts of other apps count too.", DAY),
    Entry("api", "368", "user", "never",
          "Meta has blocked this account for a breach of its rules.",
          "Check the Instagram app for the reason and for a way to appeal."),
    Entry("api", "25/2207050", "user", "after_change",
          "Instagram has restricted this account, or wants to check who you are.",
          "Open the Instagram app and do what it asks, then try again."),
)  # fmt: skip

MEDIA = (
    Entry("api", "-2/2207003", "theirs", "later",
          "Instagram could not fetch the file in time.", WAIT, MINUTE),
    Entry("api", "-2/2207020", "theirs", "by_user",
          "Instagram no longer has the file.", TRY_AGAIN),
    Entry("api", "-1/2207001", "theirs", "later",
          "Something failed on Instagram's side.", WAIT, MINUTE),
    Entry("api", "-1/2207032", "theirs", "by_user",
          "Instagram could not prepare the post.", TRY_AGAIN),
    Entry("api", "-1/2207053", "theirs", "by_user",
          "Instagram could not take the video.", TRY_AGAIN),
    Entry("api", "-1/2207073", "user", "never",
          "Instagram does not let apps delete this kind of post.",
          "Delete it in the Instagram app."),
    Entry("api", "1/2207057", "user", "after_change",
          "The cover lies outside of the video.", "Choose another moment as the cover.",
          change="post"),
    Entry("api", "24/2207006", "renew", "by_user",
          "Instagram does not find the post, or does not show it to Postlog.", TRY_AGAIN),
    Entry("api", "24/2207008", "theirs", "later",
          "Instagram does not find the prepared post.", TRY_AGAIN, MINUTE),
    Entry("api", "100/2207023", "ours", "never",
          "Instagram does not know this kind of post.", OPERATOR),
    Entry("api", "100/2207028", "user", "after_change",
          "A carousel needs 2 to 10 pictures or videos.", "Add or remove some.",
          change="media"),
    Entry("api", "100/2207040", "user", "after_change",
          "Too many accounts are tagged.", "Tag 20 accounts at most.",
          change="post"),
    Entry("api", "352/2207026", "user", "after_change",
          "Instagram cannot read the format of this video.",
          "Use MP4 or MOV with H.264 or HEVC and AAC.",
          change="media"),
    Entry("api", "9004/2207052", "user", "by_user",
          "Instagram could not fetch the file from its address.",
          "Check that the address works without sign-in or redirect and shows a picture or video."),
    Entry("api", "9007/2207027", "wait", "later",
          "Instagram is still preparing the post.", "There is nothing to do.", MINUTE),
    Entry("api", "36000/2207004", "user", "after_change",
          "The picture is larger than 8 MB.", NEW_FILE,
          change="media"),
    Entry("api", "36001/2207005", "user", "after_change",
          "Instagram takes pictures as JPEG only.", "Choose a JPEG file.",
          change="media"),
    Entry("api", "36003/2207009", "user", "after_change",
          "The picture is too tall or too wide for Instagram.",
          "Crop it to between 4:5 (tall) and 1.91:1 (wide).",
          change="media"),
    Entry("api", "36004/2207010", "user", "after_change",
          "The caption is too long.",
          "Use at most 2,200 characters, 30 hashtags and 20 mentions.",
          change="text"),
    Entry("api", "2207067", "user", "after_change",
          "Instagram publishes a single video only as a reel.", "Choose Reel.",
          change="post"),
    Entry("api", "2207076", "theirs", "by_user",
          "Instagram could not process the reel.", TRY_AGAIN),
    Entry("api", "2207077", "theirs", "by_user",
          "Instagram could not fetch the video.", TRY_AGAIN),
    Entry("api", "2207081", "user", "never",
          "This account may not publish trial reels.", "Publish it as a normal reel."),
    Entry("api", "2207082", "theirs", "by_user",
          "The upload to Instagram failed.", TRY_AGAIN),
    Entry("api", "2207085", "theirs", "later",
          "Something failed on Instagram's side while it deleted the post.", WAIT, HOUR),
    Entry("api", "506", "user", "after_change",
          "Meta takes this for a repeat of the last post.",
          "Change the post before you try again.",
          change="text"),
)  # fmt: skip

CALLS = (
    Entry("api", "1", "theirs", "later", "Something failed on Meta's side.", WAIT, MINUTE),
    Entry("api", "2", "theirs", "later", "Something failed on Meta's side.", WAIT, MINUTE),
    Entry("api", "3", "ours", "never", "Meta does not let this app do that.", OPERATOR),
    Entry("api", "10/2018278", "user", "never",
          "Instagram lets a comment be answered privately for seven days, and these are over.",
          "Answer it in public."),
    Entry("api", "10900", "user", "never",
          "This comment was answered privately before, and Instagram takes one such message.",
          "Go on with the conversation in the Instagram app."),
    Entry("api", "no_private_replies", "user", "never",
          "This way to sign in cannot answer privately.", "Answer in public."),
    Entry("api", "12", "ours", "never", "This app named the wrong account.", OPERATOR),
    Entry("api", "20/1772107", "theirs", "ask_status",
          "Instagram did what was asked, but refused to answer.", "There is nothing to do."),
    Entry("api", "100", "ours", "never", "Meta does not understand what was sent.", OPERATOR),
    Entry("api", "100/33", "renew", "by_user",
          "Instagram does not find this, or does not show it to Postlog.",
          "Try again later; if it stays so, connect the account again."),
    Entry("api", "100/2108006", "user", "never",
          "Instagram has no numbers of posts from before the account became professional.",
          "There is nothing to do."),
    Entry("api", "110/2207013", "user", "after_change",
          "There is no professional account of this name.", "Check the name."),
    Entry("api", "2500", "ours", "never", "Meta does not understand what was sent.", OPERATOR),
    Entry("api", "not_extendable", "renew", "by_user",
          "The permission of this account cannot be prolonged.", CONNECT),
    Entry("api", "no_resumable_upload", "ours", "never",
          "This way to sign in cannot send videos as files.", OPERATOR),
    Entry("api", "no_delete_media", "user", "never",
          "This way to sign in cannot delete posts.", "Delete it in the Instagram app."),
    Entry("api", "no_locations", "user", "never",
          "This way to sign in has no search for places.", "Post without a place."),
    Entry("api", "upload_host_not_allowed", "ours", "never",
          "Instagram named an upload address that is not on the list.", OPERATOR),
    Entry("api", "not_in_time", "theirs", "by_user",
          "Instagram did not take the post within three days.", TRY_AGAIN),
    Entry("api", "outcome_unknown", "theirs", "by_user",
          "Instagram's answer never arrived, so the post may exist.", LOOK),
)  # fmt: skip

# Graph answers the calls of a login, and of an extension, with the same codes as any other.
OAUTH = (*LOGIN, *NO_ACCOUNT, *(replace(entry, area="oauth") for entry in TOKENS))
ENTRIES = (
    *OAUTH,
    *failed_calls("Meta", "oauth", "later", WAIT),
    *TOKENS,
    *LIMITS,
    *MEDIA,
    *CALLS,
    *failed_calls("Instagram", "api", "later", WAIT),
)
# A container's state names the subcode alone.
ALIASES = MappingProxyType(
    {
        **{
            subcode: entry.code
            for entry in (*LIMITS, *MEDIA)
            if (subcode := entry.code.rpartition("/")[2]) != entry.code
        },
        **{str(code): "200" for code in range(201, 300)},
    }
)
CATALOGUE = Catalogue("Instagram", ENTRIES, ALIASES)
