"""Copies of a package that leave the program: saved where the officer says, or opened in a viewer."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices

from talented_desk.errors import DeskError
from talented_desk.i18n import N_
from talented_desk.security import opened


class NotSaved(DeskError):
    message = N_("{name} could not be saved in {folder}: {reason}. Choose another folder.")


class NotPlaced(DeskError):
    message = N_("The copy for the viewer could not be written in {folder}: {reason}.")


def documents_folder() -> str:
    """Where people look for their documents on this system."""
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or str(Path.home())


def save(target: Path, pdf: bytes) -> Path:
    """Write the file whole or not at all. Raises `NotSaved`."""
    if not target.suffix:
        target = target.with_suffix(".pdf")
    try:
        handle, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=target.parent)
    except OSError as error:
        raise NotSaved(name=target.name, folder=target.parent, reason=error.strerror or error) from error
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(pdf)
        Path(temporary).replace(target)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise NotSaved(name=target.name, folder=target.parent, reason=error.strerror or error) from error
    return target


def place(folder: Path, name: str, pdf: bytes) -> Path:
    """A private copy for a viewer; it lies there until the program ends. Raises `NotPlaced`."""
    try:
        return opened.place(folder, name, pdf)
    except OSError as error:
        raise NotPlaced(folder=folder, reason=error.strerror or error) from error


def view(path: Path) -> bool:
    """Hand the file to the system's viewer; whether there is one."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
