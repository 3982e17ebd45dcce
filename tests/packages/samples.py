"""Inputs for the tests: one complete, one empty, one that tries to break the pages."""

from __future__ import annotations

import functools
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from talented_desk.packages.engine import build
from talented_desk.packages.model import (
    Bilingual,
    BuiltPackage,
    Employer,
    Institution,
    Languages,
    Options,
    PackageInput,
    Person,
    Placement,
    Student,
    Worksite,
)

CREATED = datetime(2026, 11, 23, 9, 30, tzinfo=timezone(timedelta(hours=-7)))
LONG = "Groupe industriel et technologique des Prairies pour l’apprentissage intégré au travail ltée"

COMPLETE = PackageInput(
    placement=Placement(
        title="Junior Robotics Technician",
        wil_type=Bilingual("Co-operative Education", "Enseignement coopératif"),
        start=date(2027, 1, 11),
        end=date(2027, 5, 1),
        weekly_minutes=2250,
        total_minutes=36000,
        pay_basis="paid",
        rate_cents=2250,
        rate_unit="hour",
        work_mode="hybrid",
        description="Assembles & tests <small> robots.\nWrites test procedures.",
        state=Bilingual("Offer accepted", "Offre acceptée"),
    ),
    employer=Employer(
        "Prairie Robotics Ltd.", "Prairie Robotics", "123456789", "en", "403-555-0188", "prairie.example"
    ),
    worksite=Worksite(
        name="Highfield shop",
        address_lines=("1420 Highfield Crescent SE", "Unit 12"),
        city="Calgary",
        province="AB",
        postal_code="T2G 5M1",
        phone="403-555-0190",
        wcb_account="7654321",
        wcb_basis="employer_account",
        insurance_expiry=date(2027, 6, 30),
        safety_contact="Rob Lee",
        safety_notes="Forklift traffic in the yard.",
    ),
    supervisor=Person("Dana Whitford", "Shop manager", "dana@prairie.example", "403-555-0191"),
    institution=Institution(
        Bilingual("Bow Valley College", "Collège Bow Valley"),
        Person("Élise Gagnon", "Coordinator", "egagnon@college.example", "403-555-0123"),
        Person("Amir Haddad", "", "ahaddad@college.example", "403-555-0124"),
    ),
    student=Student("Maya Thompson-Côté", "maya@student.example", "587-555-0142", "Mechatronics"),
    officer=Person("Marc Boucher", "Liaison officer", "mb@wil.example", "403-555-0100", "WIL Secretariat"),
    created=CREATED,
    reference="TD-0147",
)

EMPTY = PackageInput(Placement(), Employer(), Worksite(), Person(), Institution(), Student(), Person(), CREATED)

UGLY = replace(
    COMPLETE,
    placement=Placement(
        title="Stagiaire 🤖 " + "robotique" * 12,
        start=date(2027, 5, 1),
        end=date(2027, 4, 1),
        weekly_minutes=1,
        pay_basis="barter",
        rate_cents=10**14,
        rate_unit="fortnight",
        description=("Ligne <b>avec</b> & “accents” ᐃᓄᒃᑎᑐᑦ 中文 عربى. " * 150) + "x" * 3000 + "\x00\ud800\n\tfin",
    ),
    employer=Employer(LONG, LONG),
    worksite=Worksite(
        name=LONG, address_lines=(LONG, "محمد علي", "שלום"), wcb_basis="none?", safety_notes="note " * 2000
    ),
    supervisor=Person("Ngũgĩ wa Thiong’o – " + LONG, "", "a" * 90 + "@example.org"),
    student=Student("محمد 👩🏽‍🚀 Zoë " + LONG),
    reference="",
)


@functools.cache
def made(data: PackageInput, languages: Languages = "en") -> BuiltPackage:
    """A package built once for all tests."""
    return build(data, Options(languages))
