"""Tests of everything, written as sentences. A package, because one that we install brings a `tests` of its own."""
