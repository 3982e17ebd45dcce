"""What can be wrong with a file or one of its rows, each in a sentence."""

from __future__ import annotations

from talented_desk.errors import DeskError
from talented_desk.i18n import N_


class EmptyFile(DeskError):
    message = N_("The file {name} is empty: there is nothing to import.")


class NoRows(DeskError):
    message = N_("The file {name} has column names but no rows: there is nothing to import.")


class FileUnreadable(DeskError):
    message = N_("The file {name} cannot be read: {reason}.")


class NotText(DeskError):
    message = N_(
        "The file {name} is not a list: it looks like a binary file. Save the list as CSV or XLSX and import that."
    )


class UnknownFormat(DeskError):
    message = N_("The file {name} is of a kind that cannot be imported. Save the list as CSV or XLSX.")


class PasswordProtected(DeskError):
    message = N_("The workbook {name} is protected by a password. Save a copy without one and import that.")


class WorkbookDamaged(DeskError):
    message = N_("The workbook {name} is damaged and cannot be read. Open it in a spreadsheet and save it anew.")


class WorkbookTooLarge(DeskError):
    message = N_(
        "The workbook {name} unpacks to more than {limit} MB, which no real list needs, so it was not opened. "
        "Save the list as CSV and import that."
    )


class TooManyColumns(DeskError):
    message = N_("The file {name} has {count} columns; at most {limit} can be read.")


class CellTooLong(DeskError):
    message = N_("Column “{column}” holds {length} characters; at most {limit} can be kept in one cell.")


class NulBytes(DeskError):
    message = N_("The row holds NUL bytes, which no text has; part of it may be missing.")


class NotDecodable(DeskError):
    message = N_("The row holds bytes that mean no letter in {encoding}.")


class QuoteNotClosed(DeskError):
    message = N_("A quotation mark opens on this row and never closes.")


class TooManyCells(DeskError):
    message = N_("The row has {count} cells, but the list has {columns} columns: a separator may be missing quotes.")


class NotADay(DeskError):
    message = N_("“{value}” is not a date.")


class NotAnAmount(DeskError):
    message = N_("“{value}” is not a whole number.")
