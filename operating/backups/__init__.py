"""Backups: everything in one file that says what is in it, locked with a key where there is one, and back again."""
