-- Taking what a device sends. See docs/sync.md for the payload.

-- Who calls. Officer and device come from the session, never from what is sent. p_last: the newest operation that the
-- caller knows the shared database to have of this copy. If it has another, there are two copies of this copy (a
-- profile was cloned, a backup restored): TD001, and the caller goes on as a new one.
-- TD005: its rights are not what they were when it asked for them.
CREATE FUNCTION sync.caller(p_replica uuid, p_last uuid, p_rights boolean DEFAULT true) RETURNS sync.replica
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me sync.device;
    found sync.replica;
BEGIN
    SELECT * INTO me FROM sync.device WHERE login = session_user;
    IF me.n IS NULL OR me.revoked_at IS NOT NULL OR me.joined_at IS NULL THEN
        RAISE EXCEPTION 'this device has no right here' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT * INTO found FROM sync.replica WHERE id = p_replica AND device = me.n;
    IF found.n IS NULL THEN
        RAISE EXCEPTION 'this copy is not known' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF found.last_changeset IS DISTINCT FROM p_last THEN
        RAISE EXCEPTION 'another copy of this copy was here' USING ERRCODE = 'TD001';
    END IF;
    IF p_rights AND found.rights IS DISTINCT FROM (sync.view_of(me.n)).revision THEN
        RAISE EXCEPTION 'the rights have changed' USING ERRCODE = 'TD005';
    END IF;
    RETURN found;
END $$;

-- Takes a batch, or says why not: {"fault": [SQLSTATE, why]}. That is returned rather than raised, so that what is
-- written down about it stays.
CREATE FUNCTION api.push(p_replica uuid, p_last uuid, p_payload jsonb) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    fault text[] := sync.too_much(p_payload);
BEGIN
    IF fault IS NULL THEN
        BEGIN
            RETURN sync.take_batch(p_replica, p_last, p_payload);
        EXCEPTION
            WHEN insufficient_privilege OR data_exception OR integrity_constraint_violation OR program_limit_exceeded
                OR SQLSTATE 'TD001' OR SQLSTATE 'TD005'
            THEN fault := ARRAY[SQLSTATE, left(SQLERRM, 300)];
        END;
    END IF;
    IF fault[1] <> 'TD005' THEN
        PERFORM sync.note('push refused', array_to_string(fault, ' '));
    END IF;
    RETURN jsonb_build_object('fault', to_jsonb(fault));
END $$;

CREATE FUNCTION sync.take_batch(p_replica uuid, p_last uuid, p_payload jsonb) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    before_first bigint;
    last_seq bigint;
    me sync.replica;
    officer uuid;
    turns smallint;
BEGIN
    PERFORM sync.take_turn();
    -- the lock: see sync.head
    UPDATE sync.head SET seq = seq + jsonb_array_length(p_payload -> 'r') RETURNING seq INTO last_seq;
    before_first := last_seq - jsonb_array_length(p_payload -> 'r');
    IF sync.has_all(p_replica, p_payload) THEN  -- sent again, because the answer was lost or came twice
        UPDATE sync.head SET seq = before_first;
        RETURN sync.answer(p_payload -> 'c');
    END IF;
    me := sync.caller(p_replica, p_last);
    SELECT officer_id INTO officer FROM sync.device WHERE n = me.device;
    PERFORM sync.take_headers(me, officer, before_first, p_payload);
    turns := sync.take_entries(me, before_first, p_payload);
    IF turns > (SELECT l.turns FROM sync.limits l) THEN
        RAISE EXCEPTION 'too many changes of one row in one batch' USING ERRCODE = 'program_limit_exceeded';
    END IF;
    PERFORM sync.check_entries(me, before_first, last_seq);
    PERFORM sync.check_rights(me, before_first, last_seq);
    PERFORM sync.note_refusals(before_first, last_seq);
    FOR turn IN 1..coalesce(turns, 0) LOOP
        PERFORM sync.apply_inserts(before_first, last_seq, turn);
        PERFORM sync.apply_updates(before_first, last_seq, turn, coalesce(p_payload -> 'o', '{}'));
        PERFORM sync.apply_deletes(before_first, last_seq, turn);
    END LOOP;
    PERFORM sync.mend_references(before_first, last_seq);
    UPDATE sync.replica SET seen_at = now(), last_changeset = (p_payload #>> '{c,-1,0}')::uuid WHERE n = me.n;
    PERFORM pg_notify('desk_changed', '');
    RETURN sync.answer(p_payload -> 'c');
END $$;

-- Whether everything in a batch arrived before, from this device.
CREATE FUNCTION sync.has_all(p_replica uuid, p_payload jsonb) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(bool_and(c.n IS NOT NULL AND c.received >= (h ->> 9)::integer + coalesce(e.count, 0)), false)
    FROM jsonb_array_elements(p_payload -> 'c') WITH ORDINALITY AS x (h, place)
    LEFT JOIN (
        SELECT (r ->> 0)::integer AS i, count(*)::integer FROM jsonb_array_elements(p_payload -> 'r') AS r GROUP BY 1
    ) AS e ON e.i = x.place - 1
    LEFT JOIN (sync.changeset c JOIN sync.replica r ON r.n = c.replica JOIN sync.device d ON d.n = r.device
        AND d.login = session_user AND d.revoked_at IS NULL) ON c.id = (x.h ->> 0)::uuid
$$;

-- Headers: [id, operation, subject, kind, target, clock, at, schema version, base, changes sent before]. What is said of
-- the clock, the time and what had been seen is believed as far as it can be true.
CREATE FUNCTION sync.take_headers(me sync.replica, p_officer uuid, p_head bigint, p_payload jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    headers jsonb := p_payload -> 'c';
BEGIN
    IF EXISTS (
        SELECT FROM jsonb_array_elements(headers) h JOIN sync.changeset c ON c.id = (h ->> 0)::uuid
        JOIN sync.replica r ON r.n = c.replica WHERE r.device IS DISTINCT FROM me.device
    ) THEN
        RAISE EXCEPTION 'this operation is somebody else''s' USING ERRCODE = 'insufficient_privilege';
    ELSIF EXISTS (  -- a copy sends one operation after the other: only its last one can be here in part
        SELECT FROM jsonb_array_elements(headers) WITH ORDINALITY AS x (h, place)
        JOIN sync.changeset c ON c.id = (x.h ->> 0)::uuid JOIN sync.replica r ON r.n = c.replica
        JOIN (
            SELECT (e ->> 0)::integer AS i, count(*)::integer FROM jsonb_array_elements(p_payload -> 'r') AS e GROUP BY 1
        ) AS sent ON sent.i = x.place - 1
        WHERE r.last_changeset IS DISTINCT FROM c.id AND (x.h ->> 9)::integer + sent.count > c.received
    ) THEN
        RAISE EXCEPTION 'an operation that is done does not grow' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO sync.changeset
        (id, replica, officer_id, operation, subject, kind, target_id, hlc, at, schema_version, base)
    SELECT (h ->> 0)::uuid, me.n, p_officer, left(h ->> 1, 200), left(h ->> 2, 2000),
        CASE WHEN h ->> 3 IN ('do', 'undo', 'redo', 'revert', 'system', 'remote') THEN h ->> 3 ELSE 'do' END, (h ->> 4)::uuid,
        -- a clock that runs ahead must not win for ever
        greatest(0, least((h ->> 5)::bigint, (extract(epoch FROM clock_timestamp()) * 1000 + 60000)::bigint << 16)),
        sync.moment(h ->> 6), left(h ->> 7, 32), greatest(0, least((h ->> 8)::bigint, p_head))
    FROM jsonb_array_elements(headers) WITH ORDINALITY AS e (h, place) ORDER BY place
    ON CONFLICT (id) DO NOTHING;
END $$;

-- Entries: [header, table, row, operation, before, after]. Those that arrived before are left out. Returns how many
-- turns there are: the changes of one row are applied one after another.
CREATE FUNCTION sync.take_entries(me sync.replica, p_before_first bigint, p_payload jsonb) RETURNS smallint
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    WITH header AS MATERIALIZED (
        SELECT (place - 1)::integer AS i, c.n, c.received, (h ->> 9)::integer AS sent_before
        FROM jsonb_array_elements(p_payload -> 'c') WITH ORDINALITY AS e (h, place)
        JOIN sync.changeset c ON c.id = (h ->> 0)::uuid
    ), entry AS MATERIALIZED (
        SELECT p_before_first + e.place AS seq, (e.x ->> 0)::integer AS i, (e.x ->> 1)::smallint AS table_id,
            (e.x ->> 2)::uuid AS row_id, (e.x ->> 3)::"char" AS op, nullif(e.x -> 4, 'null') AS before,
            nullif(e.x -> 5, 'null') AS after,
            row_number() OVER (PARTITION BY e.x -> 0 ORDER BY e.place) AS nth
        FROM jsonb_array_elements(p_payload -> 'r') WITH ORDINALITY AS e (x, place)
    ), wanted AS MATERIALIZED (
        SELECT entry.*, header.n FROM entry JOIN header USING (i) WHERE header.sent_before + entry.nth > header.received
    ), stage AS (  -- where a merge was made or taken apart, what came before it comes before, and what came after, after
        SELECT i, 2 * sum(merging) OVER (ORDER BY i) - merging AS stage FROM (
            SELECT i, max((table_id = (SELECT id FROM sync.desk_table WHERE name = 'redirect'))::integer) AS merging
            FROM wanted GROUP BY i
        ) AS g
    ), placed AS MATERIALIZED (
        SELECT wanted.*, stage, row_number() OVER (PARTITION BY stage, row_id ORDER BY seq) AS place FROM wanted JOIN stage USING (i)
    ), begun AS (
        SELECT stage, sum(max(place)) OVER (ORDER BY stage) - max(place) AS turns FROM placed GROUP BY stage
    ), written AS (
        INSERT INTO sync.change (seq, changeset, replica, table_id, turn, op, row_id, before, after)
        SELECT seq, n, me.n, table_id, turns + place, op, row_id, before, after FROM placed JOIN begun USING (stage)
        RETURNING changeset, turn
    ), counted AS (
        UPDATE sync.changeset c SET received = c.received + w.count
        FROM (SELECT changeset, count(*) FROM written GROUP BY 1) AS w WHERE c.n = w.changeset
    )
    SELECT max(turn) FROM written
$$;

CREATE FUNCTION sync.apply_inserts(p_after bigint, p_last bigint, p_turn integer) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    described sync.desk_table;
    known bigint;
BEGIN
    FOR described IN
        SELECT * FROM sync.desk_table t WHERE EXISTS (
            SELECT FROM sync.change c
            WHERE c.seq > p_after AND c.seq <= p_last AND c.turn = p_turn AND c.op = 'I' AND c.table_id = t.id
        ) ORDER BY place
    LOOP
        EXECUTE format(
            'INSERT INTO desk.%I (id, _seq, %s) SELECT c.row_id, c.seq, %s FROM sync.change c WHERE c.seq > $1 AND c.seq <= $2 '
            'AND c.turn = $3 AND c.op = ''I'' AND c.table_id = $4 ON CONFLICT (id) DO NOTHING',
            described.name, described.columns, described.from_array
        ) USING p_after, p_last, p_turn, described.id;
        FOR known IN EXECUTE format(
            'SELECT c.seq FROM sync.change c JOIN desk.%I t ON t.id = c.row_id WHERE c.seq > $1 AND c.seq <= $2 '
            'AND c.turn = $3 AND c.op = ''I'' AND c.table_id = $4 AND t._seq <> c.seq ORDER BY c.seq', described.name
        ) USING p_after, p_last, p_turn, described.id
        LOOP
            PERFORM sync.merge_entry(known, NULL);
        END LOOP;
    END LOOP;
END $$;

CREATE FUNCTION sync.apply_updates(p_after bigint, p_last bigint, p_turn integer, p_older jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    described sync.desk_table;
    doubtful bigint[];
    assigned text;
    touched text;
    one bigint;
BEGIN
    FOR described IN
        SELECT * FROM sync.desk_table t WHERE EXISTS (
            SELECT FROM sync.change c
            WHERE c.seq > p_after AND c.seq <= p_last AND c.turn = p_turn AND c.op = 'U' AND c.table_id = t.id
        ) ORDER BY place
    LOOP
        EXECUTE format(
            'SELECT array_agg(c.seq ORDER BY c.seq) FROM sync.change c JOIN sync.changeset s ON s.n = c.changeset '
            'LEFT JOIN desk.%I t ON t.id = c.row_id '
            'WHERE c.seq > $1 AND c.seq <= $2 AND c.turn = $3 AND c.op = ''U'' AND NOT c.mended AND c.table_id = $4 AND (t.id IS NULL OR t._deleted '
            'OR $5 ? c.seq::text OR t._seq > c.seq OR t._seq > s.base AND EXISTS (SELECT FROM sync.change o WHERE o.row_id = c.row_id '
            'AND o.seq > s.base AND o.seq <= $1 AND o.replica <> c.replica))', described.name
        ) INTO doubtful USING p_after, p_last, p_turn, described.id, sync.by_place(p_older, p_after);
        SELECT string_agg(format('%1$I = CASE WHEN c.after ? %2$L THEN coalesce((c.after->>%2$L)::%3$s, %4$s) ELSE t.%1$I END',
            f.name, f.number, f.kind, f.initial), ', '), string_agg(format('%L, t.%I', f.number::text, f.name), ', ')
        INTO assigned, touched
        FROM sync.desk_field f WHERE f.table_id = described.id AND f.number IN (
            SELECT DISTINCT jsonb_object_keys(c.after)::smallint FROM sync.change c
            WHERE c.seq > p_after AND c.seq <= p_last AND c.turn = p_turn AND c.op = 'U' AND c.table_id = described.id
        );
        EXECUTE format(  -- what was there before is what is here, whatever the sender says of it
            'UPDATE sync.change c SET before = x.was FROM (SELECT c.seq, (SELECT coalesce(jsonb_object_agg(k, w.row -> k), '
            '''{}'') FROM jsonb_object_keys(c.after) AS k) AS was FROM sync.change c '
            'JOIN desk.%I t ON t.id = c.row_id CROSS JOIN LATERAL (SELECT jsonb_build_object(%s) AS row OFFSET 0) AS w '
            'WHERE c.seq > $1 AND c.seq <= $2 '
            'AND c.turn = $3 AND c.op = ''U'' AND NOT c.mended AND c.table_id = $4 AND c.seq <> ALL ($5)) AS x '
            'WHERE c.seq = x.seq AND c.before IS DISTINCT FROM x.was', described.name, touched
        ) USING p_after, p_last, p_turn, described.id, coalesce(doubtful, '{}');
        EXECUTE format(
            'UPDATE desk.%I t SET %s_seq = c.seq FROM sync.change c WHERE c.row_id = t.id AND c.seq > $1 AND c.seq <= $2 '
            'AND c.turn = $3 AND c.op = ''U'' AND NOT c.mended AND c.table_id = $4 AND c.seq <> ALL ($5)', described.name, coalesce(assigned || ', ', '')
        ) USING p_after, p_last, p_turn, described.id, coalesce(doubtful, '{}');
        FOREACH one IN ARRAY coalesce(doubtful, '{}') LOOP
            PERFORM sync.merge_entry(one, sync.by_place(p_older, p_after) -> one::text);
        END LOOP;
    END LOOP;
END $$;

-- What the sender says of entries by their place in what it sent, by their place in the log.
CREATE FUNCTION sync.by_place(p_older jsonb, p_after bigint) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(jsonb_object_agg((key::bigint + 1 + p_after)::text, value), '{}') FROM jsonb_each(p_older)
$$;

-- Deletions of one operation are taken together or not at all: where somebody else changed one of the rows without
-- knowing of it, or hung something new on it, all of them stay and a person is asked.
CREATE FUNCTION sync.apply_deletes(p_after bigint, p_last bigint, p_turn integer) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    operation bigint;
    obstacle record;
    entry record;
BEGIN
    FOR operation IN
        SELECT DISTINCT changeset FROM sync.change
        WHERE seq > p_after AND seq <= p_last AND turn = p_turn AND op = 'D' ORDER BY 1
    LOOP
        SELECT * INTO obstacle FROM sync.obstacle(operation, p_after, p_last);
        IF obstacle.entry IS NOT NULL THEN
            PERFORM sync.note_conflict(operation, 'deleted', c.table_id, c.row_id, 0::smallint, NULL, NULL, obstacle.author,
                NULL, operation) FROM sync.change c WHERE c.seq = obstacle.entry;
            PERFORM sync.set_row(table_id, row_id, '{}', seq, false) FROM sync.change  -- gone in an earlier turn
            WHERE changeset = operation AND seq > p_after AND seq <= p_last AND op = 'D' AND turn < p_turn;
            UPDATE sync.change SET op = 'X', mended = true
            WHERE changeset = operation AND seq > p_after AND seq <= p_last AND (op = 'D' OR op = 'I' AND table_id = (
                SELECT id FROM sync.desk_table WHERE name = 'redirect'));
            UPDATE desk.redirect t SET _deleted = true, _seq = c.seq FROM sync.change c
            WHERE c.row_id = t.id AND c.changeset = operation AND c.op = 'X' AND c.after IS NOT NULL AND c.seq > p_after AND c.seq <= p_last;
            CONTINUE;
        END IF;
        FOR entry IN
            SELECT seq, table_id, row_id FROM sync.change
            WHERE changeset = operation AND seq > p_after AND seq <= p_last AND turn = p_turn AND op = 'D' ORDER BY seq
        LOOP
            PERFORM sync.delete_row(entry.seq, entry.table_id, entry.row_id);
        END LOOP;
    END LOOP;
END $$;

CREATE FUNCTION sync.delete_row(p_seq bigint, p_table smallint, p_row uuid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone boolean := sync.is_deleted(p_table, p_row);
    place bigint;
BEGIN
    IF gone IS NULL THEN
        PERFORM sync.refuse(p_seq, 'unknown record');
    ELSIF gone THEN
        UPDATE sync.change SET op = 'X' WHERE seq = p_seq;
    ELSE
        place := sync.in_order(p_seq);
        UPDATE sync.change SET before = sync.row_array(p_table, p_row), after = NULL WHERE seq = place;
        PERFORM sync.set_row(p_table, p_row, '{}', place, true);
    END IF;
END $$;

-- The first thing that stands against an operation's deletions, and whose operation put it there.
CREATE FUNCTION sync.obstacle(p_operation bigint, p_after bigint, p_last bigint, OUT entry bigint, OUT author bigint)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    link record;
BEGIN
    SELECT c.seq, o.changeset INTO entry, author
    FROM sync.change c JOIN sync.changeset s ON s.n = c.changeset
    JOIN sync.change o ON o.row_id = c.row_id AND o.seq > s.base AND o.seq <= p_after AND o.replica <> c.replica AND o.op IN ('I', 'U')
    WHERE c.changeset = p_operation AND c.seq > p_after AND c.seq <= p_last AND c.op = 'D'
    ORDER BY c.seq, o.seq LIMIT 1;
    IF entry IS NOT NULL THEN
        RETURN;
    END IF;
    FOR link IN
        SELECT t.name, f.table_id, f.name AS field, f.parent FROM sync.desk_field f JOIN sync.desk_table t ON t.id = f.table_id
        WHERE f.parent IN (
            SELECT table_id FROM sync.change
            WHERE changeset = p_operation AND seq > p_after AND seq <= p_last AND op = 'D'
        )
    LOOP
        -- whatever is not in the operation itself was not known where it was made: new, or held back there
        EXECUTE format(
            'SELECT c.seq, (SELECT o.changeset FROM sync.change o WHERE o.row_id = t.id AND o.op IN (''I'', ''U'') '
            'ORDER BY o.seq DESC LIMIT 1) FROM sync.change c JOIN desk.%1$I t ON t.%2$I = c.row_id AND NOT t._deleted '
            'WHERE c.changeset = $1 AND c.seq > $2 AND c.seq <= $3 AND c.op = ''D'' AND c.table_id = $4 AND NOT EXISTS ('
            'SELECT FROM sync.change d WHERE d.changeset = $1 AND d.row_id = t.id) '
            'ORDER BY c.seq, t.id LIMIT 1', link.name, link.field
        ) INTO entry, author USING p_operation, p_after, p_last, link.parent;
        IF entry IS NOT NULL THEN
            RETURN;
        END IF;
    END LOOP;
END $$;

-- No reference may lead to nothing: to a merged record it is led on, a deleted one comes back because somebody needs
-- it, and one that was never here makes the entry be refused.
CREATE FUNCTION sync.mend_references(p_after bigint, p_last bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    link record;
    loose record;
    led uuid;
    again boolean := true;
BEGIN
    WHILE again LOOP
        again := false;
        FOR link IN
            SELECT f.table_id, t.name, f.number, f.name AS field, f.initial, f.parent, p.name AS parent_name
            FROM sync.desk_field f JOIN sync.desk_table t ON t.id = f.table_id JOIN sync.desk_table p ON p.id = f.parent
            WHERE EXISTS (SELECT FROM sync.change c WHERE c.seq > p_after AND c.table_id = f.table_id AND c.op IN ('I', 'U'))
            ORDER BY t.place, f.number
        LOOP
            FOR loose IN EXECUTE format(
                'SELECT c.seq, c.op, c.before, t.id, t.%2$I AS target, p.id IS NULL AS unknown FROM sync.change c '
                'JOIN desk.%1$I t ON t.id = c.row_id AND NOT t._deleted LEFT JOIN desk.%3$I p ON p.id = t.%2$I '
                'WHERE c.seq > $1 AND c.table_id = $2 AND (c.op = ''I'' OR c.op = ''U'' AND c.after ? $3::text) '
                'AND t.%2$I IS NOT NULL AND (p.id IS NULL OR p._deleted) ORDER BY c.seq', link.name, link.field, link.parent_name
            ) USING p_after, link.table_id, link.number
            LOOP
                again := true;
                led := sync.survivor(loose.target);
                IF led IS NOT NULL THEN
                    IF sync.is_deleted(link.parent::smallint, led) THEN
                        PERFORM sync.note_deletion(c, link.parent::smallint, led) FROM sync.change c WHERE c.seq = loose.seq;
                        PERFORM sync.bring_back(led, c.changeset) FROM sync.change c WHERE c.seq = loose.seq;
                    END IF;
                    PERFORM sync.set_link(loose.seq, link.table_id, loose.id, link.number, to_jsonb(led));
                ELSIF NOT loose.unknown THEN
                    IF sync.is_deleted(link.parent::smallint, loose.target) THEN  -- not by an earlier one of this loop
                        PERFORM sync.note_deletion(c, link.parent::smallint, loose.target) FROM sync.change c WHERE c.seq = loose.seq;
                        PERFORM sync.bring_back(loose.target, c.changeset) FROM sync.change c WHERE c.seq = loose.seq;
                    END IF;
                ELSIF link.initial = 'NULL' THEN
                    PERFORM sync.set_link(loose.seq, link.table_id, loose.id, link.number, 'null');
                ELSIF loose.op = 'U' THEN
                    PERFORM sync.set_link(loose.seq, link.table_id, loose.id, link.number, loose.before -> link.number::text);
                ELSE
                    EXECUTE format('DELETE FROM desk.%I WHERE id = $1', link.name) USING loose.id;
                    PERFORM sync.refuse(loose.seq, 'unknown parent', link.parent_name);
                END IF;
            END LOOP;
        END LOOP;
    END LOOP;
END $$;

CREATE FUNCTION sync.set_link(p_seq bigint, p_table smallint, p_row uuid, p_field smallint, p_target jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM sync.set_row(p_table, p_row, jsonb_build_object(p_field::text, p_target), p_seq, false);
    UPDATE sync.change SET mended = true, after = CASE op
        WHEN 'I' THEN jsonb_set(after, ARRAY[(p_field - 1)::text], p_target)
        ELSE after || jsonb_build_object(p_field::text, p_target) END
    WHERE seq = p_seq;
END $$;

-- What the sender is told: how far the log is, rows to ask for again, and what was refused. Made from what is kept,
-- so that asking again gives the same.
CREATE FUNCTION sync.answer(p_headers jsonb) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH sent AS (
        SELECT c.n, c.id FROM jsonb_array_elements(p_headers) h JOIN sync.changeset c ON c.id = (h ->> 0)::uuid
    ), mended AS (
        SELECT DISTINCT c.table_id, x.id FROM sent JOIN sync.change c ON c.changeset = sent.n
        CROSS JOIN LATERAL (VALUES (c.row_id), (c.meant_for)) AS x (id) WHERE c.mended AND x.id IS NOT NULL
    )
    SELECT jsonb_build_object(
        'head', (SELECT seq FROM sync.head),
        'rows', (SELECT coalesce(jsonb_agg(jsonb_build_array(table_id, id) ORDER BY table_id, id), '[]') FROM mended),
        'refused', (
            SELECT coalesce(jsonb_agg(jsonb_build_array(sent.id, c.table_id, c.row_id, r.reason, r.detail) ORDER BY r.n), '[]')
            FROM sent JOIN sync.refusal r ON r.changeset = sent.n JOIN sync.change c ON c.seq = r.seq
        )
    )
$$;
