-- Giving devices what others did.

-- Who one is here, and how things stand: one round trip when there is nothing to do.
CREATE FUNCTION api.hello(p_replica uuid, p_protocol integer) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me sync.replica := sync.caller(p_replica);
BEGIN
    RETURN (SELECT jsonb_build_object(
        'head', h.seq, 'epoch', h.epoch, 'schema', h.schema_version, 'last', me.last_changeset,
        'officer', d.officer_id, 'time', (extract(epoch FROM clock_timestamp()) * 1000)::bigint
    ) FROM sync.head h, sync.device d WHERE d.n = me.device);
END $$;

-- The log after a place, without what this copy sent itself: at most p_limit entries, in order.
CREATE FUNCTION api.log(p_replica uuid, p_after bigint, p_limit integer)
RETURNS TABLE (seq bigint, changeset bigint, table_id smallint, row_id uuid, op "char", after text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me sync.replica := sync.caller(p_replica);
BEGIN
    RETURN QUERY
    SELECT c.seq, c.changeset, c.table_id, c.row_id, c.op, c.after::text FROM sync.change c
    WHERE c.seq > p_after AND c.replica <> me.n AND c.op <> 'X' ORDER BY c.seq LIMIT p_limit;
END $$;

CREATE FUNCTION api.headers(p_replica uuid, p_numbers bigint[])
RETURNS TABLE (
    n bigint, id uuid, replica uuid, officer_id uuid, operation text, subject text, kind text, target_id uuid, hlc bigint,
    at text, schema_version text
)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me sync.replica := sync.caller(p_replica);
BEGIN
    RETURN QUERY
    SELECT c.n, c.id, r.id, c.officer_id, c.operation, c.subject, c.kind, c.target_id, c.hlc, c.at, c.schema_version
    FROM sync.changeset c JOIN sync.replica r ON r.n = c.replica WHERE c.n = ANY (p_numbers);
END $$;

-- Rows as they are now: [[table, row], ...] gives for each its fields as a JSON array (NULL: deleted, or never here)
-- and the operation that touched it last. `head` is the place in the log for which this holds.
CREATE FUNCTION api.rows(p_replica uuid, p_rows jsonb)
RETURNS TABLE (head bigint, table_id smallint, row_id uuid, changeset bigint, fields text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me sync.replica := sync.caller(p_replica);
BEGIN
    RETURN QUERY
    SELECT h.seq, (r ->> 0)::smallint, (r ->> 1)::uuid,
        (SELECT c.changeset FROM sync.change c WHERE c.row_id = (r ->> 1)::uuid AND c.op <> 'X' ORDER BY c.seq DESC LIMIT 1),
        CASE WHEN sync.is_deleted((r ->> 0)::smallint, (r ->> 1)::uuid) IS FALSE
            THEN sync.row_array((r ->> 0)::smallint, (r ->> 1)::uuid)::text END
    FROM sync.head h, jsonb_array_elements(p_rows) AS r;
END $$;

