"""Numbers, names and texts are ciphertext in the database; the keys live outside it.

AES-256-GCM with a key id before each ciphertext, so that keys can be rotated; a telephone number is found again through
an HMAC-SHA256 "blind index" over its E.164 form with a pepper of its own.
"""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12


class Vault:
    """Locks and unlocks what belongs to people.

    Secrets come newest first, as `THUSO_SECRET_KEY` holds them separated by commas: the first locks, all unlock.
    The blind index uses the last one, the oldest, so that rotating a key never loses a person.
    """

    def __init__(self, secrets: list[str]) -> None:
        if not secrets or any(len(secret) < 16 for secret in secrets):
            raise ValueError("THUSO_SECRET_KEY needs at least 16 characters; leave it empty to have one made")
        self._keys = {_key_id(secret): AESGCM(_derive(secret, b"thuso texts")) for secret in secrets}
        self.current = _key_id(secrets[0])
        self._pepper = _derive(secrets[-1], b"thuso blind index")

    def lock(self, text: str) -> bytes:
        """Key id, nonce and ciphertext of `text`."""
        nonce = os.urandom(NONCE)
        return self.current.encode() + nonce + self._keys[self.current].encrypt(nonce, text.encode(), None)

    def unlock(self, locked: bytes) -> str:
        """The text again; `KeyError` when its key is no longer among the secrets."""
        key_id, nonce, ciphertext = locked[:8].decode(), locked[8 : 8 + NONCE], locked[8 + NONCE :]
        return self._keys[key_id].decrypt(nonce, ciphertext, None).decode()

    def blind(self, number: str) -> str:
        """What a number (E.164) is looked up by: 64 hexadecimal digits."""
        return hmac.new(self._pepper, number.encode(), hashlib.sha256).hexdigest()


def _derive(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())


def _key_id(secret: str) -> str:
    return hashlib.sha256(b"thuso key id" + secret.encode()).hexdigest()[:8]
