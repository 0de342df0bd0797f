"""Colour profiles (ICC), made for the tests: a screen's as phones use it, and a press's."""

from itertools import product
from struct import pack

D50 = (0.9642, 1.0, 0.8249)
# The Lab colours of a press that prints magenta on yellow as a dull red.
DULL_RED = (49, 50, 26)


def display_p3() -> bytes:
    """Display P3: its primaries seen under D50, and sRGB's curve."""
    curve = b"para" + bytes(4) + pack(">HH", 3, 0)
    curve += b"".join(map(_fixed, (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)))
    primaries = {
        b"rXYZ": (0.51512, 0.2412, -0.00105),
        b"gXYZ": (0.29198, 0.69225, 0.04189),
        b"bXYZ": (0.1571, 0.06657, 0.78407),
    }
    tags = {name: _xyz(values) for name, values in primaries.items()}
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    return _profile(b"mntr", b"RGB ", b"XYZ ", "Display P3", tags)


def press() -> bytes:
    """A profile for CMYK: a table with a colour for each ink at 0 and 100 percent."""
    nodes = b"".join(map(_node, product((0, 1), repeat=4)))
    identity = b"".join(map(_fixed, (1, 0, 0, 0, 1, 0, 0, 0, 1)))
    table = b"mft1" + bytes(4) + bytes((4, 3, 2, 0)) + identity
    table += bytes(range(256)) * 4 + nodes + bytes(range(256)) * 3
    return _profile(b"prtr", b"CMYK", b"Lab ", "A press", {b"A2B0": table})


def _node(inks: tuple[int, ...]) -> bytes:
    cyan, magenta, yellow, black = inks
    light, a, b = DULL_RED if inks == (0, 1, 1, 0) else (100, 0, 0)
    if inks != (0, 1, 1, 0):
        light -= 30 * (cyan + magenta) + 5 * yellow + 35 * black
    return bytes((max(0, light) * 255 // 100, a + 128, b + 128))


def _profile(kind: bytes, space: bytes, pcs: bytes, name: str, tags: dict[bytes, bytes]) -> bytes:
    text = name.encode("utf-16-be")
    told = b"mluc" + bytes(4) + pack(">II", 1, 12) + b"enUS" + pack(">II", len(text), 28) + text
    tags = {b"desc": told, b"cprt": told, b"wtpt": _xyz(D50), **tags}
    table, body, at = pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for tag, data in tags.items():
        data += bytes(-len(data) % 4)
        table += tag + pack(">II", at + len(body), len(data))
        body += data
    head = pack(">I4sI4s4s4s", at + len(body), bytes(4), 0x04200000, kind, space, pcs)
    head += pack(">6H", 2026, 11, 29, 0, 0, 0) + b"acsp"
    head = head.ljust(68, b"\0") + b"".join(map(_fixed, D50))
    return head.ljust(128, b"\0") + table + body


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ " + bytes(4) + b"".join(map(_fixed, values))


def _fixed(value: float) -> bytes:
    return pack(">i", round(value * 65536))
