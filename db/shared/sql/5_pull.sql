-- Giving devices what others did.

-- Under which names the log has gone on, oldest first: `name@end/name@end/name`.
CREATE FUNCTION sync.epochs() RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce((SELECT string_agg(epoch || '@' || ended || '/', '' ORDER BY n) FROM sync.past_epoch), '') || h.epoch
    FROM sync.head h
$$;

-- Who one is here, and how things stand: one round trip when there is nothing to do. A revoked device learns only that.
CREATE FUNCTION api.hello(p_replica uuid, p_protocol integer) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me sync.device;
    copy sync.replica;
    v sync.role_view;
BEGIN
    SELECT * INTO me FROM sync.device WHERE login = session_user;
    IF me.n IS NULL THEN
        PERFORM sync.note('stranger', '');
        RETURN jsonb_build_object('fault', jsonb_build_array('42501', 'this device has no right here'));
    ELSIF me.revoked_at IS NOT NULL THEN
        PERFORM sync.note('revoked device', me.login);
        RETURN jsonb_build_object('revoked', me.revoked_at, 'epoch', sync.epochs());
    ELSIF me.joined_at IS NULL THEN
        RETURN jsonb_build_object('invited', me.invited_until);
    ELSIF p_protocol <> 1 THEN
        RETURN jsonb_build_object('protocol', 1);
    END IF;
    SELECT * INTO v FROM sync.role_view WHERE role = sync.role_of(me.n);
    IF v.role IS NULL THEN
        PERFORM sync.note('role without rights', sync.role_of(me.n));
        RETURN jsonb_build_object('fault', jsonb_build_array('42501', 'this role has no right here'));
    END IF;
    SELECT * INTO copy FROM sync.replica WHERE id = p_replica;
    IF copy.n IS NULL THEN
        IF (SELECT count(*) FROM sync.replica r WHERE r.device = me.n) >= (SELECT l.copies FROM sync.limits l) THEN
            PERFORM sync.note('too many copies', '');
            RETURN jsonb_build_object('fault', jsonb_build_array('TD004', 'this device had too many copies'));
        END IF;
        INSERT INTO sync.replica (id, device, rights) VALUES (p_replica, me.n, v.revision) RETURNING * INTO copy;
    ELSIF copy.device IS DISTINCT FROM me.n THEN
        PERFORM sync.note('copy of another device', p_replica::text);
        RETURN jsonb_build_object('fault', jsonb_build_array('TD001', 'another copy of this copy was here'));
    ELSIF copy.seen_at < now() - interval '1 minute' THEN
        UPDATE sync.replica SET seen_at = now() WHERE n = copy.n;
    END IF;
    RETURN (SELECT jsonb_build_object(
        'protocol', 1, 'head', h.seq, 'epoch', sync.epochs(), 'schema', h.schema_version, 'last', copy.last_changeset,
        'officer', me.officer_id, 'rights', v.revision, 'time', (extract(epoch FROM clock_timestamp()) * 1000)::bigint
    ) FROM sync.head h);
END $$;

-- The log after a place, without what this copy sent itself: at most p_limit entries, in order.
CREATE FUNCTION api.log(p_replica uuid, p_last uuid, p_after bigint, p_limit integer)
RETURNS TABLE (seq bigint, changeset bigint, table_id smallint, row_id uuid, op "char", after text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me sync.replica := sync.caller(p_replica, p_last);
    v sync.role_view := sync.view_of(me.device);
BEGIN
    RETURN QUERY
    SELECT c.seq, c.changeset, c.table_id, c.row_id, c.op,
        CASE WHEN v.everything THEN c.after ELSE sync.told(v, c.table_id, c.after) END::text
    FROM sync.change c
    WHERE c.seq > p_after AND c.replica <> me.n AND c.op <> 'X' AND (v.everything OR sync.shown(v, c.table_id, c.row_id))
    ORDER BY c.seq LIMIT least(p_limit, 20000);
END $$;

CREATE FUNCTION api.headers(p_replica uuid, p_last uuid, p_numbers bigint[])
RETURNS TABLE (
    n bigint, id uuid, replica uuid, officer_id uuid, operation text, subject text, kind text, target_id uuid, hlc bigint,
    at text, schema_version text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me sync.replica := sync.caller(p_replica, p_last);
    v sync.role_view := sync.view_of(me.device);
BEGIN
    RETURN QUERY
    SELECT c.n, c.id, r.id, c.officer_id, c.operation, CASE WHEN v.everything OR s.all THEN c.subject ELSE '' END, c.kind,
        c.target_id, c.hlc, c.at, c.schema_version
    FROM sync.changeset c JOIN sync.replica r ON r.n = c.replica
    LEFT JOIN LATERAL (  -- of an operation that did more than is seen, not even what it was about is told
        SELECT bool_and(sync.shown(v, x.table_id, x.row_id)) AS all, bool_or(sync.shown(v, x.table_id, x.row_id)) AS any
        FROM sync.change x WHERE x.changeset = c.n AND x.op <> 'X' AND NOT v.everything
    ) AS s ON true
    WHERE c.n = ANY (p_numbers) AND (v.everything OR s.any OR r.device = me.device);
END $$;

-- Rows as they are now: [[table, row], ...] gives for each its fields as a JSON array (NULL: deleted, or never here)
-- and the operation that touched it last. `head` is the place in the log for which this holds.
CREATE FUNCTION api.rows(p_replica uuid, p_last uuid, p_rows jsonb)
RETURNS TABLE (head bigint, table_id smallint, row_id uuid, changeset bigint, fields text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me sync.replica := sync.caller(p_replica, p_last);
    v sync.role_view := sync.view_of(me.device);
BEGIN
    RETURN QUERY
    SELECT h.seq, (r ->> 0)::smallint, (r ->> 1)::uuid,
        (SELECT c.changeset FROM sync.change c WHERE c.row_id = (r ->> 1)::uuid AND c.op <> 'X'
            AND sync.shown(v, c.table_id, c.row_id) ORDER BY c.seq DESC LIMIT 1),
        CASE WHEN sync.shown(v, (r ->> 0)::smallint, (r ->> 1)::uuid)
            AND sync.is_deleted((r ->> 0)::smallint, (r ->> 1)::uuid) IS FALSE
            THEN sync.told(v, (r ->> 0)::smallint, sync.row_array((r ->> 0)::smallint, (r ->> 1)::uuid))::text END
    FROM sync.head h, jsonb_array_elements(p_rows) AS r;
END $$;


-- The tables, parents first.
CREATE FUNCTION api.tables(p_replica uuid, p_last uuid) RETURNS SETOF smallint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me sync.replica := sync.caller(p_replica, p_last);
    v sync.role_view := sync.view_of(me.device);
BEGIN
    RETURN QUERY SELECT t.id FROM sync.desk_table t WHERE t.id = ANY (v.seen) ORDER BY t.place;
END $$;

-- All rows of a table: id, fields as a JSON array by number. In one transaction with `hello` (REPEATABLE READ), for a
-- copy that has nothing yet.
CREATE FUNCTION api.snapshot(p_replica uuid, p_last uuid, p_table smallint) RETURNS TABLE (row_id uuid, fields text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me sync.replica := sync.caller(p_replica, p_last);
    v sync.role_view := sync.view_of(me.device);
    described sync.desk_table;
BEGIN
    SELECT * INTO STRICT described FROM sync.desk_table WHERE id = p_table;
    IF p_table = ANY (v.partly) OR p_table = ANY (v.veiled) THEN
        RETURN QUERY EXECUTE format(
            'SELECT t.id, (sync.told($1, $2, %s)::json)::text FROM desk.%I t '
            'WHERE NOT t._deleted AND sync.shown($1, $2, t.id) ORDER BY t.id', described.to_array, described.name
        ) USING v, p_table;
        RETURN;
    ELSIF p_table <> ALL (v.seen) THEN
        RETURN;
    END IF;
    RETURN QUERY EXECUTE format(
        'SELECT t.id, (%s)::text FROM desk.%I t WHERE NOT t._deleted ORDER BY t.id',
        replace(described.to_array, 'jsonb_build_array', 'json_build_array'), described.name
    );
END $$;

-- The log before a place, whoever wrote it, the newest first.
CREATE FUNCTION api.history(p_replica uuid, p_last uuid, p_before bigint, p_limit integer)
RETURNS TABLE (seq bigint, changeset bigint, table_id smallint, row_id uuid, op "char", before text, after text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me sync.replica := sync.caller(p_replica, p_last);
    v sync.role_view := sync.view_of(me.device);
BEGIN
    RETURN QUERY
    SELECT c.seq, c.changeset, c.table_id, c.row_id, c.op,
        CASE WHEN v.everything THEN c.before ELSE sync.told(v, c.table_id, c.before) END::text,
        CASE WHEN v.everything THEN c.after ELSE sync.told(v, c.table_id, c.after) END::text
    FROM sync.change c
    WHERE c.seq < p_before AND c.op <> 'X' AND (v.everything OR sync.shown(v, c.table_id, c.row_id)) ORDER BY c.seq DESC LIMIT least(p_limit, 20000);
END $$;
