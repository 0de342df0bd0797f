"""How large a file may be; without the code that looks into videos, which only a program has."""

LARGEST_FILE = 300_000_000
