"""What people do at Facebook and Instagram, for the control API and for the page alike."""

from http import HTTPStatus

from sandbox.instagram.login.tokens import PASSWORD_CHANGED
from sandbox.instagram.people import Account, Person
from sandbox.instagram.reading.library import Comment, Media, MediaType, Mention, Product
from sandbox.instagram.webhooks.changes import tell_comment, tell_mention
from sandbox.instagram.world import World
from sandbox.stage.control.requests import ControlRefused

FANS = "99000000000"


def person_named(world: World, name: str) -> Person:
    """The person of that handle or id; raises ControlRefused."""
    person = world.content.people.find(name)
    if person is None:
        raise ControlRefused(HTTPStatus.NOT_FOUND, f"No person {name!r}")
    return person


def account_named(world: World, name: str) -> Account:
    """The account of that username or id; raises ControlRefused."""
    people = world.content.people
    account = people.accounts.get(name) or people.account_named(name)
    if account is None:
        raise ControlRefused(HTTPStatus.NOT_FOUND, f"No account {name!r}")
    return account


def media_named(world: World, media_id: str) -> Media:
    """The media of that id; raises ControlRefused."""
    media = world.content.library.media.get(media_id)
    if media is None:
        raise ControlRefused(HTTPStatus.NOT_FOUND, f"No media {media_id!r}")
    return media


def comment_named(world: World, comment_id: str) -> Comment:
    """The comment of that id; raises ControlRefused."""
    comment = world.content.library.comments.get(comment_id)
    if comment is None:
        raise ControlRefused(HTTPStatus.NOT_FOUND, f"No comment {comment_id!r}")
    return comment


def owner_named(world: World, name: str) -> str:
    """The owner of a grant: a person, or an account of Instagram Login."""
    person = world.content.people.find(name)
    return person.id if person else account_named(world, name).id


def comment(world: World, media: Media, author: str, text: str, parent_id: str = "") -> Comment:
    """Somebody comments a post, or answers a comment."""
    content = world.content
    own = content.people.account_named(author)
    author_id = own.id if own else f"{FANS}{sum(author.encode()) % 10_000:04}"
    new_id, now = content.ids.new("comment"), world.clock.now()
    made = Comment(new_id, media.id, text, author_id, author, now, parent_id)
    content.library.comments[new_id] = made
    tell_comment(world, made)
    return made


def delete_comment(world: World, made: Comment) -> None:
    """Its author or the owner deletes a comment: no webhook tells it."""
    world.content.library.remove_comment(made)


def delete_media(world: World, media: Media) -> None:
    """The owner deletes a post in the app: no webhook tells it."""
    world.content.library.remove(media)


def post_in_the_app(
    world: World, account: Account, kind: MediaType, product: Product, caption: str
) -> Media:
    """The owner posts without us."""
    media_id, now = world.content.ids.new("media"), world.clock.now()
    media = Media(media_id, account.id, kind, product, now, caption)
    world.content.library.add(media)
    return media


def mention(world: World, account: Account, text: str, *, in_comment: bool) -> Mention:
    """Somebody else names the account, in a caption or in a comment."""
    content, now = world.content, world.clock.now()
    media = Media(content.ids.new("media"), "", "IMAGE", "FEED", now, "" if in_comment else text)
    content.library.add(media)
    made = Mention(account.id, media.id)
    if in_comment:
        new_id = content.ids.new("comment")
        said = Comment(new_id, media.id, text, f"{FANS}0001", "somebody.else", now)
        content.library.comments[new_id] = said
        made = Mention(account.id, media.id, new_id)
    content.library.mentions.append(made)
    tell_mention(world, made)
    return made


def convert(world: World, account: Account, *, is_personal: bool) -> None:
    """The owner turns the account into a personal or a professional one."""
    account.kind = "PERSONAL" if is_personal else "BUSINESS"
    if not is_personal:
        account.converted_at = world.clock.now()


def change_password(world: World, owner: str) -> None:
    """The tokens end with 460; the grant stays."""
    world.content.grants.kill(owner, PASSWORD_CHANGED)


def ask_for_deletion(world: World, owner: str) -> None:
    """Somebody asks that their data be deleted; the app is removed too."""
    world.content.grants.forget(owner)
    world.call_back("deletion", owner)


def revoke(world: World, owner: str, permission: str) -> None:
    """Somebody withdraws one permission; the tokens stay valid for the others."""
    grant = world.content.grants.of(owner)
    if grant is None or permission not in grant.permissions:
        raise ControlRefused(HTTPStatus.NOT_FOUND, f"No permission {permission!r}")
    grant.permissions[permission] = "declined"
