"""How much of a file is read."""

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 20_000
