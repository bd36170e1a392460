"""How much of a file is read."""

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 20_000
LONGEST_READ = 200  # letters of a cell that patterns look at: a number, a date or a heading is shorter
AROUND_THE_LIST = 100  # further lines for titles, the header and notes, which are no rows of the list
