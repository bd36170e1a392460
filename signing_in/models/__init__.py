"""The rows of signing in: sessions and limits, asks to forget second factors, and what a directory tells."""

from signing_in.models.directory import DirectoryDomain, DirectoryKey, DirectoryPerson
from signing_in.models.sessions import FactorReset, LimitCount, Session, SessionManager

__all__ = [
    "DirectoryDomain",
    "DirectoryKey",
    "DirectoryPerson",
    "FactorReset",
    "LimitCount",
    "Session",
    "SessionManager",
]
