-- What the shared database keeps beside the rows: the log, who writes it, and what was not taken as it came.
-- Everything belongs to desk_owner, who cannot log in; devices reach it through the functions of schema api alone.
-- `upgrade` runs this file again: what is added later stands at its end, and must not mind being there already.

CREATE SCHEMA IF NOT EXISTS desk;
CREATE SCHEMA IF NOT EXISTS sync;
CREATE SCHEMA IF NOT EXISTS api;

-- One row. A push updates it first, so that pushes come one after another and the numbers of the log have no gaps:
-- a reader sees a number only when everything up to it is committed.
CREATE TABLE IF NOT EXISTS sync.head (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    seq bigint NOT NULL DEFAULT 0,
    epoch uuid NOT NULL DEFAULT gen_random_uuid(),
    schema_version text NOT NULL
);

CREATE TABLE IF NOT EXISTS sync.device (
    n integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    login name NOT NULL UNIQUE,
    officer_id uuid NOT NULL,
    label text NOT NULL DEFAULT '',
    enrolled_at timestamptz NOT NULL DEFAULT now(),
    invited_until timestamptz,
    joined_at timestamptz DEFAULT now(),
    revoked_at timestamptz
);
COMMENT ON COLUMN sync.device.joined_at IS 'when its invitation was used; until then it may do nothing else';

-- A copy of the database on a device. A restored backup or a cloned profile goes on as a new one.
CREATE TABLE IF NOT EXISTS sync.replica (
    n integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    device integer REFERENCES sync.device,
    last_changeset uuid,
    seen_at timestamptz NOT NULL DEFAULT now()
);
-- The shared database itself, when it writes (a record brought back, a conflict).
INSERT INTO sync.replica (id) VALUES ('00000000-0000-0000-0000-000000000000') ON CONFLICT DO NOTHING;

CREATE TABLE IF NOT EXISTS sync.changeset (
    n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    replica integer NOT NULL REFERENCES sync.replica,
    officer_id uuid NOT NULL,
    operation text NOT NULL,
    subject text NOT NULL,
    kind text NOT NULL,
    target_id uuid,
    hlc bigint NOT NULL,
    at text NOT NULL,
    schema_version text NOT NULL,
    base bigint NOT NULL,
    received integer NOT NULL DEFAULT 0
);
COMMENT ON COLUMN sync.changeset.base IS 'place in the log that the device had seen when the operation was made';
COMMENT ON COLUMN sync.changeset.received IS 'how many of its changes have arrived: what is sent again counts once';

-- The log: what took effect, in the one order that everybody follows. Only this file's functions write it.
CREATE TABLE IF NOT EXISTS sync.change (
    seq bigint PRIMARY KEY,
    changeset bigint NOT NULL,
    replica integer NOT NULL,
    table_id smallint NOT NULL,
    turn smallint NOT NULL,
    op "char" NOT NULL,
    mended boolean NOT NULL DEFAULT false,
    row_id uuid NOT NULL,
    before jsonb,
    after jsonb,
    lost jsonb,
    meant_for uuid
);
CREATE INDEX IF NOT EXISTS change_row ON sync.change (row_id, seq);
CREATE INDEX IF NOT EXISTS change_changeset ON sync.change (changeset, seq);
COMMENT ON COLUMN sync.change.turn IS 'the how-manieth change of its row in its batch';
COMMENT ON COLUMN sync.change.op IS 'I, U, D; X: took no effect';
COMMENT ON COLUMN sync.change.mended IS 'not taken as it came: whoever sent it asks for the row again';
COMMENT ON COLUMN sync.change.lost IS 'values that did not win, by field number';
COMMENT ON COLUMN sync.change.meant_for IS 'the merged record that it was sent for';

CREATE TABLE IF NOT EXISTS sync.refusal (
    n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    changeset bigint NOT NULL REFERENCES sync.changeset,
    seq bigint NOT NULL,
    reason text NOT NULL,
    detail text NOT NULL DEFAULT ''
);

CREATE TABLE IF NOT EXISTS sync.desk_table (
    id smallint PRIMARY KEY,
    name text NOT NULL UNIQUE,
    place smallint NOT NULL,
    columns text NOT NULL,
    from_array text NOT NULL,
    to_array text NOT NULL
);
CREATE TABLE IF NOT EXISTS sync.desk_field (
    table_id smallint NOT NULL REFERENCES sync.desk_table,
    number smallint NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    initial text NOT NULL,
    parent smallint,
    ondelete text NOT NULL,
    rule text NOT NULL,
    PRIMARY KEY (table_id, number)
);
CREATE INDEX IF NOT EXISTS desk_field_parent ON sync.desk_field (parent) WHERE parent IS NOT NULL;

-- Bytes of documents, once each.
CREATE TABLE IF NOT EXISTS sync.content (
    sha256 text PRIMARY KEY,
    size bigint NOT NULL,
    complete boolean NOT NULL DEFAULT false
);
CREATE TABLE IF NOT EXISTS sync.content_part (
    sha256 text NOT NULL REFERENCES sync.content,
    n integer NOT NULL,
    data bytea NOT NULL,
    PRIMARY KEY (sha256, n)
);
ALTER TABLE sync.content_part ALTER data SET STORAGE EXTERNAL;

-- What was refused, and what was done to officers, devices and rights. Only the administrator reads it.
CREATE TABLE IF NOT EXISTS sync.audit (
    n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    login name NOT NULL DEFAULT session_user,
    officer_id uuid,
    what text NOT NULL,
    detail text NOT NULL DEFAULT '',
    times integer NOT NULL DEFAULT 1,
    last_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX IF NOT EXISTS audit_login ON sync.audit (login, at);
COMMENT ON COLUMN sync.audit.times IS 'the same within an hour is counted, not repeated';

-- How much one device may do; an administrator may change it. A workstation sends at most 5,000 changes and 4 MB.
CREATE TABLE IF NOT EXISTS sync.limits (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    changes integer NOT NULL DEFAULT 20000,
    bytes bigint NOT NULL DEFAULT 67108864,
    turns integer NOT NULL DEFAULT 300,
    pushes integer NOT NULL DEFAULT 1200,
    copies integer NOT NULL DEFAULT 1000,
    stored bigint NOT NULL DEFAULT 21474836480,
    patience interval NOT NULL DEFAULT '5 minutes'
);
INSERT INTO sync.limits DEFAULT VALUES ON CONFLICT DO NOTHING;
COMMENT ON COLUMN sync.limits.turns IS 'changes of one row in a batch';
COMMENT ON COLUMN sync.limits.pushes IS 'batches in a minute';
COMMENT ON COLUMN sync.limits.copies IS 'copies of the database that a device may have had';
COMMENT ON COLUMN sync.limits.stored IS 'bytes of documents in a day';
COMMENT ON COLUMN sync.limits.patience IS 'how long a device may keep all others from writing';

-- How much a device sent lately, see sync.too_much.
ALTER TABLE sync.device ADD COLUMN IF NOT EXISTS pushes_since timestamptz NOT NULL DEFAULT now();
ALTER TABLE sync.device ADD COLUMN IF NOT EXISTS pushes integer NOT NULL DEFAULT 0;
ALTER TABLE sync.device ADD COLUMN IF NOT EXISTS stored_since timestamptz NOT NULL DEFAULT now();
ALTER TABLE sync.device ADD COLUMN IF NOT EXISTS stored bigint NOT NULL DEFAULT 0;

ALTER TABLE sync.changeset ADD COLUMN IF NOT EXISTS received_at timestamptz NOT NULL DEFAULT now();
COMMENT ON COLUMN sync.changeset.received_at IS 'by this server''s clock, whatever the device''s says';

ALTER TABLE sync.desk_table ADD COLUMN IF NOT EXISTS sound text NOT NULL DEFAULT 'true';
COMMENT ON COLUMN sync.desk_table.sound IS 'SQL: whether a new row c.after is one that every device can store';
ALTER TABLE sync.desk_field ADD COLUMN IF NOT EXISTS required boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN sync.desk_field.required IS 'may never be empty';

ALTER TABLE sync.desk_table ADD COLUMN IF NOT EXISTS entity text NOT NULL DEFAULT '';
COMMENT ON COLUMN sync.desk_table.entity IS 'what rights to it are about; empty: see db/shared/rights.py';

-- What each role may do, made from desk.access_right: see sync.renew_views.
CREATE TABLE IF NOT EXISTS sync.role_view (
    role text PRIMARY KEY,
    everything boolean NOT NULL,
    seen smallint[] NOT NULL,
    written smallint[] NOT NULL,
    partly smallint[] NOT NULL,
    veiled smallint[] NOT NULL,
    revision text NOT NULL
);
ALTER TABLE sync.replica ADD COLUMN IF NOT EXISTS rights text;
COMMENT ON COLUMN sync.replica.rights IS 'the revision of its rights that it knows';

-- Before each restored backup the log went on under another name; `ended` is how much of it the backup had.
CREATE TABLE IF NOT EXISTS sync.past_epoch (
    n integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    epoch uuid NOT NULL,
    ended bigint NOT NULL
);
