"""Finding records by what one remembers of them."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from db.search import complete, index_changes, rebuild
from db.search.folding import fold
from db.search.terms import Vocabulary
from talented_desk.bootstrap import Application
from talented_desk.services.sessions import LogSupportSession

NAMES = ("Prairie Robotics Ltd.", "Boulangerie L’Œuf d’Or & fils ltée", "Café Émile", "Bow Glass", "Acme Transport")


@pytest.fixture
def filled(desk: Application) -> Application:
    for name in NAMES:
        desk.employers.add({"legal_name": name, "city": "Calgary", "phone": "403 555 0188"})
    return desk


def titles(desk: Application, typed: str, **more: object) -> list[str]:
    return [hit.title for hit in desk.search.find(typed, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("prairie", "Prairie Robotics Ltd."),
        ("rob pra", "Prairie Robotics Ltd."),
        ("emile", "Café Émile"),
        ("CAFÉ", "Café Émile"),
        ("oeuf", "Boulangerie L’Œuf d’Or & fils ltée"),
        ("l'œuf", "Boulangerie L’Œuf d’Or & fils ltée"),
        ("d’or", "Boulangerie L’Œuf d’Or & fils ltée"),
        ("robotcs", "Prairie Robotics Ltd."),
        ("Tranpsort", "Acme Transport"),
        ("boulangrie", "Boulangerie L’Œuf d’Or & fils ltée"),
        ("prarie robo", "Prairie Robotics Ltd."),
    ],
)
def test_what_is_typed_finds_what_is_meant(filled: Application, typed: str, expected: str) -> None:
    assert titles(filled, typed)[:1] == [expected]


def test_numbers_are_found_however_they_are_grouped(filled: Application) -> None:
    for typed in ("4035550188", "403-555-0188", "(403) 555 01"):
        assert len(titles(filled, typed)) == len(NAMES)
    assert titles(filled, "4035559999") == []


@pytest.mark.parametrize("typed", ['"', "*", "a OR b", "NEAR(x", "name:x", "-acme", "((", "😀", "\x00", "x" * 5000])
def test_nothing_that_is_typed_breaks_the_search(filled: Application, typed: str) -> None:
    filled.search.find(typed)


def test_guesses_say_so_and_come_last(filled: Application) -> None:
    (hit,) = filled.search.find("robotcs")
    assert hit.guessed
    (exact,) = filled.search.find("robotics")
    assert not exact.guessed


def test_an_exact_name_comes_before_a_longer_one(filled: Application) -> None:
    filled.employers.add({"legal_name": "Bow Glass and Windows of the North"})
    filled.employers.add({"legal_name": "Northern Bow Glass"})
    assert titles(filled, "bow glass")[0] == "Bow Glass"


def test_people_places_notes_and_sessions_are_found(filled: Application) -> None:
    employer_id = filled.search.find("prairie")[0].id
    filled.contacts.add({"given_name": "Dana", "family_name": "Whitford"}, employer_id, {"title": "Welder"})
    filled.employers.add_worksite(employer_id, {"street": "12 Kensington Road", "postal_code": "T2N 1A1"})
    filled.employers.set_tags(employer_id, ["Priority"])
    filled.sessions.log(
        LogSupportSession(
            {
                "happened_at": "2026-11-20T21:05:00.000Z",
                "channel": "phone",
                "minutes_direct": 5,
                "narrative": "Asked about scaffolding",
            },
            (employer_id,),
        )
    )
    assert [(hit.kind, hit.subtitle) for hit in filled.search.find("whitf")] == [("contact", "Prairie Robotics Ltd.")]
    for typed in ("kensington", "T2N1A1", "t2n 1a1", "priority"):
        assert titles(filled, typed) == ["Prairie Robotics Ltd."]
    assert [hit.kind for hit in filled.search.find("scaffold")] == ["session"]
    assert filled.search.find("welder")[0].employer_id == employer_id
    assert filled.search.find("e", kinds=["contact"]) == ()
    assert filled.search.find("")[0].kind in ("contact", "employer")


def test_edits_deletes_and_undo_are_seen_at_once(filled: Application) -> None:
    employer_id = filled.search.find("acme")[0].id
    filled.employers.edit(employer_id, {"legal_name": "Zebra Moving"})
    assert titles(filled, "acme") == [] and titles(filled, "zebra") == ["Zebra Moving"]
    filled.employers.delete([employer_id])
    assert titles(filled, "zebra") == []
    filled.journal.undo()
    assert titles(filled, "zebra") == ["Zebra Moving"]
    filled.journal.undo()
    assert titles(filled, "acme") == ["Acme Transport"] and titles(filled, "zebra") == []


def test_a_bulk_write_is_searchable_right_after(desk: Application) -> None:
    from db.models import Employer
    from talented_desk.ids import new_id

    with desk.database.write("Import list.csv") as write:
        write.insert_many(Employer, ["id", "legal_name"], [(new_id(), f"Bulk {n}") for n in range(3000)])
    assert titles(desk, "bulk 2999") == ["Bulk 2999"]
    assert desk.employers.rows(desk.employers.row_numbers()[:1])[0].legal_name == "Bulk 0"


def test_catching_up_goes_on_where_it_stood(desk: Application) -> None:
    from db.models import Employer
    from talented_desk.ids import new_id

    desk.database.index = None
    with desk.database.write("Import list.csv") as write:
        write.insert_many(Employer, ["id", "legal_name"], [(new_id(), f"Bulk {n}") for n in range(500)])
    with desk.database.scratch() as connection:
        assert index_changes(connection, batch=100)
    desk.database.index = index_changes
    desk.database.catch_up()
    assert [len(titles(desk, f"bulk {n}")) for n in (499, 250)] == [1, 1]


def test_names_sort_without_accents_and_case(filled: Application) -> None:
    rows = filled.employers.rows(filled.employers.row_numbers(sort="name"))
    assert [row.legal_name for row in rows] == sorted(NAMES, key=fold)


def contents(connection: Connection) -> set[tuple[str, int]]:
    connection.exec_driver_sql(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_words USING fts5vocab(main, search_fts, instance)"
    )
    return {(str(r[0]), int(r[1])) for r in connection.exec_driver_sql("SELECT term, doc FROM temp.search_words")}


STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "edit", "delete", "name", "site", "tag", "undo", "redo"]), st.integers(0, 9)),
    min_size=1,
    max_size=14,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_index_is_what_a_rebuild_would_make(desk: Application, steps: list[tuple[str, int]]) -> None:
    for what, which in steps:
        numbers = desk.employers.row_numbers()
        rows = desk.employers.rows(numbers)
        target = rows[which % len(rows)].id if rows else ""
        if what == "add" or not rows:
            desk.employers.add({"legal_name": f"Word{which} Company"})
        elif what == "edit":
            desk.employers.edit(target, {"notes": f"note{which}"})
        elif what == "delete":
            desk.employers.delete([target])
        elif what == "name":
            desk.employers.add_name(target, f"Other{which}", "trade")
        elif what == "site":
            desk.employers.add_worksite(target, {"city": f"City{which}"})
        elif what == "tag":
            desk.employers.set_tags(target, [f"tag{which}"])
        elif what == "undo" and desk.journal.next_undo():
            desk.journal.undo()
        elif what == "redo" and desk.journal.next_redo():
            desk.journal.redo()
    with desk.database.scratch() as connection:
        keys = "SELECT doc, key FROM sort_key ORDER BY doc"
        kept, sorted_by = contents(connection), connection.exec_driver_sql(keys).all()
        rebuild(connection)
        assert contents(connection) == kept
        assert connection.exec_driver_sql(keys).all() == sorted_by
        assert complete(connection)


def test_slips_are_forgiven_in_bounds(desk: Application) -> None:
    desk.employers.add({"legal_name": "Construction Company"})
    with desk.database.read() as connection:
        vocabulary = Vocabulary()
        assert vocabulary.near(connection, "constrution") == ["construction"]
        assert vocabulary.near(connection, "cat") == []
        assert vocabulary.near(connection, "completely") == []


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Æther Labs", "aether"),
        ("Phoenix Aerospace", "phœnix ærospace"),
        ("AT&T Canada", "at&t"),
        ("1234567 Alberta Ltd.", "1234567"),
        ("1234567 Alberta Ltd.", "1234567 alb"),
        ("O'Brien Farms", "o’brien"),
        ("Mi-Sask Foods", "mi-sask"),
        ("Straße Imports", "straße"),
        ("X", "x"),
    ],
)
def test_odd_names_are_found_as_they_are_typed(desk: Application, name: str, typed: str) -> None:
    desk.employers.add({"legal_name": name})
    for number in range(5):
        desk.employers.add({"legal_name": f"Other {number}"})
    assert titles(desk, typed) == [name]


@pytest.mark.parametrize("typed", ["4035550188", "403 555-0188", "+1 (403) 555-0188", "555-0188", "403555", "5550"])
def test_a_phone_number_is_found_by_any_of_its_beginnings(desk: Application, typed: str) -> None:
    desk.employers.add({"legal_name": "Right", "phone": "403-555-0188"})
    desk.employers.add({"legal_name": "Wrong", "phone": "403-556-0199"})
    assert titles(desk, typed) == ["Right"]


def test_a_guess_puts_names_before_notes(desk: Application) -> None:
    desk.employers.add({"legal_name": "Acme", "notes": "Next to the robotics lab"})
    desk.employers.add({"legal_name": "Zebra Robotics"})
    assert titles(desk, "robotcs") == ["Zebra Robotics", "Acme"]


def test_a_name_found_as_typed_is_not_guessed_at(desk: Application) -> None:
    desk.employers.add({"legal_name": "Marten Homes"})
    desk.employers.add({"legal_name": "Martin Homes"})
    assert titles(desk, "marten") == ["Marten Homes"]


def test_names_come_before_notes_however_many_there_are(desk: Application) -> None:
    from db.models import Employer
    from talented_desk.ids import new_id

    with desk.database.write("Import list.csv") as write:
        rows = [(new_id(), f"Company {n}", "Calgary") for n in range(150)]
        write.insert_many(Employer, ["id", "legal_name", "city"], [*rows, (new_id(), "Greater Calgary Movers", "")])
    assert titles(desk, "calgary")[0] == "Greater Calgary Movers"
    assert len(desk.search.find("calgary", 20)) == 20


def test_names_sort_while_some_are_not_indexed_yet(desk: Application) -> None:
    desk.employers.add({"legal_name": "Bow"})
    desk.database.index = None
    desk.employers.add({"legal_name": "Acme"})

    def names() -> list[str]:
        return [row.legal_name for row in desk.employers.rows(desk.employers.row_numbers(sort="name"))]

    assert sorted(names()) == ["Acme", "Bow"]
    desk.database.index = index_changes
    desk.database.catch_up()
    assert names() == ["Acme", "Bow"]
    backwards = desk.employers.rows(desk.employers.row_numbers(sort="name", descending=True))
    assert [row.legal_name for row in backwards] == ["Bow", "Acme"]
