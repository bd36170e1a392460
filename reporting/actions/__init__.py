"""Preparing a release, and releasing it: everything that leaves the building leaves through here."""
