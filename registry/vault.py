"""Numbers, names and texts are ciphertext in the database; the keys live outside it.

AES-256-GCM with a key id before each ciphertext, so that keys can be rotated; a telephone number is found again through
an HMAC-SHA256 "blind index" over its E.164 form with a pepper of its own, which outlives the keys.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12
KEY_ID = 8
# A process that runs while keys are rotated knows the new one after so many seconds.
REREAD_SECONDS = 2.0


@dataclass(frozen=True)
class _Ring:
    """The keys in force: the first secret locks, all unlock."""

    current: str
    keys: dict[str, AESGCM] = field(repr=False)


class Vault:
    """Locks and unlocks what belongs to people.

    Secrets come newest first, as `THUSO_SECRET_KEY` holds them separated by commas. `pepper` is the secret of the blind
    index; without one of its own it is the oldest secret. `reread` gives the secrets anew: a process that has been
    running for weeks follows a rotation (`./thuso keys rotate`) without a restart.
    """

    def __init__(
        self, secrets: list[str], pepper: str | None = None, reread: Callable[[], list[str]] | None = None
    ) -> None:
        self._ring = _ring(secrets)
        self._root = pepper or secrets[-1]
        self._pepper = _derive(self._root, b"thuso blind index")
        self._reread, self._read_at = reread, time.monotonic()

    @property
    def current(self) -> str:
        """The id of the key that locks."""
        return self._fresh().current

    def key_ids(self) -> frozenset[str]:
        """The ids of all keys that unlock."""
        return frozenset(self._fresh().keys)

    def lock(self, text: str) -> bytes:
        """Key id, nonce and ciphertext of `text`."""
        ring, nonce = self._fresh(), os.urandom(NONCE)
        return ring.current.encode() + nonce + ring.keys[ring.current].encrypt(nonce, text.encode(), None)

    def unlock(self, locked: bytes) -> str:
        """The text again; `KeyError` when its key is no longer among the secrets."""
        key_id, nonce, ciphertext = key_id_of(locked), locked[KEY_ID : KEY_ID + NONCE], locked[KEY_ID + NONCE :]
        ring = self._fresh()
        if key_id not in ring.keys and self._reread is not None:
            ring = self._fresh(at_once=True)
        return ring.keys[key_id].decrypt(nonce, ciphertext, None).decode()

    def key_for(self, purpose: str) -> bytes:
        """A key of its own for another purpose: 32 bytes, the same for as long as the pepper stays."""
        return _derive(self._root, b"thuso " + purpose.encode())

    def blind(self, number: str) -> str:
        """What a number (E.164) is looked up by: 64 hexadecimal digits."""
        return hmac.new(self._pepper, number.encode(), hashlib.sha256).hexdigest()

    def _fresh(self, *, at_once: bool = False) -> _Ring:
        if self._reread is not None and (at_once or time.monotonic() - self._read_at >= REREAD_SECONDS):
            self._read_at = time.monotonic()
            self._ring = _ring(self._reread())
        return self._ring


def key_id_of(locked: bytes) -> str:
    """The id of the key that a ciphertext was locked with."""
    return locked[:KEY_ID].decode("ascii", "replace")


def _ring(secrets: list[str]) -> _Ring:
    if not secrets or any(len(secret) < 16 for secret in secrets):
        raise ValueError("THUSO_SECRET_KEY needs at least 16 characters; leave it empty to have one made")
    keys = {_key_id(secret): AESGCM(_derive(secret, b"thuso texts")) for secret in secrets}
    return _Ring(_key_id(secrets[0]), keys)


def _derive(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())


def _key_id(secret: str) -> str:
    return hashlib.sha256(b"thuso key id" + secret.encode()).hexdigest()[:KEY_ID]
