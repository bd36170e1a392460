"""What is sealed opens with its own key and no other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from background.sealed_files import CannotOpen, new_keys, seal, unseal


@given(content=st.binary(max_size=300))
def test_it_opens_with_its_own_key_only(content: bytes):
    seals, opens = new_keys()
    sealed = seal(content, seals)
    assert unseal(sealed, opens) == content
    assert len(content) < 8 or content not in sealed
    assert seal(content, seals) != sealed, "twice the same looks different"
    for other in (new_keys()[1], seals, "", "no key"):
        with pytest.raises(CannotOpen):
            unseal(sealed, other)


def test_what_was_changed_does_not_open():
    seals, opens = new_keys()
    sealed = seal(b"codes", seals)
    for at in (0, 31, 32, len(sealed) - 1):
        changed = bytearray(sealed)
        changed[at] ^= 1
        with pytest.raises(CannotOpen):
            unseal(bytes(changed), opens)
