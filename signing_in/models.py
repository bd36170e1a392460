"""The rows of signing in."""

from signing_in.scim.rows import DirectoryDomain, DirectoryKey, DirectoryPerson

__all__ = ["DirectoryDomain", "DirectoryKey", "DirectoryPerson"]
