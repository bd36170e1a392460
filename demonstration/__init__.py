"""The made-up demonstration borough."""
