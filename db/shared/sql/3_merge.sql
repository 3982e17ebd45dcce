-- How one change that cannot simply be applied is merged with what others did meanwhile. Seldom needed: `push` applies
-- in bulk what nobody else touched.

-- The operation that last set a field with effect, before place p_before in the log. Who brought a record back wrote
-- none of its values.
CREATE FUNCTION sync.last_writer(p_row uuid, p_field text, p_before bigint, OUT seq bigint, OUT replica integer, OUT changeset bigint)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.seq, c.replica, c.changeset FROM sync.change c
    WHERE c.row_id = p_row AND c.seq < p_before AND (
        c.op = 'U' AND c.after ? p_field OR c.op = 'I' AND NOT (c.replica = 1 AND EXISTS (
            SELECT FROM sync.changeset s WHERE s.n = c.changeset AND s.operation = 'Bring back'
        ))
    )
    ORDER BY c.seq DESC LIMIT 1
$$;

-- Whether a value goes over another that was written without knowing of it. Values are JSON; the rule is the field's.
CREATE FUNCTION sync.goes_over(
    p_rule text, p_new jsonb, p_new_by sync.changeset, p_old jsonb, p_old_by sync.changeset
) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN p_rule = 'greatest' AND p_new <> p_old THEN (p_new #>> '{}')::numeric > (p_old #>> '{}')::numeric
        WHEN p_rule = 'set' AND p_new <> p_old THEN
            coalesce(nullif(p_new #>> '{}', ''), '~') COLLATE "C" < coalesce(nullif(p_old #>> '{}', ''), '~') COLLATE "C"
        ELSE (p_new_by.hlc, (SELECT id FROM sync.replica WHERE n = p_new_by.replica))
            > (p_old_by.hlc, (SELECT id FROM sync.replica WHERE n = p_old_by.replica))
    END
$$;

-- Merges new values into a row that lives, field by field; returns those that won and those that did not.
-- p_led: the values were meant for a record that was merged into this one, whose fields they do not know.
CREATE FUNCTION sync.merge_fields(
    p_entry sync.change, p_values jsonb, p_base jsonb, p_older jsonb, p_led boolean, OUT won jsonb, OUT lost jsonb
)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine sync.changeset;
    theirs sync.changeset;
    now_is jsonb := sync.by_number(sync.row_array(p_entry.table_id, p_entry.row_id));
    cell record;
    writer record;
    wins boolean;
BEGIN
    SELECT * INTO STRICT mine FROM sync.changeset WHERE n = p_entry.changeset;
    won := '{}';
    lost := '{}';
    FOR cell IN
        SELECT f.number, f.number::text AS key, f.rule, p_values -> f.number::text AS value, now_is -> f.number::text AS old
        FROM sync.desk_field f WHERE f.table_id = p_entry.table_id AND p_values ? f.number::text
        ORDER BY f.number
    LOOP
        CONTINUE WHEN cell.value = cell.old;
        SELECT * INTO writer FROM sync.last_writer(p_entry.row_id, cell.key, p_entry.seq);
        IF NOT p_led AND (
            writer.replica IS NULL OR writer.replica = p_entry.replica
            OR writer.seq <= coalesce((p_older ->> cell.key)::bigint, mine.base)
            OR cell.old = p_base -> cell.key  -- as when a deleted record came back as it was
        ) OR p_led AND (cell.old IN ('null', '""') OR cell.old = p_base -> cell.key) THEN
            won := won || jsonb_build_object(cell.key, cell.value);
            CONTINUE;
        END IF;
        CONTINUE WHEN p_led AND cell.value = p_base -> cell.key;
        SELECT * INTO STRICT theirs FROM sync.changeset WHERE n = writer.changeset;
        wins := sync.goes_over(cell.rule, cell.value, mine, cell.old, theirs);
        IF cell.rule = 'quiet' THEN
            won := won || CASE WHEN wins THEN jsonb_build_object(cell.key, cell.value) ELSE '{}' END;
            lost := lost || CASE WHEN wins THEN '{}' ELSE jsonb_build_object(cell.key, cell.value) END;
        ELSIF wins THEN
            won := won || jsonb_build_object(cell.key, cell.value);
            PERFORM sync.note_conflict(mine.n, 'value', p_entry.table_id, p_entry.row_id, cell.number,
                p_base -> cell.key, cell.value, mine.n, cell.old, theirs.n);
        ELSE
            lost := lost || jsonb_build_object(cell.key, cell.value);
            PERFORM sync.note_conflict(mine.n, 'value', p_entry.table_id, p_entry.row_id, cell.number,
                p_base -> cell.key, cell.old, theirs.n, cell.value, mine.n);
        END IF;
    END LOOP;
END $$;

-- Merges one entry (I or U) whose row others touched too, or that is deleted, merged away, or here already.
CREATE FUNCTION sync.merge_entry(p_seq bigint, p_older jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    entry sync.change;
    place bigint;
    new_values jsonb;
    outcome record;
    gone boolean;
    led uuid;
BEGIN
    place := sync.in_order(p_seq);
    SELECT * INTO STRICT entry FROM sync.change WHERE seq = place;
    gone := sync.is_deleted(entry.table_id, entry.row_id);
    IF gone IS NULL THEN
        PERFORM sync.refuse(entry.seq, 'unknown record');
        RETURN;
    END IF;
    IF gone THEN
        led := sync.survivor(entry.row_id);
        IF led IS NOT NULL THEN
            IF sync.is_deleted(entry.table_id, led) THEN  -- what carries on for it was deleted, and is needed
                PERFORM sync.note_deletion(entry, entry.table_id, led);
                PERFORM sync.bring_back(led, entry.changeset);
            END IF;
            UPDATE sync.change SET row_id = led, meant_for = entry.row_id WHERE seq = entry.seq;
            place := sync.in_order(entry.seq);
            SELECT * INTO STRICT entry FROM sync.change WHERE seq = place;
        ELSIF entry.op = 'I' THEN
            PERFORM sync.set_row(entry.table_id, entry.row_id, sync.by_number(entry.after), entry.seq, false);
            UPDATE sync.change SET mended = true WHERE seq = entry.seq;
            RETURN;
        ELSE
            PERFORM sync.note_deletion(entry, entry.table_id, entry.row_id);
            PERFORM sync.bring_back(entry.row_id, entry.changeset);
            place := sync.in_order(entry.seq);
            SELECT * INTO STRICT entry FROM sync.change WHERE seq = place;
        END IF;
    END IF;
    new_values := CASE entry.op WHEN 'I' THEN sync.by_number(entry.after) ELSE entry.after END;
    SELECT * INTO outcome FROM sync.merge_fields(
        entry, new_values, coalesce(entry.before, '{}'), coalesce(p_older, '{}'), led IS NOT NULL
    );
    UPDATE sync.change c
    SET op = 'U', mended = true, lost = nullif(outcome.lost, '{}'), after = outcome.won,
        before = (
            SELECT coalesce(jsonb_object_agg(key, value), '{}')
            FROM jsonb_each(sync.by_number(sync.row_array(entry.table_id, entry.row_id))) WHERE outcome.won ? key
        )
    WHERE c.seq = entry.seq;
    PERFORM sync.set_row(entry.table_id, entry.row_id, outcome.won, entry.seq, false);
END $$;

-- Somebody wrote to a record, or hung something on it, that another deleted: it comes back, and a person is asked.
CREATE FUNCTION sync.note_deletion(p_entry sync.change, p_table smallint, p_row uuid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    deletion bigint;
BEGIN
    SELECT changeset INTO STRICT deletion FROM sync.change WHERE row_id = p_row AND op = 'D' ORDER BY seq DESC LIMIT 1;
    PERFORM sync.note_conflict(p_entry.changeset, 'deleted', p_table, p_row, 0::smallint,
        NULL, p_entry.after, p_entry.changeset, NULL, deletion);
END $$;

-- An entry that cannot be taken: it has no effect and its sender is told why; everything else goes on.
CREATE FUNCTION sync.refuse(p_seq bigint, p_reason text, p_detail text DEFAULT '') RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO sync.refusal (changeset, seq, reason, detail)
    SELECT changeset, seq, p_reason, p_detail FROM sync.change WHERE seq = p_seq;
    UPDATE sync.change SET op = 'X', mended = true WHERE seq = p_seq;
$$;
