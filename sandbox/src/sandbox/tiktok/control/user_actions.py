"""What a TikTok user may do to a post or a video; ControlRefused where it is not possible."""

from http import HTTPStatus

from sandbox.stage.control.requests import ControlRefused
from sandbox.tiktok.display.videos import Video
from sandbox.tiktok.posting.publishes import Publish
from sandbox.tiktok.users import User
from sandbox.tiktok.world import World


def user_named(world: World, name: str) -> User:
    """The user of that handle or open_id."""
    user = world.content.users.find(name)
    if user is None:
        raise ControlRefused(HTTPStatus.NOT_FOUND, f"No user {name!r}")
    return user


def publish_named(world: World, publish_id: str) -> Publish:
    """The post of that id."""
    publish = world.content.publishes.find(publish_id)
    if publish is None:
        raise ControlRefused(HTTPStatus.NOT_FOUND, f"No publish {publish_id!r}")
    return publish


def video_named(world: World, video_id: str) -> Video:
    """The video of that id."""
    video = world.content.videos.find(int(video_id)) if video_id.isdecimal() else None
    if video is None:
        raise ControlRefused(HTTPStatus.NOT_FOUND, f"No video {video_id!r}")
    return video


def post_draft(world: World, publish: Publish, level: str) -> None:
    """Post a draft from the inbox; the same draft may be posted again."""
    ready = publish.status in ("SEND_TO_USER_INBOX", "PUBLISH_COMPLETE")
    if publish.mode != "INBOX" or not ready or publish.is_discarded:
        raise _conflict(publish)
    world.content.lifecycle.post_draft(publish, level)


def discard_draft(_: World, publish: Publish) -> None:
    """Discard a draft; TikTok sends no webhook for it."""
    if publish.mode != "INBOX" or publish.status != "SEND_TO_USER_INBOX":
        raise _conflict(publish)
    publish.is_discarded = True


def fail_post(world: World, publish: Publish, reason: str) -> None:
    """Let processing fail."""
    if publish.status in ("PUBLISH_COMPLETE", "FAILED"):
        raise _conflict(publish)
    world.content.lifecycle.fail(publish, reason)


def moderate(world: World, publish: Publish, passes: bool) -> None:
    """Let moderation pass or refuse what it holds."""
    world.content.lifecycle.moderate(publish, passes)


def show_newest(world: World, publish: Publish) -> None:
    """Make the newest private video of a post public."""
    found = world.content.lifecycle.profiles.of_publish(publish)
    hidden = [video for video in found if not video.is_public]
    if not hidden:
        raise ControlRefused(HTTPStatus.CONFLICT, "Nothing of the post is private")
    show_video(world, hidden[0])


def show_video(world: World, video: Video) -> None:
    """Make a video public; a private account cannot have public videos."""
    if world.content.users.by_open_id(video.open_id).profile.private:
        raise ControlRefused(HTTPStatus.CONFLICT, "The account is private")
    publish = world.content.publishes.find(video.publish_id)
    if publish is None:
        video.is_public = True
    elif not video.is_public:
        publish.in_moderation = [kept for kept in publish.in_moderation if kept != video.id]
        world.content.lifecycle.show(publish, video)


def hide_video(world: World, video: Video) -> None:
    """Make a video private again."""
    publish = world.content.publishes.find(video.publish_id)
    if publish is None or video.id not in publish.post_ids:
        video.is_public = False
    else:
        publish.post_ids.remove(video.id)
        publish.post_ids.append(video.id)
        world.content.lifecycle.hide(publish)


def delete_video(world: World, video: Video) -> None:
    """Delete a video; a public one becomes private first, so that a webhook is sent."""
    hide_video(world, video)
    world.content.videos.delete(video)


def _conflict(publish: Publish) -> ControlRefused:
    state = "discarded" if publish.is_discarded else publish.status
    return ControlRefused(HTTPStatus.CONFLICT, f"The post is {publish.mode} and {state}")
