-- Bytes of documents, packages and lists, once each by their SHA-256, in parts. Somebody may store and read what a row
-- that is there refers to, and nothing else.

-- Which of these a row refers to that the caller sees.
CREATE FUNCTION sync.referred(p_hashes text[], v sync.role_view) RETURNS SETOF text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    holder record;
BEGIN
    FOR holder IN
        SELECT t.id, t.name, f.name AS field FROM sync.desk_field f JOIN sync.desk_table t ON t.id = f.table_id 
        WHERE f.name = 'sha256' AND t.name <> 'import_run' AND t.id = ANY (v.seen)
    LOOP
        RETURN QUERY EXECUTE format(
            'SELECT DISTINCT %1$I FROM desk.%2$I t WHERE %1$I = ANY ($1) AND NOT _deleted AND sync.shown($2, $3, t.id)',
            holder.field, holder.name
        ) USING p_hashes, v, holder.id;
    END LOOP;
    RETURN QUERY SELECT DISTINCT h FROM unnest(p_hashes) h WHERE h ~ '^[0-9a-f]{64}$' AND (
        SELECT id = ANY (v.seen) FROM sync.desk_table WHERE name = 'import_run'
    ) AND EXISTS (
        SELECT FROM desk.import_run i WHERE NOT i._deleted AND i.summary LIKE '%"said": "' || h || '"%'
    );
END $$;

-- Of these hashes those that are not here whole: [hash, parts that are here].
CREATE FUNCTION api.contents_wanted(p_replica uuid, p_last uuid, p_hashes text[]) RETURNS TABLE (sha256 text, parts integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me sync.replica := sync.caller(p_replica, p_last);
    v sync.role_view := sync.view_of(me.device);
BEGIN
    RETURN QUERY
    SELECT r, (SELECT count(*)::integer FROM sync.content_part p WHERE p.sha256 = r)
    FROM sync.referred(p_hashes, v) AS r
    WHERE NOT EXISTS (SELECT FROM sync.content c WHERE c.sha256 = r AND c.complete) GROUP BY r;
END $$;

-- Takes the next part; true when all of it is here. Bytes that do not make the hash are thrown away.
CREATE FUNCTION api.content_put(p_replica uuid, p_last uuid, p_hash text, p_size bigint, p_n integer, p_data bytea)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me sync.replica := sync.caller(p_replica, p_last);
    v sync.role_view := sync.view_of(me.device);
    known sync.content;
    have bigint;
BEGIN
    IF octet_length(p_data) > 4194304 OR p_size > 1073741824 OR p_size < 0 OR octet_length(p_data) = 0 AND p_size > 0
        OR p_hash !~ '^[0-9a-f]{64}$' OR NOT EXISTS (SELECT FROM sync.referred(ARRAY[p_hash], v))
    THEN
        RAISE EXCEPTION 'nothing here refers to this' USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO sync.content (sha256, size) VALUES (p_hash, p_size) ON CONFLICT DO NOTHING;
    SELECT * INTO STRICT known FROM sync.content WHERE sha256 = p_hash FOR UPDATE;
    IF known.complete THEN
        RETURN true;
    END IF;
    SELECT coalesce(sum(octet_length(data)), 0) INTO have FROM sync.content_part WHERE sha256 = p_hash;
    IF p_n <> (SELECT count(*) FROM sync.content_part WHERE sha256 = p_hash) OR have + octet_length(p_data) > known.size THEN
        RETURN false;  -- somebody else sends it too
    END IF;
    PERFORM sync.count_stored(me.device, octet_length(p_data));
    INSERT INTO sync.content_part (sha256, n, data) VALUES (p_hash, p_n, p_data);
    IF have + octet_length(p_data) < known.size THEN
        RETURN false;
    END IF;
    IF encode(sha256((SELECT string_agg(data, ''::bytea ORDER BY n) FROM sync.content_part WHERE sha256 = p_hash)), 'hex') = p_hash
    THEN
        UPDATE sync.content SET complete = true WHERE sha256 = p_hash;
        RETURN true;
    END IF;
    DELETE FROM sync.content_part WHERE sha256 = p_hash;
    DELETE FROM sync.content WHERE sha256 = p_hash;
    RETURN false;
END $$;

-- A part; NULL if there is none (not here yet, or nothing that is there refers to it).
CREATE FUNCTION api.content_part(p_replica uuid, p_last uuid, p_hash text, p_n integer) RETURNS bytea
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me sync.replica := sync.caller(p_replica, p_last);
    v sync.role_view := sync.view_of(me.device);
BEGIN
    RETURN (
        SELECT p.data FROM sync.content c JOIN sync.content_part p USING (sha256)
        WHERE c.sha256 = p_hash AND c.complete AND p.n = p_n AND EXISTS (SELECT FROM sync.referred(ARRAY[p_hash], v))
    );
END $$;
