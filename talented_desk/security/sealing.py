"""Sealing a database key by a passphrase: AES-256-GCM under a key that Argon2id makes from the passphrase."""

from __future__ import annotations

import base64
import secrets
import unicodedata
from collections.abc import Mapping
from typing import Final

from talented_desk.errors import DeskError
from talented_desk.i18n import N_

KEY_BYTES: Final = 32
MINIMUM_PASSPHRASE: Final = 10
_ARGON: Final = {"time_cost": 3, "memory_cost": 64 * 1024, "parallelism": 1}
"""Passes, KiB, lanes. Written beside what they sealed, so that they can be raised later."""
_MOST: Final = {"time_cost": 20, "memory_cost": 1024 * 1024, "parallelism": 16}
_CONTEXT: Final = b"talented-desk key 1"


class PassphraseWrong(DeskError):
    message = N_("This passphrase does not open the database. Nothing was changed; try again.")


class PassphraseShort(DeskError):
    message = N_("A passphrase needs at least {minimum} characters; a short sentence is good.")


class SealDamaged(Exception):
    """What should be a sealed key is not one."""


def seal(key: bytes, passphrase: str) -> dict[str, object]:
    """The key sealed by the passphrase, as values for JSON. Raises `PassphraseShort`."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if len(_normal(passphrase)) < MINIMUM_PASSPHRASE:
        raise PassphraseShort(minimum=MINIMUM_PASSPHRASE)
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    sealed = AESGCM(_stretch(passphrase, salt, _ARGON)).encrypt(nonce, key, _CONTEXT)
    return {"sealed": _text(sealed), "salt": _text(salt), "nonce": _text(nonce), "argon2id": _ARGON}


def unseal(content: Mapping[str, object], passphrase: str) -> bytes:
    """The key that `seal` sealed. Raises `PassphraseWrong`, `SealDamaged`."""
    from argon2.exceptions import HashingError
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        sealed, salt, nonce = (base64.b64decode(str(content[name]), validate=True) for name in _PARTS)
        stretched = _stretch(passphrase, salt, _cost(content["argon2id"]))
        if len(sealed) != KEY_BYTES + 16 or len(nonce) != 12:
            raise SealDamaged
        return AESGCM(stretched).decrypt(nonce, sealed, _CONTEXT)
    except InvalidTag as error:
        raise PassphraseWrong() from error
    except (KeyError, TypeError, ValueError, HashingError) as error:
        raise SealDamaged from error


_PARTS = ("sealed", "salt", "nonce")


def _cost(given: object) -> dict[str, int]:
    """The cost that the file names, within reason: a forged file must not eat the memory."""
    if not isinstance(given, dict) or given.keys() != _ARGON.keys():
        raise SealDamaged
    cost = {name: int(value) for name, value in given.items()}
    if not all(0 < cost[name] <= _MOST[name] for name in _MOST):
        raise SealDamaged
    return cost


def _stretch(passphrase: str, salt: bytes, cost: Mapping[str, int]) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(_normal(passphrase).encode(), salt, hash_len=KEY_BYTES, type=Type.ID, **cost)


def _normal(passphrase: str) -> str:
    """One form for each letter: keyboards differ in how they compose an accent."""
    return unicodedata.normalize("NFC", passphrase)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
