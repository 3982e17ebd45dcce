"""A package's input as JSON and back, so that a kept package can be made again byte for byte."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from talented_desk.packages.model import (
    Bilingual,
    Employer,
    Institution,
    PackageInput,
    Person,
    Placement,
    Student,
    Worksite,
)


def to_json(content: PackageInput) -> str:
    """Everything that is printed, as text."""
    return json.dumps(asdict(content), ensure_ascii=False, sort_keys=True, default=lambda value: value.isoformat())


def from_json(text: str) -> PackageInput:
    """The input that `to_json` wrote."""
    raw = json.loads(text)
    placement: dict[str, Any] = raw["placement"]
    for name in ("wil_type", "unpaid_basis", "state"):
        placement[name] = Bilingual(**placement[name])
    for name in ("start", "end"):
        placement[name] = _day(placement[name])
    worksite: dict[str, Any] = raw["worksite"]
    worksite["address_lines"] = tuple(worksite["address_lines"])
    worksite["insurance_expiry"] = _day(worksite["insurance_expiry"])
    institution = raw["institution"]
    return PackageInput(
        placement=Placement(**placement),
        employer=Employer(**raw["employer"]),
        worksite=Worksite(**worksite),
        supervisor=Person(**raw["supervisor"]),
        institution=Institution(
            Bilingual(**institution["name"]),
            Person(**institution["coordinator"]),
            Person(**institution["faculty_supervisor"]),
        ),
        student=Student(**raw["student"]),
        officer=Person(**raw["officer"]),
        created=datetime.fromisoformat(raw["created"]),
        reference=raw["reference"],
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
