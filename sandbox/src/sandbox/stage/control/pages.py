"""HTML pages and pictures."""

from html import escape
from zlib import crc32

from aiohttp import web

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem;
       color: #161823; background: #fff }
fieldset { border: 1px solid #d5d7db; border-radius: 8px; margin: 0 0 1rem; padding: .75rem 1rem }
label { display: block; padding: .25rem 0 } small, footer { color: #5d6066 }
button { font: inherit; padding: .6rem 1.6rem; border-radius: 8px; border: 1px solid #161823;
         background: #fff; margin-right: .5rem; cursor: pointer }
button[value=allow] { background: #161823; color: #fff }
button:focus-visible, input:focus-visible { outline: 3px solid #2a6df4; outline-offset: 2px }
"""


def html_page(title: str, body: str, platform: str) -> web.Response:
    """A page whose footer says that it is not the real platform; `body` is escaped already."""
    text = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><main>"
        f"<h1>{escape(title)}</h1>{body}</main><footer><p>A sandbox for development. "
        f"This is not {escape(platform)}.</p></footer></body></html>"
    )
    return web.Response(text=text, content_type="text/html")


def picture(letter: str) -> web.Response:
    """A picture of one letter, for users and videos that have none."""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
        '<rect width="100" height="100" fill="#d5d7db"/><text x="50" y="66" font-size="46" '
        f'font-family="sans-serif" text-anchor="middle" fill="#161823">{escape(letter)}</text>'
        "</svg>"
    )
    return web.Response(text=svg, content_type="image/svg+xml")


def scene(name: str) -> web.Response:
    """A picture of hills under a sun, in colours that follow from the name, for what was posted."""
    mark = crc32(name.encode())
    sky, sun = mark % 360, 18 + mark // 360 % 64
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 160">'
        '<defs><linearGradient id="sky" x2="0" y2="1">'
        f'<stop stop-color="hsl({sky} 70% 42%)"/>'
        f'<stop offset="1" stop-color="hsl({(sky + 50) % 360} 80% 74%)"/></linearGradient></defs>'
        '<rect width="90" height="160" fill="url(#sky)"/>'
        f'<circle cx="{sun}" cy="62" r="13" fill="hsl({(sky + 70) % 360} 90% 88%)"/>'
        f'<path d="M0 104q22-26 46-4t44-8v68H0z" fill="hsl({(sky + 20) % 360} 45% 34%)"/>'
        f'<path d="M0 128q30-22 58-4t32 0v36H0z" fill="hsl({(sky + 10) % 360} 50% 22%)"/>'
        "</svg>"
    )
    return web.Response(text=svg, content_type="image/svg+xml")
