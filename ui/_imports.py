"""What imports cost once PySide6 is there."""

from __future__ import annotations

import sys
from types import ModuleType

from PySide6 import QtCore  # noqa: F401  the hook comes with the first of Qt's modules

LOOK = "_mod_uses_pyside"


def spare_imports() -> None:
    """Keep PySide6 from reading the source of every module that is imported after it, a tenth of a second at start.

    It looks there for `PySide6`, to know where its optional features (snake_case, true_property) may be switched
    on; nothing here switches them on. Without that function, as in other releases, nothing is changed.
    """
    feature = sys.modules.get("shibokensupport.feature")
    if feature is not None and hasattr(feature, LOOK):
        setattr(feature, LOOK, _may)


def _may(module: ModuleType) -> bool:
    return True
