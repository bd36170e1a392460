"""Files that hold a secret lie here sealed: the person who asked holds the only key, and the database none.

A pair of keys is made when someone asks. The key to seal with goes to the worker, the key to open with goes to the
person's browser and nowhere else. A sealed file holds the public half of a pair used this once, and the content under
the key that both halves agree on (X25519, HKDF-SHA256, ChaCha20-Poly1305; RFC 7748, 5869, 8439).
"""

import base64

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

BYTES_OF_KEY = 32
# A key is used for one message, so the number that tells messages apart is always the same.
NONCE = bytes(12)


class CannotOpen(Exception):
    """This is not the key of this file."""


def new_keys() -> tuple[str, str]:
    """A key to seal with and a key to open with, as texts."""
    opens = X25519PrivateKey.generate()
    return _as_text(opens.public_key().public_bytes_raw()), _as_text(opens.private_bytes_raw())


def seal(content: bytes, key: str) -> bytes:
    """The content as only the other key of the pair opens it."""
    once = X25519PrivateKey.generate()
    to = X25519PublicKey.from_public_bytes(_from_text(key))
    head = once.public_key().public_bytes_raw()
    return head + ChaCha20Poly1305(_agreed(once.exchange(to), head)).encrypt(NONCE, content, head)


def unseal(sealed: bytes, key: str) -> bytes:
    """The content of a sealed file. Raises CannotOpen for any other key, or what is none."""
    head, rest = sealed[:BYTES_OF_KEY], sealed[BYTES_OF_KEY:]
    try:
        opens = X25519PrivateKey.from_private_bytes(_from_text(key))
        agreed = _agreed(opens.exchange(X25519PublicKey.from_public_bytes(head)), head)
        return ChaCha20Poly1305(agreed).decrypt(NONCE, rest, head)
    except (InvalidTag, ValueError) as error:
        raise CannotOpen from error


def _agreed(shared: bytes, head: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=BYTES_OF_KEY, salt=head, info=b"background.sealed_files").derive(shared)


def _as_text(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).decode()


def _from_text(key: str) -> bytes:
    return base64.urlsafe_b64decode(key.encode())
