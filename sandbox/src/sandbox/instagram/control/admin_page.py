"""The HTML of `/sandbox/`: people, accounts, media and comments, with buttons."""

from collections.abc import Iterator
from html import escape

from aiohttp import web

from sandbox.instagram.pages import page
from sandbox.instagram.people import Account, Person
from sandbox.instagram.reading.library import Comment, Media
from sandbox.instagram.world import World
from sandbox.stage.control.admin import button, page_head, table, time_text

SHOWN_PEOPLE, SHOWN_ACCOUNTS, SHOWN_MEDIA = 50, 5, 30


def admin_page(world: World, only: str, message: str) -> web.Response:
    """The page; `message` is the result of the last button."""
    people = [one for one in world.content.people if not only or one.handle == only]
    rest = len(people) - SHOWN_PEOPLE
    more = f"<p>And {rest} people more: name one above.</p>" if rest > 0 else ""
    sections = "".join(_person(world, one, only) for one in people[:SHOWN_PEOPLE])
    return page("Instagram users", page_head(world.clock, only, message) + sections + more)


def _person(world: World, person: Person, back: str) -> str:
    content = world.content
    grant = content.grants.of(person.id)
    name = escape(person.handle)
    accounts = content.people.accounts_of(person)[:SHOWN_ACCOUNTS]
    return (
        f'<section id="{name}"><h2>{escape(person.name)} <small>{name}</small></h2>'
        f"<p>{'connected' if grant else 'not connected'} at Facebook. "
        f"{''.join(_person_buttons(person, back, connected=grant is not None))}</p>"
        + "".join(_account(world, one, back) for one in accounts)
        + "</section>"
    )


def _person_buttons(person: Person, back: str, *, connected: bool) -> Iterator[str]:
    who = {"owner": person.id}
    if connected:
        yield button("remove_app", "Remove the app", back, **who)
        yield button("password", "Change the password", back, **who)
        yield button("deletion", "Ask for data deletion", back, **who)
    if person.is_checkpointed:
        yield button("pass_checkpoint", "Pass the checkpoint", back, **who)
    else:
        yield button("checkpoint", "Checkpoint", back, **who)


def _account(world: World, account: Account, back: str) -> str:
    content, who = world.content, {"account": account.id}
    grant = content.grants.of(account.id)
    facts = f"{account.kind.lower()}, {'' if grant else 'not '}connected by Instagram Login"
    convert = (
        button("personal", "Convert to personal", back, **who)
        if account.is_professional
        else button("professional", "Convert to professional", back, **who)
    )
    remove = button("remove_app", "Remove the app", back, owner=account.id) if grant else ""
    actions = (
        convert
        + button("post", "Post in the app", back, **who)
        + button("mention", "Mention in a caption", back, **who)
        + button("mention_in_comment", "Mention in a comment", back, **who)
        + remove
    )
    media = content.library.of(account.id)[:SHOWN_MEDIA]
    rows = (_media(world, one, back) for one in media)
    return f"<h3>@{escape(account.username)} <small>{facts}</small></h3><p>{actions}</p>" + table(
        ("media", "comments", ""), rows
    )


def _media(world: World, media: Media, back: str) -> tuple[str, ...]:
    who = {"media_id": media.id}
    label = (
        f"{media.product.lower()} {media.type.lower()}: "
        f"{escape(media.caption) or '<i>no caption</i>'}, {time_text(media.created_at)}"
        f"<br><code>{media.id}</code>"
    )
    library = world.content.library
    comments = "".join(_comment(one, back) for one in library.comments_of(media.id))
    buttons = button("comment", "Comment", back, **who) + button("delete", "Delete", back, **who)
    return label, comments, buttons


def _comment(comment: Comment, back: str) -> str:
    who = {"comment_id": comment.id}
    hidden = " (hidden)" if comment.is_hidden else ""
    buttons = button("reply", "Reply", back, **who) + button(
        "delete_comment", "Delete comment", back, **who
    )
    return f"<p>@{escape(comment.author)}{hidden}: {escape(comment.text)} {buttons}</p>"
