"""Sends a file with tuspy: `send.py FILE COOKIE CSRF [CHUNK_SIZE URL]…`."""

import sys

from tusclient.client import TusClient


def main() -> None:
    """Send the file to each address, in chunks of the size before it."""
    file, cookie, csrf, *jobs = sys.argv[1:]
    client = TusClient("", headers={"Cookie": cookie, "X-CSRF-Token": csrf})
    for size, url in zip(jobs[::2], jobs[1::2], strict=True):
        client.uploader(file, url=url, chunk_size=int(size)).upload()


if __name__ == "__main__":
    main()
