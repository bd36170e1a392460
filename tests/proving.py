"""How often a proof is tried: a few times in `make test`, and many times in `make prove`."""

import pytest


def few_and_many(few: int, many: int) -> pytest.MarkDecorator:
    """Run a test with `times` few in `make test`, and many in `make prove`, which try what the few do and more."""
    often = pytest.param(many, id=f"{many} times", marks=pytest.mark.prove)
    return pytest.mark.parametrize("times", [pytest.param(few, id=f"{few} times"), often])
