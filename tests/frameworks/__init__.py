"""Frameworks of our own that are unlike the shipped one, to hold that nothing of it is known in code."""
