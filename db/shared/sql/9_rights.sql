-- What a role sees and writes. The rights are rows of desk.access_right; from them sync.role_view is made, so that a
-- question costs one look: the tables that are seen and written, those of which only some rows are shown (partly), and
-- those with references that are not told (veiled).
--
-- A table is seen if its entity is, and every record that its rows cannot do without. A row that belongs to a record
-- which is not seen (a paper, a task) is not shown; another reference to such a record is told as empty.

CREATE FUNCTION sync.renew_views() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    described sync.desk_table;
    held text;
    sees smallint[];
    writes smallint[];
    every boolean;
BEGIN
    DELETE FROM sync.role_view;
    FOR held IN SELECT DISTINCT role FROM desk.access_right WHERE NOT _deleted LOOP
        sees := '{}';
        writes := '{}';
        FOR described IN SELECT * FROM sync.desk_table ORDER BY place LOOP
            CONTINUE WHEN described.entity <> '' AND NOT EXISTS (
                SELECT FROM desk.access_right r
                WHERE r.role = held AND r.entity = described.entity AND r.see = 1 AND NOT r._deleted
            ) OR EXISTS (
                SELECT FROM sync.desk_field f
                WHERE f.table_id = described.id AND f.required AND f.parent IS NOT NULL AND f.parent <> ALL (sees)
            );
            sees := sees || described.id;
            IF EXISTS (
                SELECT FROM desk.access_right r
                WHERE r.role = held AND r.entity = described.entity AND r.write = 1 AND NOT r._deleted
            ) THEN
                writes := writes || described.id;
            END IF;
        END LOOP;
        every := cardinality(sees) = (SELECT count(*) FROM sync.desk_table);
        INSERT INTO sync.role_view (role, everything, seen, written, partly, veiled, revision)
        SELECT held, every, sees, writes,
            ARRAY(
                SELECT t.id FROM sync.desk_table t WHERE t.id = ANY (sees) AND (
                    t.name = 'conflict' AND NOT every OR EXISTS (
                        SELECT FROM sync.desk_field f WHERE f.table_id = t.id AND NOT f.required AND f.ondelete = 'CASCADE'
                        AND f.parent <> ALL (sees)
                    )
                )
            ),
            ARRAY(
                SELECT DISTINCT f.table_id FROM sync.desk_field f WHERE f.table_id = ANY (sees) AND NOT f.required
                AND f.ondelete <> 'CASCADE' AND f.parent <> ALL (sees)
            ),
            md5(concat_ws(' ', held, sees::text, writes::text));
    END LOOP;
END $$;

-- What the caller may do. An officer whose role is not known here may do nothing.
CREATE FUNCTION sync.view_of(p_device integer) RETURNS sync.role_view
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found sync.role_view;
BEGIN
    SELECT * INTO found FROM sync.role_view WHERE role = sync.role_of(p_device);
    IF found.role IS NULL THEN
        RAISE EXCEPTION 'this role has no right here' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN found;
END $$;

-- Whether a row of a table of which only some are shown is one of them.
CREATE FUNCTION sync.row_shown(p_table smallint, p_row uuid, p_seen smallint[]) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    described sync.desk_table;
    conditions text;
    shown boolean;
BEGIN
    SELECT * INTO STRICT described FROM sync.desk_table WHERE id = p_table;
    IF described.name = 'conflict' THEN
        RETURN EXISTS (
            SELECT FROM desk.conflict c JOIN sync.desk_table t ON t.name = c.record WHERE c.id = p_row AND t.id = ANY (p_seen)
        );
    END IF;
    SELECT string_agg(format('%I IS NULL', f.name), ' AND ') INTO conditions FROM sync.desk_field f
    WHERE f.table_id = p_table AND NOT f.required AND f.ondelete = 'CASCADE' AND f.parent <> ALL (p_seen);
    EXECUTE format('SELECT %s FROM desk.%I WHERE id = $1', coalesce(conditions, 'true'), described.name)
    INTO shown USING p_row;
    RETURN coalesce(shown, false);
END $$;

-- A row's fields (JSON array), or some of them (object by number), without references to what is not seen.
CREATE FUNCTION sync.veiled(p_table smallint, p_values jsonb, p_seen smallint[]) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    hidden smallint;
BEGIN
    FOR hidden IN
        SELECT f.number FROM sync.desk_field f
        WHERE f.table_id = p_table AND NOT f.required AND f.ondelete <> 'CASCADE' AND f.parent <> ALL (p_seen)
    LOOP
        p_values := CASE jsonb_typeof(p_values)
            WHEN 'array' THEN jsonb_set(p_values, ARRAY[(hidden - 1)::text], 'null', false)
            WHEN 'object' THEN p_values - hidden::text
            ELSE p_values END;
    END LOOP;
    RETURN p_values;
END $$;

-- Whether an entry of the log is for somebody who sees this.
CREATE FUNCTION sync.shown(v sync.role_view, p_table smallint, p_row uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN v.everything OR p_table = ANY (v.seen) AND (p_table <> ALL (v.partly) OR sync.row_shown(p_table, p_row, v.seen));
END $$;

CREATE FUNCTION sync.told(v sync.role_view, p_table smallint, p_values jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN CASE WHEN p_table = ANY (v.veiled) THEN sync.veiled(p_table, p_values, v.seen) ELSE p_values END;
END $$;

-- What the caller may do now: its role, and by table what it sees of it and whether it writes. From here on the caller
-- knows: until it asked, every other function answers TD005.
CREATE FUNCTION api.rights(p_replica uuid, p_last uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me sync.replica := sync.caller(p_replica, p_last, false);
    v sync.role_view := sync.view_of(me.device);
BEGIN
    UPDATE sync.replica SET rights = v.revision WHERE n = me.n;
    RETURN jsonb_build_object('revision', v.revision, 'role', v.role, 'tables', (
        SELECT jsonb_object_agg(t.id, jsonb_build_array(
            md5(concat_ws(' ', CASE WHEN t.name = 'conflict' THEN v.seen::text END, (
                SELECT string_agg(f.number::text, ' ' ORDER BY f.number) FROM sync.desk_field f
                WHERE f.table_id = t.id AND f.parent <> ALL (v.seen)
            ))),
            t.id = ANY (v.written)
        )) FROM sync.desk_table t WHERE t.id = ANY (v.seen)
    ));
END $$;

-- The ids of a table's rows that the caller sees, or would see were they not deleted.
CREATE FUNCTION api.ids(p_replica uuid, p_last uuid, p_table smallint) RETURNS TABLE (row_id uuid, gone boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me sync.replica := sync.caller(p_replica, p_last);
    v sync.role_view := sync.view_of(me.device);
BEGIN
    IF p_table = ANY (v.seen) THEN
        RETURN QUERY EXECUTE format(
            'SELECT t.id, t._deleted FROM desk.%I t WHERE $1 OR sync.row_shown($2, t.id, $3) ORDER BY t.id',
            (SELECT name FROM sync.desk_table WHERE id = p_table)
        ) USING p_table <> ALL (v.partly), p_table, v.seen;
    END IF;
END $$;

-- Refuses, one by one, what the sender's role may not write. Of an operation of which something is refused, nothing is
-- deleted: a merge that is taken by halves would leave references to nothing.
CREATE FUNCTION sync.check_rights(me sync.replica, p_after bigint, p_last bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v sync.role_view := sync.view_of(me.device);
    conflicts smallint := (SELECT id FROM sync.desk_table WHERE name = 'conflict');
    redirects smallint := (SELECT id FROM sync.desk_table WHERE name = 'redirect');
    officers smallint := (SELECT id FROM sync.desk_table WHERE name = 'officer');
    mine uuid := (SELECT officer_id FROM sync.device WHERE n = me.device);
    bad bigint;
    entry record;
BEGIN
    IF v.everything AND (SELECT bool_and(t.id = ANY (v.written) OR t.entity = '') FROM sync.desk_table t) AND NOT EXISTS (
        SELECT FROM sync.change c JOIN sync.desk_table t ON t.id = c.table_id
        WHERE c.seq > p_after AND c.seq <= p_last AND t.name = 'access_right'
    ) THEN
        RETURN;
    END IF;
    FOR bad IN
        SELECT c.seq FROM sync.change c
        WHERE c.seq > p_after AND c.seq <= p_last AND c.op <> 'X' AND NOT CASE
            WHEN c.table_id = officers AND c.row_id = mine THEN true
            WHEN c.table_id = conflicts THEN EXISTS (
                SELECT FROM desk.conflict o JOIN sync.desk_table t ON t.name = o.record
                WHERE o.id = c.row_id AND t.id = ANY (v.seen) AND t.id = ANY (v.written)
            )
            WHEN c.table_id = redirects AND c.op = 'I' THEN EXISTS (
                SELECT FROM sync.desk_table t WHERE t.name = c.after ->> 0 AND t.id = ANY (v.written)
            )
            WHEN c.table_id = redirects THEN EXISTS (
                SELECT FROM desk.redirect o JOIN sync.desk_table t ON t.name = o.kind
                WHERE o.id = c.row_id AND t.id = ANY (v.written)
            )
            ELSE c.table_id = ANY (v.written)
                AND (c.op = 'I' OR c.table_id <> ALL (v.partly) OR sync.row_shown(c.table_id, c.row_id, v.seen))
        END
        ORDER BY c.seq
    LOOP
        PERFORM sync.refuse(bad, 'not_allowed');
    END LOOP;
    FOR bad IN
        SELECT c.seq FROM sync.change c
        WHERE c.seq > p_after AND c.seq <= p_last AND (c.op = 'D' OR c.op = 'I' AND c.table_id = redirects) AND EXISTS (
            SELECT FROM sync.refusal r WHERE r.changeset = c.changeset AND r.reason = 'not_allowed'
        ) ORDER BY c.seq
    LOOP
        PERFORM sync.refuse(bad, 'not_allowed');
    END LOOP;
    FOR entry IN  -- a row that is put back is put back with what its sender is not told
        SELECT c.seq, c.table_id, c.row_id, c.after FROM sync.change c
        WHERE c.seq > p_after AND c.seq <= p_last AND c.op = 'I' AND c.table_id = ANY (v.veiled)
            AND sync.is_deleted(c.table_id, c.row_id) IS NOT NULL
    LOOP
        UPDATE sync.change SET mended = true, after = sync.unveiled(
            entry.table_id, entry.after, sync.row_array(entry.table_id, entry.row_id), v.seen
        ) WHERE seq = entry.seq;
    END LOOP;
END $$;

CREATE FUNCTION sync.unveiled(p_table smallint, p_values jsonb, p_here jsonb, p_seen smallint[]) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    hidden smallint;
BEGIN
    FOR hidden IN
        SELECT f.number FROM sync.desk_field f
        WHERE f.table_id = p_table AND NOT f.required AND f.ondelete <> 'CASCADE' AND f.parent <> ALL (p_seen)
    LOOP
        IF p_values -> (hidden - 1) = 'null' THEN
            p_values := jsonb_set(p_values, ARRAY[(hidden - 1)::text], coalesce(p_here -> (hidden - 1), 'null'), false);
        END IF;
    END LOOP;
    RETURN p_values;
END $$;

-- Gives a role a right, or takes it: from the administrator's program as the owner of the tables.
CREATE FUNCTION sync.set_right(p_role text, p_entity text, p_see boolean, p_write boolean, p_export boolean) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    row uuid;
BEGIN
    SELECT id INTO row FROM desk.access_right WHERE role = p_role AND entity = p_entity AND NOT _deleted;
    IF row IS NULL THEN
        RAISE EXCEPTION 'there is no right of % to %', p_role, p_entity USING ERRCODE = 'no_data_found';
    ELSIF p_role = 'administrator' THEN
        RAISE EXCEPTION 'an administrator has every right' USING ERRCODE = 'check_violation';
    ELSIF p_entity = 'officers' AND NOT p_see THEN
        RAISE EXCEPTION 'everybody sees who the officers are' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM sync.write_row('access_right', row, (
        SELECT jsonb_object_agg(f.number, v.given) FROM sync.desk_field f JOIN sync.desk_table t ON t.id = f.table_id
        JOIN (VALUES ('see', p_see::integer), ('write', (p_see AND p_write)::integer), ('export', (p_see AND p_export)::integer)
        ) AS v (name, given) ON v.name = f.name WHERE t.name = 'access_right'
    ), 'Change rights', concat_ws(' ', p_role, p_entity));
    PERFORM sync.renew_views();
    PERFORM sync.note('right changed', format('%s %s: see %s, write %s, export %s', p_role, p_entity, p_see, p_write, p_export));
END $$;

-- The same from a device, whose officer is an administrator.
CREATE FUNCTION api.set_right(p_replica uuid, p_last uuid, p_role text, p_entity text, p_see boolean, p_write boolean, p_export boolean)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me sync.replica := sync.caller(p_replica, p_last);
BEGIN
    IF sync.role_of(me.device) <> 'administrator' THEN
        PERFORM sync.note('right not changed', left(concat_ws(' ', p_role, p_entity), 100));
        RETURN jsonb_build_object('fault', jsonb_build_array('42501', 'only an administrator changes rights'));
    END IF;
    PERFORM sync.take_turn();
    PERFORM sync.set_right(p_role, p_entity, p_see, p_write, p_export);
    RETURN '{}';
END $$;

-- Rights that are not there yet begin as the program has them: rows of id, role, entity, see, write, export.
CREATE FUNCTION sync.begin_rights(p_rows jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    described sync.desk_table;
    own bigint;
    place bigint;
    r jsonb;
BEGIN
    SELECT * INTO STRICT described FROM sync.desk_table WHERE name = 'access_right';
    FOR r IN SELECT value FROM jsonb_array_elements(p_rows) AS value WHERE NOT EXISTS (
        SELECT FROM desk.access_right a WHERE a.id = (value ->> 0)::uuid
    ) LOOP
        IF own IS NULL THEN
            INSERT INTO sync.changeset
                (id, replica, officer_id, operation, subject, kind, hlc, at, schema_version, base, received)
            SELECT gen_random_uuid(), 1, '00000000-0000-0000-0000-000000000000', 'Change rights', '', 'system', 0,
                to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), h.schema_version, h.seq, 1
            FROM sync.head h RETURNING n INTO own;
        END IF;
        place := sync.next_seq();
        INSERT INTO desk.access_right (id, role, entity, see, write, export, _seq)
        VALUES ((r ->> 0)::uuid, r ->> 1, r ->> 2, (r ->> 3)::bigint, (r ->> 4)::bigint, (r ->> 5)::bigint, place);
        INSERT INTO sync.change (seq, changeset, replica, table_id, turn, op, row_id, after)
        VALUES (place, own, 1, described.id, 1, 'I', (r ->> 0)::uuid, sync.row_array(described.id, (r ->> 0)::uuid));
    END LOOP;
    PERFORM sync.renew_views();
END $$;
