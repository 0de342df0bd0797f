"""Forgets what nobody uses: the assets, all that is stored of them, and at last their rows."""

from common.logs import get_logger
from common.postgres import Pool
from instagram.assets.rows import AssetRows
from instagram.assets.store import MediaStore, StoreUnavailable

log = get_logger(__name__)


async def forget_expired(pool: Pool, store: MediaStore, limit: int) -> int:
    """End assets whose time is over, delete their bytes, and later their rows.

    Gives how many ended. An asset is ended before anything of it is deleted, so that nobody is
    given what is going. What the store cannot delete now is deleted another time. When its row
    goes, its place in the store is emptied once more: a slow request may have left a part there.
    """
    async with pool.connection() as connection:
        ended = await AssetRows(connection).expire(limit)
    async with pool.connection() as connection:
        waiting = await AssetRows(connection).to_empty(limit)
    try:
        for asset_id in waiting:
            await store.forget(asset_id)
            async with pool.connection() as connection:
                await AssetRows(connection).emptied(asset_id)
        async with pool.connection() as connection:
            for asset_id in await AssetRows(connection).forgotten(limit):
                await store.forget(asset_id)
    except StoreUnavailable as error:
        log.warning("files not deleted", error=repr(error))
    return ended
