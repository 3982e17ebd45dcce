"""The system's keyring behind a small protocol: the Secret Service, the macOS keychain, the Windows vault."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from talented_desk.errors import DeskError
from talented_desk.i18n import N_

SERVICE = "Talented Desk"
T = TypeVar("T")


class KeyringClosed(DeskError):
    message = N_("The system's keyring is locked. Unlock it (usually by signing in again), then open Talented Desk.")


class NoKeyring(Exception):
    """There is no keyring here that works: a passphrase has to serve."""


class Keyring(Protocol):
    """The part of the system's keyring that is used. Raises `KeyringClosed`, `NoKeyring`."""

    def get(self, name: str) -> str | None:
        """The secret of this name; None if there is none."""
        ...

    def set(self, name: str, secret: str) -> None:
        """Keep a secret."""
        ...

    def forget(self, name: str) -> None:
        """Remove a secret, if it is there."""
        ...

    def kind(self) -> str:
        """What keeps the secrets, for the doctor. Raises `NoKeyring`."""
        ...


class SystemKeyring:
    """The keyring of the operating system, through the `keyring` library (imported when first needed)."""

    def get(self, name: str) -> str | None:
        import keyring

        return _guarded(lambda: keyring.get_password(SERVICE, name))

    def set(self, name: str, secret: str) -> None:
        import keyring

        _guarded(lambda: keyring.set_password(SERVICE, name, secret))

    def forget(self, name: str) -> None:
        import keyring
        from keyring.errors import PasswordDeleteError

        def delete() -> None:
            try:
                keyring.delete_password(SERVICE, name)
            except PasswordDeleteError:
                return

        _guarded(delete)

    def kind(self) -> str:
        import keyring
        from keyring.backends import fail, null

        backend = _guarded(keyring.get_keyring)
        if isinstance(backend, (fail.Keyring, null.Keyring)):
            raise NoKeyring
        return str(backend.name)


def _guarded(action: Callable[[], T]) -> T:
    from keyring.errors import KeyringLocked

    try:
        return action()
    except KeyringLocked as error:
        raise KeyringClosed() from error
    except Exception as error:
        raise NoKeyring from error
