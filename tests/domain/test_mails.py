"""Mails as files: also those that break the rules."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talented_desk.domain import mails


def test_a_mail_whole() -> None:
    message = EmailMessage()
    message["Subject"] = "Entente signée – été 2026"
    message["From"] = "Renée Bélanger <renee@example.ca>"
    message["To"] = "maya@example.ca"
    message["Cc"] = "dana@example.ca"
    message["Date"] = "Mon, 02 Nov 2026 09:15:00 -0700"
    message.set_content("Bonjour,\nvoici l’entente.")
    message.add_alternative("<p>Bonjour</p>", subtype="html")
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="entente signée.pdf")
    mail = mails.read(message.as_bytes())
    assert (mail.subject, mail.sender, mail.to, mail.copy) == (
        "Entente signée – été 2026", "Renée Bélanger <renee@example.ca>", "maya@example.ca", "dana@example.ca",
    )  # fmt: skip
    assert mail.sent is not None and mail.sent.isoformat() == "2026-11-02T09:15:00-07:00"
    assert mail.text == "Bonjour,\nvoici l’entente."
    assert mail.enclosed == (mails.Enclosed("entente signée.pdf", b"%PDF-1.4"),)


@pytest.mark.parametrize(
    "raw",
    [
        b"Subject: Caf\xe9\nContent-Type: text/plain; charset=bogus\n\n\xe9t\xe9",
        b"Subject: Caf\xc3\xa9\nContent-Type: text/plain\n\n\xc3\xa9t\xc3\xa9",
        b"Subject: =?utf-8?B?Q2Fmw6k=?=\nContent-Type: text/plain; charset=iso-8859-1\n\n\xe9t\xe9",
        b"Subject: =?bogus?Q?Caf=E9?=\nContent-Type: text/plain; charset=utf-8\n\n\xe9t\xe9",
        b"Subject: Caf\xc3\xa9\nContent-Transfer-Encoding: base64\nContent-Type: text/plain\n\n\xc3\xa9t\xc3\xa9!",
    ],
)
def test_broken_encodings_are_read_as_well_as_they_can_be(raw: bytes) -> None:
    mail = mails.read(raw)
    assert mail.subject == "Café"
    assert mail.text.startswith("été") or b"base64" in raw


def test_html_becomes_words_and_loads_nothing() -> None:
    page = (
        "<html><head><title>T</title><style>p{}</style></head><body><script>alert(1)</script>"
        "<p>Bonjour&nbsp;<b>Maya</b>,</p><p>a<br>b &lt;c&gt;</p><img src='http://x/y.png'><!-- hidden --></body></html>"
    )
    raw = b"Subject: s\nContent-Type: text/html; charset=utf-8\n\n" + page.encode()
    assert mails.read(raw).text == "Bonjour Maya,\na\nb <c>"


def test_a_mail_inside_a_mail_is_an_enclosure_and_its_words_stay_there() -> None:
    inner, outer = EmailMessage(), EmailMessage()
    inner["Subject"] = "inner"
    inner.set_content("inner words")
    outer["Subject"] = "outer"
    outer.set_content("outer words")
    outer.add_attachment(inner)
    mail = mails.read(outer.as_bytes())
    assert mail.text == "outer words"
    (enclosed,) = mail.enclosed
    assert enclosed.name == "inner.eml" and mails.read(enclosed.data).text == "inner words"


def test_parts_in_parts_in_parts() -> None:
    raw = b"Subject: deep\n"
    for number in range(3000):
        raw += b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (number, number)
    assert mails.read(raw + b"\nend").subject == "deep"


@given(st.binary(max_size=300))
def test_nothing_breaks_the_reader(data: bytes) -> None:
    mails.read(data)
    mails.read(b"Subject: =?utf-8?q?" + data + b"\nDate: " + data + b"\nContent-Type: " + data + b"\n\n" + data)
