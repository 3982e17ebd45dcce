-- What a device may not do, though its login is right: see docs/rights.md. Everything else here trusts what was let in.

-- Writes down what an administrator or a device did, or was not let do. The same within an hour is counted, and a
-- device that tries a thousand things a day is told of in one more line.
CREATE FUNCTION sync.note(p_what text, p_detail text DEFAULT '') RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    officer uuid;
    said text := p_detail;
BEGIN
    SELECT officer_id INTO officer FROM sync.device WHERE login = session_user;
    IF officer IS NOT NULL THEN
        IF (SELECT count(*) FROM sync.audit WHERE login = session_user AND at > now() - interval '1 day') >= 1000 THEN
            said := '(more)';
        END IF;
        UPDATE sync.audit SET times = times + 1, last_at = clock_timestamp() WHERE n = (
            SELECT n FROM sync.audit WHERE login = session_user AND what = p_what AND detail = said
            AND at > now() - interval '1 hour' ORDER BY n DESC LIMIT 1
        );
        IF FOUND THEN
            RETURN;
        END IF;
    END IF;
    INSERT INTO sync.audit (officer_id, what, detail) VALUES (officer, p_what, said);
END $$;

-- What is too much of a batch, or of batches: code and reason; NULL if it may come.
CREATE FUNCTION sync.too_much(p_payload jsonb) RETURNS text[]
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    most sync.limits;
    counted integer;
BEGIN
    SELECT * INTO STRICT most FROM sync.limits;
    IF jsonb_typeof(p_payload -> 'c') IS DISTINCT FROM 'array' OR jsonb_typeof(p_payload -> 'r') IS DISTINCT FROM 'array' THEN
        RETURN ARRAY['22023', 'this is no batch'];
    ELSIF pg_column_size(p_payload) > most.bytes OR jsonb_array_length(p_payload -> 'r') > most.changes
        OR jsonb_array_length(p_payload -> 'c') > most.changes
    THEN
        RETURN ARRAY['54000', format('a batch may have %s changes and %s bytes at most', most.changes, most.bytes)];
    END IF;
    UPDATE sync.device SET
        pushes = CASE WHEN pushes_since < now() - interval '1 minute' THEN 1 ELSE pushes + 1 END,
        pushes_since = CASE WHEN pushes_since < now() - interval '1 minute' THEN now() ELSE pushes_since END
    WHERE login = session_user RETURNING pushes INTO counted;
    IF counted > most.pushes THEN
        RETURN ARRAY['TD004', format('a device may send %s batches a minute at most', most.pushes)];
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION sync.count_stored(p_device integer, p_bytes bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    counted bigint;
BEGIN
    UPDATE sync.device SET
        stored = CASE WHEN stored_since < now() - interval '1 day' THEN p_bytes ELSE stored + p_bytes END,
        stored_since = CASE WHEN stored_since < now() - interval '1 day' THEN now() ELSE stored_since END
    WHERE n = p_device RETURNING stored INTO counted;
    IF counted > (SELECT l.stored FROM sync.limits l) THEN
        RAISE EXCEPTION 'this device stored too much today' USING ERRCODE = 'TD004';
    END IF;
END $$;

-- Waits for the one that writes (see sync.head). A device that keeps everybody waiting, whatever time limits it gave
-- itself, is cut off.
CREATE FUNCTION sync.take_turn() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    holder record;
BEGIN
    PERFORM FROM sync.head FOR UPDATE NOWAIT;
EXCEPTION WHEN lock_not_available THEN
    FOR holder IN
        SELECT a.pid, a.usename FROM pg_stat_activity a JOIN sync.device d ON d.login = a.usename
        WHERE a.pid <> pg_backend_pid() AND a.xact_start < clock_timestamp() - (SELECT patience FROM sync.limits)
            AND a.pid IN (SELECT pid FROM pg_locks WHERE granted AND locktype = 'relation' AND relation = 'sync.head'::regclass
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
    LOOP
        BEGIN
            PERFORM pg_terminate_backend(holder.pid);
            PERFORM sync.note('cut off', holder.usename);
        EXCEPTION WHEN insufficient_privilege THEN
            EXIT;  -- a hosted server: see docs/rights.md
        END;
    END LOOP;
END $$;

-- The time of an operation as its device tells it: well-formed, and not ahead of time.
CREATE FUNCTION sync.moment(p_at text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_at !~ '^[12][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z$' OR p_at IS NULL THEN
        RAISE EXCEPTION 'this is no time: %', left(p_at, 40) USING ERRCODE = 'invalid_datetime_format';
    END IF;
    RETURN to_char(
        least(p_at::timestamptz, clock_timestamp() + interval '1 minute') AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'
    );
END $$;

-- Refuses, one by one, changes that no workstation could store, and those that are not for devices to make.
CREATE FUNCTION sync.check_entries(me sync.replica, p_after bigint, p_last bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    described sync.desk_table;
    bad record;
BEGIN
    FOR bad IN
        SELECT c.seq FROM sync.change c LEFT JOIN sync.desk_table t ON t.id = c.table_id
        WHERE c.seq > p_after AND c.seq <= p_last AND c.op <> 'X' AND (
            t.id IS NULL OR c.op NOT IN ('I', 'U', 'D') OR c.op = 'I' AND jsonb_typeof(c.after) IS DISTINCT FROM 'array'
            OR c.op = 'D' AND c.after IS NOT NULL
            OR c.op = 'U' AND (jsonb_typeof(c.after) IS DISTINCT FROM 'object' OR jsonb_typeof(c.before) <> 'object')
        )
    LOOP
        PERFORM sync.refuse(bad.seq, 'unsound');
    END LOOP;
    FOR described IN
        SELECT * FROM sync.desk_table t WHERE EXISTS (
            SELECT FROM sync.change c WHERE c.seq > p_after AND c.seq <= p_last AND c.op = 'I' AND c.table_id = t.id
        )
    LOOP
        FOR bad IN EXECUTE format(
            'SELECT c.seq FROM sync.change c WHERE c.seq > $1 AND c.seq <= $2 AND c.op = ''I'' AND c.table_id = $3 AND NOT (%s)',
            described.sound
        ) USING p_after, p_last, described.id
        LOOP
            PERFORM sync.refuse(bad.seq, 'unsound');
        END LOOP;
    END LOOP;
    FOR bad IN
        SELECT DISTINCT c.seq FROM sync.change c CROSS JOIN LATERAL (
            SELECT key, value FROM jsonb_each(c.after) UNION ALL SELECT key, value FROM jsonb_each(coalesce(c.before, '{}'))
        ) AS e LEFT JOIN sync.desk_field f ON f.table_id = c.table_id AND f.number::text = e.key
        WHERE c.seq > p_after AND c.seq <= p_last AND c.op = 'U' AND (f.number IS NULL OR CASE jsonb_typeof(e.value)
            WHEN 'null' THEN f.required
            WHEN 'number' THEN f.kind IN ('text', 'uuid')
            WHEN 'string' THEN f.kind NOT IN ('text', 'uuid')
                OR f.kind = 'uuid' AND e.value #>> '{}' !~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
            ELSE true END)
    LOOP
        PERFORM sync.refuse(bad.seq, 'unsound');
    END LOOP;
    PERFORM sync.check_reserved(me, p_after, p_last);
END $$;

CREATE FUNCTION sync.note_refusals(p_after bigint, p_last bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    told text;
BEGIN
    SELECT string_agg(format('%s: %s %s', r.reason, r.count, r.name), ', ' ORDER BY r.reason, r.name) INTO told FROM (
        SELECT f.reason, coalesce(t.name, '?') AS name, count(*)
        FROM sync.refusal f JOIN sync.change c ON c.seq = f.seq LEFT JOIN sync.desk_table t ON t.id = c.table_id
        WHERE f.seq > p_after AND f.seq <= p_last GROUP BY 1, 2
    ) AS r;
    IF told IS NOT NULL THEN
        PERFORM sync.note('changes refused', told);
    END IF;
END $$;

-- Conflicts are noted by the shared database alone, and a person settles them; who has which role, and who works here
-- at all, is for administrators.
CREATE FUNCTION sync.check_reserved(me sync.replica, p_after bigint, p_last bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    bad record;
    my_role text := sync.role_of(me.device);
BEGIN
    FOR bad IN
        SELECT c.seq FROM sync.change c JOIN sync.desk_table t ON t.id = c.table_id
        WHERE c.seq > p_after AND c.seq <= p_last AND t.name = 'conflict' AND (c.op IN ('I', 'D') OR c.op = 'U' AND c.after - ARRAY(
            SELECT f.number::text FROM sync.desk_field f
            WHERE f.table_id = t.id AND f.name IN ('state', 'settled_by', 'settled_at')
        ) <> '{}')
        UNION ALL
        SELECT c.seq FROM sync.change c JOIN sync.desk_table t ON t.id = c.table_id
        WHERE c.seq > p_after AND c.seq <= p_last AND t.name = 'officer' AND my_role <> 'administrator' AND (
            c.op = 'D' AND NOT sync.is_nobody(me, c.row_id) OR c.op = 'U' AND EXISTS (
                SELECT FROM sync.desk_field f
                WHERE f.table_id = t.id AND f.name IN ('role', 'active') AND c.after ? f.number::text
            )
        )
        ORDER BY 1
    LOOP
        PERFORM sync.refuse(bad.seq, 'not_allowed');
    END LOOP;
    FOR bad IN
        SELECT o.name, c.after ->> f.number::text AS value, f.name AS field FROM sync.change c
        JOIN sync.desk_table t ON t.id = c.table_id JOIN sync.desk_field f ON f.table_id = t.id
        JOIN desk.officer o ON o.id = c.row_id
        WHERE c.seq > p_after AND c.seq <= p_last AND t.name = 'officer' AND c.op = 'U' AND my_role = 'administrator'
            AND f.name IN ('role', 'active') AND c.after ? f.number::text
    LOOP
        PERFORM sync.note('role given', format('%s: %s %s', bad.name, bad.field, left(bad.value, 40)));
    END LOOP;
    IF my_role <> 'administrator' THEN  -- who is here already stays what he is, and somebody new begins with the least
        UPDATE sync.change c SET op = 'X', mended = true FROM sync.desk_table t
        WHERE c.seq > p_after AND c.seq <= p_last AND c.op = 'I' AND c.table_id = t.id AND t.name = 'officer'
            AND EXISTS (SELECT FROM desk.officer o WHERE o.id = c.row_id);
        UPDATE sync.change c SET mended = true, after = jsonb_set(c.after, ARRAY[(f.number - 1)::text], '"liaison_officer"')
        FROM sync.desk_table t, sync.desk_field f
        WHERE c.seq > p_after AND c.seq <= p_last AND c.op = 'I' AND c.table_id = t.id AND t.name = 'officer'
            AND f.table_id = t.id AND f.name = 'role' AND c.after ->> (f.number - 1) <> 'liaison_officer';
    END IF;
END $$;

-- Whether an officer is one whom this device made up before it joined, and who has no device.
CREATE FUNCTION sync.is_nobody(me sync.replica, p_officer uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT NOT EXISTS (SELECT FROM sync.device d WHERE d.officer_id = p_officer) AND EXISTS (
        SELECT FROM sync.change i JOIN sync.replica r ON r.n = i.replica
        WHERE i.row_id = p_officer AND i.op = 'I' AND r.device = me.device
    )
$$;

-- The role of a device's officer, as the shared database has it.
CREATE FUNCTION sync.role_of(p_device integer) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce((
        SELECT o.role FROM sync.device d JOIN desk.officer o ON o.id = d.officer_id WHERE d.n = p_device AND NOT o._deleted
    ), 'liaison_officer')
$$;
