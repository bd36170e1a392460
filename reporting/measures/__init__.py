"""The measures: each one function, and one line in `registry.py`."""
