"""Locked is unreadable, unlocked is the same, and keys can be changed."""

from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from registry.vault import Vault

OLD, NEW = "the old secret of this house", "the new secret of this house"


@given(st.text())
def test_every_text_comes_back(text):
    vault = Vault([OLD])
    assert vault.unlock(vault.lock(text)) == text


def test_the_same_text_is_never_locked_alike():
    vault = Vault([OLD])
    assert vault.lock("Lumela") != vault.lock("Lumela")


def test_after_a_rotation_old_texts_open_and_new_ones_use_the_new_key():
    before, rotated = Vault([OLD]), Vault([NEW, OLD])
    assert rotated.unlock(before.lock("Lumela")) == "Lumela"
    assert rotated.blind("+27835550101") == before.blind("+27835550101")
    with pytest.raises(KeyError):
        before.unlock(rotated.lock("Lumela"))


def test_what_was_tampered_with_does_not_open():
    vault = Vault([OLD])
    locked = bytearray(vault.lock("Lumela"))
    locked[-1] ^= 1
    with pytest.raises(InvalidTag):
        vault.unlock(bytes(locked))


def test_blind_indexes_differ_by_number_and_by_secret():
    numbers = ["+27835550101", "+27835550102"]
    blind = {Vault([secret]).blind(number) for secret in (OLD, NEW) for number in numbers}
    assert len(blind) == 4


@pytest.mark.parametrize("secrets", [[], ["short"], [OLD, "short"]])
def test_weak_secrets_are_refused(secrets):
    with pytest.raises(ValueError, match="THUSO_SECRET_KEY"):
        Vault(secrets)
