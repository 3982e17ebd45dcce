"""The raw limit of a start: bare imports of PySide6 and SQLAlchemy, and an empty window. Says when it is there."""

from __future__ import annotations

from importlib import import_module


def main() -> None:
    """Run as a program of its own."""
    import_module("sqlalchemy.orm")
    widgets = import_module("PySide6.QtWidgets")
    application = widgets.QApplication([])
    window = widgets.QMainWindow()
    window.resize(1366, 768)
    window.show()
    application.processEvents()
    print("usable", flush=True)


if __name__ == "__main__":
    main()
