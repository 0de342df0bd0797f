"""Reading a post by our id or by TikTok's."""

import pytest
from pydantic import ValidationError

from tiktok.parts import Parts
from tiktok.posts.queries import PostQueries

from ..support import Connect


async def test_a_row_that_cannot_be_read_is_an_error_and_not_a_post_that_is_not_there(
    connect: Connect, parts: Parts
) -> None:
    account = await connect()
    post = await parts.publishing.start(account.user_id, account.request(), None)
    async with parts.pool.connection() as connection:
        await connection.execute("UPDATE posts SET status = 'BROKEN'")

    with pytest.raises(ValidationError):
        await PostQueries(parts.pool).find(str(post.post_id), account.user_id)


@pytest.mark.parametrize("identity", ["", "nothing", "\0", "\ud800", "v_pub_file~v2-1.7"])
async def test_what_no_post_is_called_is_not_found(
    identity: str, connect: Connect, parts: Parts
) -> None:
    account = await connect()

    assert await PostQueries(parts.pool).find(identity, account.user_id) is None
