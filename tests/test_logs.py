"""Logs tell where and what kind, never what a record holds."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from db.models import Employer, Officer
from db.session import Database
from talented_desk import logs
from talented_desk.errors import DeskError
from talented_desk.ids import new_id

EMPTY: dict[str, str] = {}
ADDRESS, PHONE = "q@z.ca", "403-555-0142"
NAME = "Zyxwortha Quillfeather"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "logs").mkdir()
    handler = logs.start(tmp_path / "logs")
    yield tmp_path / "logs" / "desk.log"
    logs.stop(handler)
    logging.getLogger().setLevel(logging.WARNING)


def the_file() -> logs.QuietFile:
    return next(h for h in logging.getLogger().handlers if isinstance(h, logs.QuietFile))


def test_an_exception_is_told_without_what_it_says(log: Path) -> None:
    class Unwell(DeskError):
        message = "The employer “{name}” cannot be saved."

    def deep(name: str) -> None:
        try:
            raise KeyError(name)
        except KeyError as error:
            try:
                raise Unwell(name=name) from error
            except Unwell:
                raise ValueError(f"could not save {name} <{ADDRESS}> {PHONE}") from None

    for fails in (
        lambda: deep(NAME),
        lambda: int(NAME),
        lambda: EMPTY[NAME],
        lambda: Path(f"/nowhere/{NAME}").read_bytes(),
    ):
        try:
            fails()
        except Exception:
            logging.getLogger("talented_desk.test").exception("Import failed")
    try:
        try:
            raise Unwell(name=NAME)
        except Unwell as error:
            raise RuntimeError(NAME) from error
    except RuntimeError:
        logging.getLogger("talented_desk.test").exception("Again")
    text = log.read_text("utf-8")
    for part in (*NAME.split(), "q@z.ca", "555"):
        assert part not in text
    assert "ValueError" in text and "Unwell: The employer “{name}” cannot be saved." in text
    assert "test_logs.py" in text and "because of" in text and "[2]" in text


def test_what_the_database_refuses_is_logged_without_the_row(log: Path, database: Database) -> None:
    row_id = new_id()
    for word in ("once", "twice"):
        try:
            with database.write("Add employer") as write:
                write.insert(Employer, {"legal_name": NAME, "notes": word}, row_id)
        except IntegrityError as error:
            assert NAME not in str(error) and NAME not in repr(error)
            logging.getLogger("sqlalchemy").error("refused: %s", error)
            logging.getLogger("talented_desk.test").exception("refused")
    logging.getLogger("sqlalchemy.engine").setLevel(logging.DEBUG)
    try:
        with database.write("Add officer") as write:
            write.insert(Officer, {"name": NAME})
        with database.read() as connection:
            connection.exec_driver_sql("SELECT * FROM officer WHERE name = ?", (NAME,)).all()
    finally:
        logging.getLogger("sqlalchemy.engine").setLevel(logging.NOTSET)
    text = log.read_text("utf-8")
    assert "SQLITE_CONSTRAINT" in text and "refused" in text
    assert not any(part in text for part in NAME.split())


def test_the_key_is_in_no_error_and_no_log(log: Path, tmp_path: Path) -> None:
    from db.engine import connect, make_engine

    key = bytes(range(100, 132))
    path = tmp_path / "x.db"
    connect(path, key, writer=True).close()
    path.write_bytes(b"spoilt" * 2000)
    logging.getLogger("sqlalchemy").setLevel(logging.DEBUG)
    engine = make_engine(path, key, writer=True)
    told = []
    for fails in (lambda: connect(path, key, writer=True), lambda: engine.connect()):
        try:
            fails()
        except Exception as error:
            told.append(f"{error} {error!r} {error.args}")
            logging.getLogger("talented_desk.test").exception("cannot open")
            logging.getLogger("talented_desk.test").error("with PRAGMA key = \"x'%s'\" or %s", key.hex(), key.hex())
    engine.dispose()
    logging.getLogger("sqlalchemy").setLevel(logging.NOTSET)
    assert len(told) == 2
    for text in (*told, log.read_text("utf-8"), repr(engine), str(engine.url)):
        assert key.hex() not in text.lower() and "cannot open" in log.read_text("utf-8")


def test_values_that_slip_into_a_line_are_cut_and_the_rest_stays(log: Path) -> None:
    row_id = new_id()
    logging.getLogger("t").warning(
        "42 rows of employer %s in 3.5 s; told q@z.ca, (403) 555-0142, “%s”, '%s', «%s»", row_id, NAME, NAME, NAME
    )
    broken = logging.LogRecord("t", logging.WARNING, __file__, 1, "broken %d line", (NAME,), None)
    the_file().handle(broken)  # not through pytest's own handler, which raises
    text = log.read_text("utf-8")
    assert row_id in text and "42 rows of employer" in text and "3.5 s" in text
    assert not any(part in text for part in (*NAME.split(), "q@z", "0142"))
    assert "does not fit" in text


def test_a_full_disk_does_not_print_the_record(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    handler = the_file()
    handler.acquire()
    stream, handler.stream = handler.stream, Path("/dev/full").open("w")  # noqa: SIM115
    handler.release()
    logging.getLogger("t").error("a line about %s", NAME)
    with suppress(OSError):  # what could not be written cannot be written at closing either
        handler.stream.close()
    handler.stream = stream
    assert NAME not in "".join(capsys.readouterr())
