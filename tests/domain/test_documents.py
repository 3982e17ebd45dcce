"""What a file is, what it seems to be, when it runs out."""

from __future__ import annotations

from datetime import date

import pytest

from talented_desk.domain import documents as rules
from talented_desk.errors import Invalid


@pytest.mark.parametrize(
    ("name", "data", "mime"),
    [
        ("a.pdf", b"%PDF-1.7\n", rules.PDF),
        ("scan", b"\n\n%PDF-1.4", rules.PDF),
        ("a.pdf", b"not a pdf at all", rules.TEXT),
        ("a.png", b"\x89PNG\r\n\x1a\n\x00\x00", "image/png"),
        ("a.txt", b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        ("a.webp", b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
        ("a.docx", b"PK\x03\x04\x14\x00", rules._INSIDE_ZIP[".docx"]),
        ("a.zip", b"PK\x03\x04\x14\x00", "application/zip"),
        ("a.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/vnd.ms-outlook"),
        ("a.eml", b"Subject: hello\r\n\r\nbody", rules.MAIL),
        ("saved", b"From: a@x.ca\nTo: b@x.ca\nDate: Mon\nSubject: s\n\nbody", rules.MAIL),
        ("notes.txt", b"From: the beginning\nwe talked", rules.TEXT),
        ("notes.txt", "Éte".encode("utf-16"), rules.TEXT),
        ("a.eml", b"\x00\x01\x02", rules.UNKNOWN),
        ("a.bin", b"\x00\x01\x02", rules.UNKNOWN),
    ],
)
def test_bytes_say_what_a_file_is(name: str, data: bytes, mime: str) -> None:
    assert rules.mime_of(name, data) == mime


def test_a_broken_promise_is_noticed() -> None:
    assert rules.not_what_it_says("a.pdf", rules.UNKNOWN)
    assert rules.not_what_it_says("a.JPG", "image/png")
    assert not rules.not_what_it_says("a.pdf", rules.PDF)
    assert not rules.not_what_it_says("a.docx", "application/zip")


@pytest.mark.parametrize(
    ("name", "mime", "words", "kind"),
    [
        ("COI_Prairie.pdf", rules.PDF, "", "insurance"),
        ("attestation d’assurance.pdf", rules.PDF, "", "insurance"),
        ("WCB-clearance-2026.pdf", rules.PDF, "", "wcb_clearance"),
        ("Lettre de conformité.pdf", rules.PDF, "", "wcb_clearance"),
        ("Entente EEPS.pdf", rules.PDF, "", "agreement"),
        ("scan1.pdf", rules.PDF, "This Certificate of  INSURANCE certifies", "insurance"),
        ("formulaire signé.pdf", rules.PDF, "", "form"),
        ("re insurance.eml", rules.MAIL, "", "mail"),
        ("IMG_2041.jpg", "image/jpeg", "", "photo"),
        ("budget.xlsx", "x", "", "other"),
    ],
)
def test_a_kind_is_guessed(name: str, mime: str, words: str, kind: str) -> None:
    assert rules.guess_kind(name, mime, words) == kind


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        (None, ""), ("2026-11-22", "past"), ("2026-11-23", "near"), ("2026-12-23", "near"), ("2026-12-24", "valid"),
    ],
)  # fmt: skip
def test_the_day_of_expiry_is_the_last_good_one(day: str | None, standing: str) -> None:
    assert rules.standing(day, date(2026, 11, 23)) == standing


def test_names_are_safe_everywhere() -> None:
    assert rules.file_name("..\\..\\C:evil?.pdf") == "C_evil_.pdf"
    assert rules.file_name("/etc/passwd") == "passwd"
    assert rules.file_name(" Œuvre \n d’été.pdf ") == "Œuvre d’été.pdf"
    long = rules.file_name("é" * 400 + ".pdf")
    assert len(long) <= rules.LONGEST_NAME
    for nothing in ("", "...", "/", "\x00"):
        with pytest.raises(rules.NameNeeded):
            rules.file_name(nothing)
    with pytest.raises(Invalid):
        rules.clean_document({"name": " "}, date(2026, 11, 23))
    assert rules.keep_ending("a.pdf", "b") == "b.pdf"
    assert rules.keep_ending("a.pdf", "b.PDF") == "b.PDF"


def test_sizes() -> None:
    rules.check_size("a", rules.LARGEST)
    with pytest.raises(rules.DocumentTooLarge) as refused:
        rules.check_size("a", rules.LARGEST + 1)
    assert refused.value.fields["size"] == 101
    with pytest.raises(rules.DocumentEmpty):
        rules.check_size("a", 0)


def test_programs_are_known() -> None:
    assert rules.is_program("setup.EXE") and rules.is_program("x.desktop")
    assert not rules.is_program("letter.pdf") and not rules.is_program("exe")
