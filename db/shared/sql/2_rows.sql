-- Reading and writing rows of schema desk whose table is known only by its number.

-- The fields of a row as a JSON array by number; NULL if it was never here.
CREATE FUNCTION sync.row_array(p_table smallint, p_row uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    described sync.desk_table;
    found jsonb;
BEGIN
    SELECT * INTO STRICT described FROM sync.desk_table WHERE id = p_table;
    EXECUTE format('SELECT %s FROM desk.%I t WHERE t.id = $1', described.to_array, described.name) INTO found USING p_row;
    RETURN found;
END $$;

CREATE FUNCTION sync.is_deleted(p_table smallint, p_row uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found boolean;
BEGIN
    EXECUTE format('SELECT _deleted FROM desk.%I WHERE id = $1', (SELECT name FROM sync.desk_table WHERE id = p_table))
    INTO found USING p_row;
    RETURN found;
END $$;

-- Sets these fields (JSON object by number) of one row, and whether it is deleted.
CREATE FUNCTION sync.set_row(p_table smallint, p_row uuid, p_values jsonb, p_seq bigint, p_deleted boolean) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    assigned text;
BEGIN
    SELECT string_agg(format('%I = coalesce(($1->>%L)::%s, %s)', f.name, f.number, f.kind, f.initial), ', ')
    INTO assigned
    FROM sync.desk_field f
    WHERE f.table_id = p_table AND p_values ? f.number::text;
    EXECUTE format(
        'UPDATE desk.%I SET %s_seq = greatest(_seq, $2), _deleted = $3 WHERE id = $4',
        (SELECT name FROM sync.desk_table WHERE id = p_table), coalesce(assigned || ', ', '')
    ) USING p_values, p_seq, p_deleted, p_row;
END $$;

-- A JSON array of fields as an object by number.
CREATE FUNCTION sync.by_number(p_array jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(jsonb_object_agg(number::text, value), '{}')
    FROM jsonb_array_elements(p_array) WITH ORDINALITY AS e (value, number)
$$;

CREATE FUNCTION sync.next_seq() RETURNS bigint
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    UPDATE sync.head SET seq = seq + 1 RETURNING seq
$$;

-- An entry stands in the log after everything that its row has been through: one that was brought back in the same
-- batch, say, is farther on than what its sender did to it next. Returns the entry's place.
CREATE FUNCTION sync.in_order(p_seq bigint) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    entry sync.change;
    reached bigint;
BEGIN
    SELECT * INTO STRICT entry FROM sync.change WHERE seq = p_seq;
    EXECUTE format('SELECT _seq FROM desk.%I WHERE id = $1', (SELECT name FROM sync.desk_table WHERE id = entry.table_id))
    INTO reached USING entry.row_id;
    IF reached > p_seq THEN
        reached := sync.next_seq();
        UPDATE sync.change SET seq = reached, mended = true WHERE seq = p_seq;
        RETURN reached;
    END IF;
    RETURN p_seq;
END $$;

-- What a merged record carries on as, through all later merges; NULL for one that was never merged.
CREATE FUNCTION sync.survivor(p_row uuid) RETURNS uuid
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    here uuid := p_row;
    there uuid;
BEGIN
    FOR step IN 1..50 LOOP
        SELECT to_id::uuid INTO there FROM desk.redirect
        WHERE from_id = here::text AND NOT _deleted AND to_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' LIMIT 1;
        EXIT WHEN there IS NULL;
        here := there;
    END LOOP;
    RETURN nullif(here, p_row);
END $$;

-- The operation under which the shared database itself writes on account of what somebody sent.
CREATE FUNCTION sync.own_changeset(p_for bigint, p_operation text) RETURNS bigint
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO sync.changeset
        (id, replica, officer_id, operation, subject, kind, target_id, hlc, at, schema_version, base, received)
    SELECT md5('own ' || p_operation || c.id)::uuid, 1, c.officer_id, p_operation, c.subject, 'system', NULL, c.hlc, c.at,
        c.schema_version, 0, 1
    FROM sync.changeset c WHERE c.n = p_for
    ON CONFLICT (id) DO UPDATE SET received = sync.changeset.received + 1 WHERE sync.changeset.replica = 1
    RETURNING n
$$;

-- Takes back the deletion of a row, with everything that went in the same operation and is still gone.
CREATE FUNCTION sync.bring_back(p_row uuid, p_for bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone bigint;
    own bigint := sync.own_changeset(p_for, 'Bring back');
    entry record;
    place bigint;
BEGIN
    SELECT changeset INTO gone FROM sync.change WHERE row_id = p_row AND op = 'D' ORDER BY seq DESC LIMIT 1;
    FOR entry IN
        SELECT c.table_id, c.row_id FROM sync.change c JOIN sync.desk_table t ON t.id = c.table_id
        WHERE c.changeset = gone AND c.op = 'D' ORDER BY t.place, c.seq
    LOOP
        CONTINUE WHEN NOT sync.is_deleted(entry.table_id, entry.row_id)
            OR sync.survivor(entry.row_id) IS NOT NULL;  -- it was merged, and lives on in another
        place := sync.next_seq();
        PERFORM sync.set_row(entry.table_id, entry.row_id, '{}', place, false);
        INSERT INTO sync.change (seq, changeset, replica, table_id, turn, op, row_id, after)
        VALUES (place, own, 1, entry.table_id, 1, 'I', entry.row_id, sync.row_array(entry.table_id, entry.row_id));
    END LOOP;
END $$;

-- Writes down that two people gave one field different values; both are kept for a person to look at.
CREATE FUNCTION sync.note_conflict(
    p_for bigint, p_kind text, p_table smallint, p_row uuid, p_field smallint,
    p_base jsonb, p_kept jsonb, p_kept_by bigint, p_other jsonb, p_other_by bigint
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    own bigint := sync.own_changeset(p_for, 'Note a conflict');
    place bigint := sync.next_seq();
    kept sync.changeset;
    other sync.changeset;
    identity uuid;
    described sync.desk_table;
BEGIN
    SELECT * INTO STRICT kept FROM sync.changeset WHERE n = p_kept_by;
    SELECT * INTO STRICT other FROM sync.changeset WHERE n = p_other_by;
    identity := md5(concat_ws(' ', 'conflict', kept.id, other.id, p_row, p_field))::uuid;
    INSERT INTO desk.conflict (
        id, kind, record, record_id, field, base, kept, kept_by, kept_at, other, other_by, other_at, state, _seq
    ) VALUES (
        identity, p_kind, (SELECT name FROM sync.desk_table WHERE id = p_table), p_row::text, p_field,
        coalesce(p_base::text, ''), coalesce(p_kept::text, ''), kept.officer_id::text, kept.at,
        coalesce(p_other::text, ''), other.officer_id::text, other.at, 'open', place
    ) ON CONFLICT (id) DO NOTHING;
    IF FOUND THEN
        SELECT * INTO STRICT described FROM sync.desk_table WHERE name = 'conflict';
        INSERT INTO sync.change (seq, changeset, replica, table_id, turn, op, row_id, after)
        VALUES (place, own, 1, described.id, 1, 'I', identity, sync.row_array(described.id, identity));
    END IF;
END $$;
