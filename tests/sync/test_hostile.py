"""With a device's own login and any client, or with a stranger's: whatever the program itself would never do."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import psycopg
import pytest
from psycopg import errors, sql

from db.models import Employer
from db.shared.admin import act_as_owner
from db.shared.catalogue import shared_tables
from talented_desk.bench.postgres import Server
from talented_desk.ids import new_id
from tests.sync.team import Device, Team

FIELDS = {t.name: [f.name for f in t.fields] for t in shared_tables()}
NUMBER = {t.name: t.number for t in shared_tables()}
EMPLOYER = NUMBER["employer"]
AT = "2026-11-20T10:00:00.000Z"


class Mallory:
    """Somebody with a device's login and a connection of his own."""

    def __init__(self, team: Team, device: Device) -> None:
        self.team, self.device = team, device
        self.login = device.login
        self.connection = psycopg.connect(team.server.dsn(team.name, device.login), autocommit=True)
        self.run = self.connection.execute
        self.copy = new_id()
        self.last: str | None = None
        self.call("SELECT api.hello(%s, 1)", self.copy)

    def call(self, statement: str, *values: object) -> Any:
        found = self.run(statement.encode(), values).fetchone()
        return None if found is None else found[0]

    def header(self, operation: str | None = None, **forged: Any) -> list[object]:
        values = {
            "id": operation or new_id(), "operation": "Change employer", "subject": "", "kind": "do", "target": None,
            "hlc": 1_795_000_000_000 << 16, "at": AT, "version": "0008", "base": 0, "before": 0, **forged,
        }  # fmt: skip
        return list(values.values())

    def push(self, headers: Sequence[object], entries: Sequence[object], **forged: Any) -> Any:
        payload = json.dumps({"c": headers, "r": entries, "o": forged.get("older", {})})
        answer = self.call(
            "SELECT api.push(%s, %s, %s)", forged.get("copy", self.copy), forged.get("last", self.last), payload
        )
        if "fault" not in answer:
            self.last = json.loads(payload)["c"][-1][0]
        return answer

    def add(self, values: Mapping[str, object], row_id: str = "", table: str = "employer", **header: Any) -> Any:
        """Push a new row."""
        row = [values.get(name, _usual(table, name)) for name in FIELDS[table]]
        return self.push([self.header(**header)], [[0, NUMBER[table], row_id or new_id(), "I", None, row]])

    def change(self, row_id: str, values: Mapping[int, Any], table: str = "employer", **header: Any) -> Any:
        """Push a change of some fields."""
        after = {str(number): value for number, value in values.items()}
        return self.push([self.header(**header)], [[0, NUMBER[table], row_id, "U", None, after]])

    def close(self) -> None:
        self.connection.close()


def _usual(table: str, name: str) -> object:
    (field,) = (f for t in shared_tables() if t.name == table for f in t.fields if f.name == name)
    return None if field.default == "NULL" else 0 if field.kind == "bigint" else ""


@pytest.fixture
def maya(team: Team) -> Device:
    return team.device("maya")


@pytest.fixture
def mallory(team: Team, maya: Device) -> Iterator[Mallory]:
    device = team.device("mallory")
    for one in (maya, device):
        one.engine.sync()
    made = Mallory(team, device)
    yield made
    made.close()


def audit(team: Team, login: str) -> list[tuple[str, str]]:
    found = team.admin.execute("SELECT what, detail FROM sync.audit WHERE login = %s ORDER BY n", (login,)).fetchall()
    return [(str(what), str(detail)) for what, detail in found]


def one(team: Team, statement: str, *values: object) -> Any:
    found = team.admin.execute(statement.encode(), values).fetchone()
    return None if found is None else found[0]


def reason(answer: Any) -> str:
    ((_, _, _, why, _),) = answer["refused"]
    return str(why)


def test_no_table_can_be_read_or_written(team: Team, mallory: Mallory) -> None:
    tables = team.admin.execute(
        "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname IN ('desk', 'sync') AND c.relkind IN ('r', 'v', 'S')"
    ).fetchall()
    assert len(tables) > 40
    for schema, table in tables:
        name = sql.Identifier(schema, table)
        for statement in (
            "SELECT * FROM {}", "INSERT INTO {} DEFAULT VALUES", "DELETE FROM {}", "TRUNCATE {}",
            "COPY {} TO STDOUT", "DROP TABLE {}", "ALTER TABLE {} DISABLE ROW LEVEL SECURITY",
            "GRANT ALL ON {} TO PUBLIC",
        ):  # fmt: skip
            with pytest.raises((errors.InsufficientPrivilege, errors.WrongObjectType)):
                mallory.run(sql.SQL(statement).format(name))


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM pg_authid",
        "SELECT * FROM pg_catalog.pg_shadow",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT pg_ls_dir('/')",
        "COPY (SELECT 1) TO PROGRAM 'id'",
        "COPY (SELECT 1) TO '/tmp/stolen'",
        "SELECT lo_import('/etc/passwd')",
        "SELECT lo_create(0)",
        "SELECT lo_from_bytea(0, 'x')",
        "SELECT pg_logical_emit_message(false, 'x', 'y')",
        "SET ROLE desk_owner",
        "SET SESSION AUTHORIZATION postgres",
        "SET session_replication_role = replica",
        "SET log_min_messages = panic",
        "CREATE TABLE public.mine (x int)",
        "CREATE TABLE api.mine (x int)",
        "CREATE TABLE desk.mine (x int)",
        "CREATE TABLE sync.mine (x int)",
        "CREATE TEMP TABLE change (x int)",
        "CREATE TEMP VIEW device AS SELECT 1",
        "CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE OPERATOR public.= (LEFTARG = text, RIGHTARG = uuid, FUNCTION = texteq)",
        "CREATE CAST (text AS uuid) WITH INOUT AS IMPLICIT",
        "CREATE DOMAIN pg_temp.uuid AS text",
        "CREATE SCHEMA mine",
        "CREATE LANGUAGE mine HANDLER plpgsql_call_handler",
        "CREATE ROLE mine",
        "CREATE DATABASE mine",
        "CREATE EVENT TRIGGER t ON ddl_command_end EXECUTE FUNCTION f()",
        "CREATE PUBLICATION p",
        "DO 'BEGIN PERFORM 1; END'",
        "DO LANGUAGE sql 'SELECT 1'",
        "ALTER ROLE desk_device LOGIN",
        "ALTER ROLE desk_owner PASSWORD 'x'",
        "ALTER ROLE postgres PASSWORD 'x'",
        "ALTER ROLE CURRENT_USER CREATEROLE",
        "ALTER ROLE CURRENT_USER CONNECTION LIMIT 100",
        "GRANT desk_owner TO CURRENT_USER",
        "GRANT desk_device TO desk_owner",
        "ALTER FUNCTION api.hello(uuid, integer) OWNER TO CURRENT_USER",
        "DROP FUNCTION api.hello(uuid, integer)",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres'",
        "SELECT pg_reload_conf()",
        "ALTER SYSTEM SET fsync = off",
        "SELECT sync.next_seq()",
        "SELECT sync.write_row('officer', gen_random_uuid(), '{}', '', '')",
        "SELECT sync.note('x', 'y')",
        "SELECT sync.take_batch(gen_random_uuid(), NULL, '{}')",
        "SELECT * FROM sync.referred(ARRAY['%'])",
    ],
)
def test_nothing_else_can_be_done(mallory: Mallory, statement: str) -> None:
    with pytest.raises(
        (errors.InsufficientPrivilege, errors.InvalidObjectDefinition, errors.UndefinedFunction, errors.ReservedName)
    ):
        mallory.run(statement.encode())


def test_a_prepared_transaction_cannot_be_left_behind(mallory: Mallory) -> None:
    mallory.run("BEGIN")
    with pytest.raises(errors.ObjectNotInPrerequisiteState):
        mallory.run("PREPARE TRANSACTION 'x'")


def test_what_is_planted_is_never_tripped_over(team: Team, maya: Device, mallory: Mallory) -> None:
    """As if somebody had given back what install takes away: everything that a name could be mistaken for."""
    for statement in (
        f"GRANT TEMP ON DATABASE {team.name} TO PUBLIC",
        f"CREATE SCHEMA lab AUTHORIZATION {mallory.login}",
        "GRANT ALL ON SCHEMA public TO PUBLIC",
        "GRANT USAGE ON LANGUAGE plpgsql, sql TO PUBLIC",
    ):
        team.admin.execute(statement.encode())
    for schema in ("pg_temp", "lab", "public"):
        for table in ("head", "device", "replica", "changeset", "change", "desk_table", "pg_stat_activity", "officer"):
            mallory.run(
                f"CREATE TABLE {schema}.{table} (login text, n int, id uuid, seq bigint, officer_id uuid)".encode()
            )
        for name, arguments in (
            ("now", ""), ("coalesce_", ""), ("jsonb_array_length", "jsonb"), ("md5", "text"),
            ("to_char", "timestamp, text"), ("clock_timestamp", ""), ("pg_notify", "text, text"), ("format", "text"),
            ("greatest_", "bigint"),
        ):  # fmt: skip
            mallory.run(
                f"CREATE FUNCTION {schema}.{name}({arguments}) RETURNS text LANGUAGE plpgsql AS "
                "'BEGIN RAISE EXCEPTION ''tripped''; END'".encode()
            )
        mallory.run(f"CREATE DOMAIN {schema}.jsonb AS text CHECK (false)".encode())
        mallory.run(f"CREATE DOMAIN {schema}.bigint AS int CHECK (false)".encode())
    for left, right in (("uuid", "uuid"), ("name", "name"), ("name", "text"), ("bigint", "bigint"), ("jsonb", "text")):
        left, right = f"pg_catalog.{left}", f"pg_catalog.{right}"
        left, right = left.replace("bigint", "int8"), right.replace("bigint", "int8")
        mallory.run(
            f"CREATE FUNCTION lab.trip({left}, {right}) RETURNS boolean LANGUAGE plpgsql AS "
            "'BEGIN RAISE EXCEPTION ''tripped''; END'".encode()
        )
        for sign in ("=", "<>", ">", "?", "->"):
            mallory.run(
                f"CREATE OPERATOR lab.{sign} (LEFTARG = {left}, RIGHTARG = {right}, FUNCTION = lab.trip)".encode()
            )
    mallory.run("SET search_path = lab, pg_temp, public, pg_catalog")
    with pytest.raises(errors.RaiseException, match="tripped"):  # the trap works
        mallory.run("SELECT 1::int8 = 1::int8")
    assert mallory.add({"legal_name": "Acme"})["refused"] == []
    assert mallory.call("SELECT pg_catalog.count(*) FROM api.log(%s, %s, 0, 100)", mallory.copy, mallory.last) >= 1
    for function in ("headers(%s, %s, ARRAY[1])", "tables(%s, %s)", "contents_wanted(%s, %s, ARRAY['x'])"):
        mallory.run(f"SELECT * FROM api.{function}".encode(), (mallory.copy, mallory.last))
    maya.engine.sync()
    with maya.database.read() as connection:
        assert connection.exec_driver_sql("SELECT legal_name FROM employer").scalars().all() == ["Acme"]


def test_settings_of_the_session_change_nothing(team: Team, mallory: Mallory) -> None:
    for setting in (
        "standard_conforming_strings = off", "transform_null_equals = on", "DateStyle = 'SQL, DMY'",
        "TimeZone = 'Asia/Tokyo'",
        "default_transaction_isolation = 'serializable'", "bytea_output = escape", "IntervalStyle = sql_standard",
        "quote_all_identifiers = on", "row_security = off", "client_encoding = 'LATIN1'", "synchronous_commit = off",
    ):  # fmt: skip
        mallory.run(f"SET {setting}".encode())
    row = new_id()
    assert mallory.add({"legal_name": "a\\b\"c'd"}, row)["refused"] == []
    assert one(team, "SELECT legal_name FROM desk.employer WHERE id = %s", row) == "a\\b\"c'd"
    assert one(team, "SELECT at FROM sync.changeset WHERE id = %s", mallory.last) == AT


def test_officer_and_device_come_from_the_login(team: Team, maya: Device, mallory: Mallory) -> None:
    hers = maya.database.identity.device_id
    assert mallory.push([mallory.header()], [], copy=hers)["fault"][0] == "42501"
    assert mallory.call("SELECT api.hello(%s, 1)", hers)["fault"][0] == "TD001"
    for function in (
        "log(%s, NULL, 0, 9)",
        "history(%s, NULL, 9, 9)",
        "snapshot(%s, NULL, 1::smallint)",
        "rows(%s, NULL, '[]')",
    ):
        with pytest.raises(errors.InsufficientPrivilege):
            mallory.run(f"SELECT * FROM api.{function}".encode(), (hers,))
    mallory.add({"legal_name": "Acme"})
    author = one(team, "SELECT officer_id::text FROM sync.changeset WHERE id = %s", mallory.last)
    assert author == mallory.device.officer
    assert ("copy of another device", hers) in audit(team, mallory.login)
    assert any(what == "push refused" and "42501" in detail for what, detail in audit(team, mallory.login))


def test_another_devices_operation_is_not_ones_own(team: Team, maya: Device, mallory: Mallory) -> None:
    with maya.database.write("Add employer") as write:
        acme = write.insert(Employer, {"legal_name": "Acme"})
    maya.engine.sync()
    hers = one(team, "SELECT id::text FROM sync.changeset WHERE operation = 'Add employer'")
    answer = mallory.push([mallory.header(hers)], [[0, EMPLOYER, acme, "U", None, {"1": "Mine"}]])
    assert answer["fault"][0] == "42501"
    own = one(team, "SELECT id::text FROM sync.changeset WHERE replica = 1 LIMIT 1")
    if own is not None:
        assert mallory.push([mallory.header(own)], [])["fault"][0] == "42501"
    assert one(team, "SELECT legal_name FROM desk.employer") == "Acme"


def test_the_past_is_not_rewritten(team: Team, maya: Device, mallory: Mallory) -> None:
    row = new_id()
    first = mallory.header()
    new = [0, EMPLOYER, row, "I", None, [None if v is None else v for v in _row("Acme")]]
    mallory.push([first], [new])
    other = [0, EMPLOYER, row, "I", None, _row("Other")]
    again = mallory.push([first], [other])  # the same number with other contents: what is there stays
    assert "fault" not in again and one(team, "SELECT legal_name FROM desk.employer WHERE id = %s", row) == "Acme"
    mallory.push([mallory.header()], [])
    grown = mallory.push([first], [new, [0, EMPLOYER, row, "U", None, {"1": "Backdated"}]])
    assert grown["fault"][0] == "42501"
    mallory.change(row, {1: "New"}, at="2001-01-01T00:00:00.000Z", hlc=1 << 16)  # said to be old: kept as it came in
    received = one(
        team, "SELECT received_at > now() - interval '1 minute' FROM sync.changeset WHERE id = %s", mallory.last
    )
    assert received is True
    mallory.push([mallory.header()], [[0, EMPLOYER, row, "U", {"1": "Never was"}, {"1": "Newest"}]])
    assert one(team, "SELECT before ->> '1' FROM sync.change ORDER BY seq DESC LIMIT 1") == "New"
    mallory.push([mallory.header()], [[0, EMPLOYER, row, "D", ["Never was"], None]])
    assert one(team, "SELECT before ->> 0 FROM sync.change ORDER BY seq DESC LIMIT 1") == "Newest"


def _row(name: str) -> list[object]:
    return [name if field == "legal_name" else _usual("employer", field) for field in FIELDS["employer"]]


def test_a_clock_that_lies_does_not_win_for_ever(team: Team, maya: Device, mallory: Mallory) -> None:
    row = new_id()
    mallory.add({"legal_name": "Acme"}, row, hlc=2**62, at="2999-01-01T00:00:00.000Z", base=10**9)
    hlc, at, base = (
        team.admin.execute("SELECT hlc, at, base FROM sync.changeset WHERE id = %s", (mallory.last,)).fetchone() or ()
    )
    now = one(team, "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")
    assert abs((hlc >> 16) - now) < 120_000 and at < "2998" and base <= one(team, "SELECT seq FROM sync.head")
    assert mallory.add({}, at="infinity")["fault"][0] == "22007"
    assert mallory.add({}, at="2026-99-99T00:00:00.000Z")["fault"][0] == "22008"
    mallory.add({}, hlc=-(2**62))
    assert one(team, "SELECT hlc FROM sync.changeset WHERE id = %s", mallory.last) == 0


def test_a_claim_to_have_seen_everything_is_believed_no_farther_than_the_log(
    team: Team, maya: Device, mallory: Mallory
) -> None:
    """A base beyond the log would win over what colleagues write afterwards, without anybody being asked."""
    row = new_id()
    mallory.add({"legal_name": "Acme"}, row)
    maya.engine.sync()
    mallory.push([held := mallory.header(base=10**12)], [])
    with maya.database.write("Change employer") as write:
        write.update(Employer, row, {"city": "Calgary"})
    maya.engine.sync()
    answer = mallory.push([held], [[0, EMPLOYER, row, "U", {"12": ""}, {"12": "Mine"}]])
    assert "fault" not in answer
    assert one(team, "SELECT count(*) FROM desk.conflict WHERE record_id = %s", row) == 1


UNSOUND: list[tuple[str, str, str, object]] = [
    ("an operation that there is not", "employer", "Z", None),
    ("a new row that is no list", "employer", "I", {"1": "Acme"}),
    ("a new row that is too short", "employer", "I", []),
    ("a new row that is too long", "employer", "I", [*_row("Acme"), "more"]),
    ("a list in a field", "employer", "I", [["Acme"], *_row("")[1:]]),
    ("an object in a field", "employer", "I", [{"a": 1}, *_row("")[1:]]),
    ("true in a field", "employer", "I", [True, *_row("")[1:]]),
    ("a number in a text", "employer", "I", [1e300, *_row("")[1:]]),
    ("a text in a number", "employer", "I", [*_row("Acme")[:4], "0x1F", *_row("")[5:]]),
    ("nothing where there must be something", "employer", "I", [None, *_row("")[1:]]),
    ("a reference in other spelling", "employer_name", "I", ["{A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11}", "x", "", ""]),
    ("a change that is no object", "employer", "U", ["1"]),
    ("a change of a field that there is not", "employer", "U", {"99": "x"}),
    ("a change of a field without number", "employer", "U", {"legal_name": "x"}),
    ("a change to nothing", "employer", "U", {"1": None}),
    ("a change to a list", "employer", "U", {"1": ["x"]}),
    ("a change of a number to a text", "employer", "U", {"5": "0x1F"}),
]


@pytest.mark.parametrize(("what", "table", "op", "after"), UNSOUND, ids=[case[0] for case in UNSOUND])
def test_what_no_workstation_could_store_reaches_none(
    team: Team, maya: Device, mallory: Mallory, what: str, table: str, op: str, after: object
) -> None:
    row = new_id()
    mallory.add({"legal_name": "Acme"}, row)
    target = row if op != "I" else new_id()
    answer = mallory.push([mallory.header()], [[0, NUMBER[table], target, op, None, after]])
    assert reason(answer) == "unsound"
    mallory.add({"legal_name": "Next"})
    maya.engine.sync()
    with maya.database.read() as connection:
        found = connection.exec_driver_sql("SELECT legal_name FROM employer ORDER BY legal_name").scalars().all()
    assert found == ["Acme", "Next"]
    assert any(what == "changes refused" and "unsound" in detail for what, detail in audit(team, mallory.login))


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("attachment", {"name": "x", "sha256": "0" * 64, "added_at": AT}),
        ("support_session", {"happened_at": AT, "minutes_direct": -1}),
        ("employer", {"legal_name": "x", "headcount": 1.5}),
        ("employer", {"legal_name": "x", "headcount": 10**30}),
        ("no such table", {}),
    ],
)
def test_what_breaks_a_rule_of_the_tables_is_not_taken(
    team: Team, maya: Device, mallory: Mallory, table: str, values: Any
) -> None:
    if table == "no such table":
        answer = mallory.push([mallory.header()], [[0, 999, new_id(), "I", None, []]])
        assert reason(answer) == "unsound"
        return
    assert mallory.add(values, table=table)["fault"][0][:2] in ("22", "23")
    maya.engine.sync()


def test_a_redirect_to_nowhere_stops_nobody(team: Team, maya: Device, mallory: Mallory) -> None:
    with maya.database.write("Add employer") as write:
        acme = write.insert(Employer, {"legal_name": "Acme"})
    maya.engine.sync()
    mallory.add({"kind": "employer", "from_id": acme, "to_id": "nowhere"}, table="redirect")
    mallory.push([mallory.header(base=one(team, "SELECT seq FROM sync.head"))], [[0, EMPLOYER, acme, "D", None, None]])
    with maya.database.write("Change employer") as write:
        write.update(Employer, acme, {"city": "Calgary"})
    maya.engine.sync()
    assert one(team, "SELECT city FROM desk.employer WHERE id = %s AND NOT _deleted", acme) == "Calgary"


def test_nobody_makes_himself_administrator(team: Team, maya: Device, mallory: Mallory) -> None:
    me = mallory.device.officer
    role = FIELDS["officer"].index("role") + 1
    active = FIELDS["officer"].index("active") + 1
    for row, values in (
        (me, {role: "administrator"}),
        (maya.officer, {active: 0}),
        (me, {role: "manager", 1: "Mallory"}),
    ):
        assert reason(mallory.change(row, values, "officer")) == "not_allowed"
    assert (
        reason(mallory.push([mallory.header()], [[0, NUMBER["officer"], maya.officer, "D", None, None]]))
        == "not_allowed"
    )
    mallory.add({"name": "M", "role": "administrator", "active": 1}, me, "officer")
    mallory.add({"name": "New", "role": "administrator", "active": 1}, table="officer")
    roles = {role for (role,) in team.admin.execute("SELECT role FROM desk.officer").fetchall()}
    assert roles == {"liaison_officer"}
    assert one(team, "SELECT bool_and(active = 1 AND NOT _deleted) FROM desk.officer") is True
    assert any(what == "changes refused" and "not_allowed" in detail for what, detail in audit(team, mallory.login))


def test_a_conflict_cannot_be_made_up(team: Team, mallory: Mallory) -> None:
    made_up = {
        "kind": "value",
        "record": "employer",
        "record_id": new_id(),
        "kept_by": "maya",
        "other": '"x"',
        "state": "open",
    }
    assert reason(mallory.add(made_up, table="conflict")) == "not_allowed"
    assert one(team, "SELECT count(*) FROM desk.conflict") == 0


def test_a_flood_is_turned_away_with_words(team: Team, mallory: Mallory) -> None:
    entry = [0, EMPLOYER, new_id(), "X", None, None]
    code, words = mallory.push([mallory.header()], [entry] * 20_001)["fault"]
    assert code == "54000" and "20000 changes" in words
    team.admin.execute("UPDATE sync.limits SET bytes = 1000")
    assert mallory.add({"legal_name": "x" * 2000})["fault"][0] == "54000"
    team.admin.execute("UPDATE sync.limits SET bytes = 67108864, turns = 10")
    row = new_id()
    many = [
        [0, EMPLOYER, row, "I", None, _row("x")],
        *([0, EMPLOYER, row, "U", None, {"1": str(n)}] for n in range(20)),
    ]
    assert mallory.push([mallory.header()], many)["fault"][0] == "54000"
    team.admin.execute("UPDATE sync.limits SET pushes = 5")
    answers = [mallory.add({"legal_name": "x"}) for _ in range(8)]
    assert answers[-1]["fault"][0] == "TD004"
    team.admin.execute("UPDATE sync.limits SET copies = 3")
    hellos = [mallory.call("SELECT api.hello(%s, 1)", new_id()) for _ in range(4)]
    assert hellos[-1]["fault"][0] == "TD004"
    assert {what for what, _ in audit(team, mallory.login)} >= {"push refused", "too many copies"}


def test_what_is_repeated_is_counted_in_the_audit_and_does_not_fill_it(team: Team, mallory: Mallory) -> None:
    for _ in range(20):
        mallory.push([mallory.header()], [], copy=new_id())
    assert one(team, "SELECT max(times) FROM sync.audit WHERE login = %s", mallory.login) == 20
    team.admin.execute(
        "INSERT INTO sync.audit (login, what) SELECT %s, 'x' || i FROM generate_series(1, 1000) i", (mallory.login,)
    )
    for base in range(5):
        mallory.add({"legal_name": "x"}, at=f"nonsense {base}")
    assert one(team, "SELECT count(*) FROM sync.audit WHERE login = %s", mallory.login) == 1002


def test_bytes_are_stored_only_where_a_row_refers_to_them(team: Team, mallory: Mallory) -> None:
    put = "SELECT api.content_put(%s, %s, %s, %s, %s, %s)"
    for sha in ("%", "0" * 64, "_" * 64, None):
        with pytest.raises(errors.CheckViolation):
            mallory.run(put, (mallory.copy, mallory.last, sha, 10, 0, b"x"))
    employer = new_id()
    mallory.add({"legal_name": "Acme"}, employer)
    mallory.add({"employer_id": employer, "name": "x", "sha256": "0" * 64, "added_at": AT}, table="attachment")
    for size, data in ((10, b""), (-1, b"x"), (2**40, b"x"), (2**24, b"x" * 2**23)):
        with pytest.raises(errors.CheckViolation):
            mallory.run(put, (mallory.copy, mallory.last, "0" * 64, size, 0, data))
    assert mallory.run(put, (mallory.copy, mallory.last, "0" * 64, 3, 0, b"abc")).fetchone() == (False,)
    assert one(team, "SELECT count(*) FROM sync.content") == 0  # not what the hash says
    team.admin.execute("UPDATE sync.limits SET stored = 5")
    with pytest.raises(psycopg.DatabaseError, match="too much today"):
        mallory.run(put, (mallory.copy, mallory.last, "0" * 64, 100, 0, b"x" * 10))


def test_whoever_keeps_everybody_waiting_is_cut_off(team: Team, maya: Device, mallory: Mallory) -> None:
    with maya.database.write("Add employer") as write:
        write.insert(Employer, {"legal_name": "Acme"})
    team.admin.execute("UPDATE sync.limits SET patience = '0 seconds'")
    mallory.run("SET idle_in_transaction_session_timeout = 0")
    mallory.run("BEGIN")
    assert mallory.add({"legal_name": "Mine"})["refused"] == []
    maya.engine.sync()
    assert one(team, "SELECT array_agg(legal_name) FROM desk.employer") == ["Acme"]
    with pytest.raises(psycopg.OperationalError):
        mallory.run("COMMIT")
    assert ("cut off", mallory.login) in audit(team, maya.login)


def test_a_device_that_is_revoked_or_not_yet_joined_gets_nothing(team: Team, mallory: Mallory) -> None:
    mallory.add({"legal_name": "Acme"})
    for setting in ("revoked_at = now()", "revoked_at = NULL, joined_at = NULL"):
        team.admin.execute(f"UPDATE sync.device SET {setting} WHERE login = %s".encode(), (mallory.login,))
        assert mallory.add({"legal_name": "More"})["fault"][0] == "42501"
        for function in (
            "log(%s, %s, 0, 9)", "headers(%s, %s, ARRAY[1])", "rows(%s, %s, '[]')", "tables(%s, %s)",
            "snapshot(%s, %s, 1::smallint)", "history(%s, %s, 9, 9)", "contents_wanted(%s, %s, ARRAY['x'])",
            "content_put(%s, %s, 'x', 1, 0, 'x')", "content_part(%s, %s, 'x', 0)",
        ):  # fmt: skip
            with pytest.raises(errors.InsufficientPrivilege):
                mallory.run(f"SELECT * FROM api.{function}".encode(), (mallory.copy, mallory.last))
    team.admin.execute("UPDATE sync.device SET revoked_at = now() WHERE login = %s", (mallory.login,))
    told = mallory.call("SELECT api.hello(%s, 1)", mallory.copy)
    assert set(told) == {"revoked", "epoch"}
    assert ("revoked device", mallory.login) in audit(team, mallory.login)


def test_replayed_answers_are_for_ones_own_device(team: Team, maya: Device, mallory: Mallory) -> None:
    with maya.database.write("Add employer") as write:
        acme = write.insert(Employer, {"legal_name": "Acme"})
    maya.engine.sync()
    hers = one(team, "SELECT id::text FROM sync.changeset WHERE operation = 'Add employer'")
    copy = maya.database.identity.device_id
    answer = mallory.push([mallory.header(hers)], [[0, EMPLOYER, acme, "I", None, _row("Acme")]], copy=copy)
    assert answer["fault"][0] == "42501"


def test_a_stranger_gets_in_nowhere(server: Server, team: Team, mallory: Mallory) -> None:
    team.admin.execute("CREATE ROLE stranger LOGIN")
    try:
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            psycopg.connect(server.dsn(team.name, "stranger"))
        team.admin.execute(f"GRANT CONNECT ON DATABASE {team.name} TO stranger".encode())
        with psycopg.connect(server.dsn(team.name, "stranger"), autocommit=True) as connection:
            for statement in (
                "SELECT api.hello(gen_random_uuid(), 1)",
                "SELECT * FROM desk.officer",
                "CREATE TEMP TABLE x ()",
            ):
                with pytest.raises(errors.InsufficientPrivilege):
                    connection.execute(statement.encode())
        team.admin.execute("GRANT desk_device TO stranger")  # let in by mistake: no device's login
        with psycopg.connect(server.dsn(team.name, "stranger"), autocommit=True) as connection:
            told = connection.execute("SELECT api.hello(gen_random_uuid(), 1)").fetchone()
            assert told is not None and told[0]["fault"][0] == "42501"
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute("SELECT api.join()")
        assert ("stranger", "") in audit(team, "stranger")
    finally:
        team.admin.execute("DROP OWNED BY stranger")
        team.admin.execute("DROP ROLE stranger")


def test_every_refusal_is_in_the_servers_own_log(server: Server, team: Team, mallory: Mallory) -> None:
    for statement in ("SELECT 'seen ' || name FROM desk.employer", "SET ROLE desk_owner"):
        with pytest.raises(errors.InsufficientPrivilege):
            mallory.run(statement.encode())
    log = server.log.read_text("utf-8")
    assert "permission denied for schema desk" in log and "STATEMENT:  SELECT 'seen '" in log
    assert 'permission denied to set role "desk_owner"' in log


def test_only_the_administrator_reads_the_audit(team: Team, mallory: Mallory) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        mallory.run("SELECT * FROM sync.audit")
    with psycopg.connect(team.server.dsn(team.name), autocommit=True) as connection:
        act_as_owner(connection)
        assert connection.execute("SELECT count(*) FROM sync.audit").fetchone() is not None


def test_a_spam_of_announcements_carries_nothing(maya: Device, mallory: Mallory) -> None:
    """Anybody may NOTIFY: it makes devices look, and they find nothing new."""
    maya.engine.sync()
    for _ in range(100):
        mallory.run("NOTIFY desk_changed, 'lies'")
    assert maya.engine.sync().taken == 0
