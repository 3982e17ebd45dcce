-- What the administrator does: from the program, as a role that may act for desk_owner. No device may call these.

-- A device uses its invitation: it has set a password of its own before.
CREATE FUNCTION api.join() RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me sync.device;
BEGIN
    SELECT * INTO me FROM sync.device WHERE login = session_user FOR UPDATE;
    IF me.n IS NULL OR me.revoked_at IS NOT NULL THEN
        RAISE EXCEPTION 'this device has no right here' USING ERRCODE = 'insufficient_privilege';
    ELSIF me.joined_at IS NULL AND me.invited_until < now() THEN
        RAISE EXCEPTION 'the invitation has run out' USING ERRCODE = 'TD002';
    END IF;
    UPDATE sync.device SET joined_at = coalesce(joined_at, now()) WHERE n = me.n;
    PERFORM sync.note('device joined', me.label);
    RETURN jsonb_build_object('officer', me.officer_id);
END $$;

-- Writes a row as the shared database itself: new, or some of its fields (JSON object by number).
CREATE FUNCTION sync.write_row(p_table text, p_row uuid, p_values jsonb, p_operation text, p_subject text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    described sync.desk_table;
    own bigint;
    place bigint := sync.next_seq();
    was jsonb;
    officer uuid;
BEGIN
    SELECT * INTO STRICT described FROM sync.desk_table WHERE name = p_table;
    SELECT id INTO officer FROM desk.officer WHERE id = p_row;
    INSERT INTO sync.changeset (id, replica, officer_id, operation, subject, kind, hlc, at, schema_version, base, received)
    SELECT gen_random_uuid(), 1, coalesce(officer, p_row), p_operation, p_subject, 'system',
        (extract(epoch FROM clock_timestamp()) * 1000)::bigint << 16,
        to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), h.schema_version, h.seq, 1
    FROM sync.head h RETURNING n INTO own;
    was := sync.row_array(described.id, p_row);
    IF was IS NULL THEN
        EXECUTE format('INSERT INTO desk.%I (id, _seq) VALUES ($1, $2)', p_table) USING p_row, place;
    END IF;
    PERFORM sync.set_row(described.id, p_row, p_values, place, false);
    INSERT INTO sync.change (seq, changeset, replica, table_id, turn, op, row_id, before, after)
    VALUES (
        place, own, 1, described.id, 1, CASE WHEN was IS NULL THEN 'I' ELSE 'U' END::"char", p_row,
        CASE WHEN was IS NOT NULL THEN (
            SELECT jsonb_object_agg(key, sync.by_number(was) -> key) FROM jsonb_object_keys(p_values) AS key
        ) END,
        CASE WHEN was IS NULL THEN sync.row_array(described.id, p_row) ELSE p_values END
    );
    PERFORM pg_notify('desk_changed', '');
END $$;

-- How the devices stand, for `talented-desk server status`.
CREATE VIEW sync.standing AS
SELECT d.n, d.login, d.officer_id, o.name AS officer, d.label, d.enrolled_at, d.joined_at, d.invited_until, d.revoked_at,
    (SELECT max(r.seen_at) FROM sync.replica r WHERE r.device = d.n) AS seen_at,
    (SELECT count(*) FROM sync.replica r WHERE r.device = d.n) AS copies,
    (SELECT count(*) FROM sync.changeset c JOIN sync.replica r ON r.n = c.replica WHERE r.device = d.n) AS operations
FROM sync.device d LEFT JOIN desk.officer o ON o.id = d.officer_id;
