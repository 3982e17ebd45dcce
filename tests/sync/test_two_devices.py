"""What one officer does reaches the other."""

from __future__ import annotations

from db.models import Employer
from tests.sync.team import Team


def test_a_new_employer_arrives(team: Team) -> None:
    maya, luc = team.device("maya"), team.device("luc")
    with maya.database.write("Add employer") as write:
        acme = write.insert(Employer, {"legal_name": "Acme"})
    maya.engine.sync()
    luc.engine.sync()
    with luc.database.read() as connection:
        assert connection.exec_driver_sql("SELECT legal_name FROM employer WHERE id = ?", (acme,)).scalar() == "Acme"
