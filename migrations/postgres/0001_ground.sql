-- The ground: people, servers, plans, keys, sales, and what keeps a bot honest (inbox, outbox, jobs, audit).

CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL
);

-- Counts the changes of settings.
INSERT INTO setting (name, value, changed_at) VALUES ('.rev', '0', TIMESTAMPTZ 'epoch');

CREATE TABLE person (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    chat_id BIGINT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    username TEXT,
    role TEXT NOT NULL,
    state TEXT NOT NULL,
    language TEXT NOT NULL,
    numerals TEXT NOT NULL,
    calendar TEXT NOT NULL,
    reachable BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE representative (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name TEXT NOT NULL,
    person_id BIGINT UNIQUE REFERENCES person (id),
    created_at TIMESTAMPTZ NOT NULL,
    version BIGINT NOT NULL
);

-- People whom the house doesn't know and has answered once.
CREATE TABLE stranger (
    chat_id BIGINT PRIMARY KEY,
    answered_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE server (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    secret BYTEA NOT NULL, -- sealed: how to reach it
    remote_uid TEXT NOT NULL, -- its own id, by which it is recognised when it is added again
    address TEXT NOT NULL DEFAULT '', -- host and port of its management API
    host TEXT NOT NULL,
    state TEXT NOT NULL,
    health TEXT NOT NULL,
    health_since TIMESTAMPTZ,
    checked_at TIMESTAMPTZ,
    latency_ms BIGINT,
    fails BIGINT NOT NULL,
    trouble TEXT,
    remote_version TEXT,
    remote_keys BIGINT,
    created_at TIMESTAMPTZ NOT NULL,
    version BIGINT NOT NULL
);
-- A server is in the house once; one that was let go may come back.
CREATE UNIQUE INDEX server_remote ON server (remote_uid) WHERE state <> 'removed';

CREATE TABLE plan (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name TEXT NOT NULL,
    days BIGINT, -- NULL: it doesn't end
    from_first_use BOOLEAN NOT NULL,
    quota BIGINT, -- bytes; NULL: unlimited
    price BIGINT NOT NULL, -- minor units
    currency TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE access_key (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    server_id BIGINT NOT NULL REFERENCES server (id),
    plan_id BIGINT REFERENCES plan (id),
    representative_id BIGINT REFERENCES representative (id),
    made_by BIGINT REFERENCES person (id),
    name TEXT NOT NULL,
    name_folded TEXT COLLATE "C" NOT NULL, -- what people see as the same name is the same
    remote_id TEXT NOT NULL,
    phase TEXT NOT NULL,
    suspended_at TIMESTAMPTZ,
    expired_at TIMESTAMPTZ,
    exhausted_at TIMESTAMPTZ,
    days BIGINT,
    from_first_use BOOLEAN NOT NULL,
    expires_at TIMESTAMPTZ,
    expiry_own BOOLEAN NOT NULL,
    quota BIGINT,
    quota_own BOOLEAN NOT NULL,
    first_used_at TIMESTAMPTZ,
    access_url BYTEA, -- sealed
    access_url_hash BYTEA, -- keyed: a pasted access URL is found by it
    desired_rev BIGINT NOT NULL,
    synced_rev BIGINT NOT NULL,
    trouble TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    activated_at TIMESTAMPTZ,
    confirmed_at TIMESTAMPTZ, -- when its server last confirmed it
    missing_at TIMESTAMPTZ, -- since when its server, which had confirmed it, doesn't have it
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL,
    UNIQUE (server_id, remote_id)
);
-- 0 stands for the house itself.
CREATE UNIQUE INDEX access_key_name ON access_key (COALESCE(representative_id, 0), name_folded) WHERE phase <> 'deleted';
CREATE INDEX access_key_url ON access_key (access_url_hash);
CREATE INDEX access_key_expiry ON access_key (expires_at) WHERE phase = 'live' AND expired_at IS NULL;
CREATE INDEX access_key_out_of_step ON access_key (id) WHERE synced_rev < desired_rev;
-- Lists leave deleted keys out; these serve them, newest first.
CREATE INDEX access_key_present ON access_key (id) WHERE phase <> 'deleted';
CREATE INDEX access_key_present_of ON access_key (representative_id, id) WHERE phase <> 'deleted';
CREATE INDEX access_key_present_at ON access_key (server_id, id) WHERE phase <> 'deleted';
CREATE INDEX access_key_missing ON access_key (server_id, id) WHERE missing_at IS NOT NULL;
-- Counts by state are read from this alone.
-- What a list by state asks for, in the same words as `store::keys` asks: few keys among many.
CREATE INDEX access_key_stopped ON access_key (id)
    WHERE phase = 'live' AND (suspended_at IS NOT NULL OR expired_at IS NOT NULL OR exhausted_at IS NOT NULL);
CREATE INDEX access_key_unfinished ON access_key (id)
    WHERE phase <> 'deleted' AND (phase IN ('provisioning', 'failed', 'deleting') OR synced_rev < desired_rev);
CREATE INDEX access_key_state ON access_key (representative_id, phase, suspended_at, expired_at, exhausted_at)
WHERE phase <> 'deleted';

CREATE TABLE sale (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    once TEXT NOT NULL UNIQUE, -- what it is for: a sale is written once
    key_id BIGINT NOT NULL REFERENCES access_key (id),
    plan_id BIGINT NOT NULL REFERENCES plan (id),
    representative_id BIGINT REFERENCES representative (id),
    price BIGINT NOT NULL,
    currency TEXT NOT NULL,
    sold_at TIMESTAMPTZ NOT NULL,
    reversed_at TIMESTAMPTZ
);
CREATE INDEX sale_key ON sale (key_id);

CREATE TABLE difference (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    server_id BIGINT NOT NULL REFERENCES server (id),
    remote_id TEXT NOT NULL,
    kind TEXT NOT NULL, -- foreign: there, but not ours; missing: ours, but not there; rebuilt: none of ours is there any more
    remote_name TEXT NOT NULL,
    remote_limit BIGINT, -- bytes, as set there
    key_id BIGINT REFERENCES access_key (id),
    state TEXT NOT NULL, -- open, ignored, settled
    found_at TIMESTAMPTZ NOT NULL,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX difference_once ON difference (server_id, remote_id) WHERE state <> 'settled';

-- One row a private chat: its living message, and the form being filled in.
CREATE TABLE session (
    chat_id BIGINT PRIMARY KEY,
    living_message BIGINT,
    form TEXT,
    form_seq BIGINT NOT NULL,
    watch TEXT, -- the screen that the living message follows
    unshown TEXT, -- what the last change decided to show, until it was shown
    rev BIGINT NOT NULL DEFAULT 0, -- grows with each change
    updated_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX session_unshown ON session (updated_at) WHERE unshown IS NOT NULL;

CREATE TABLE list_filter (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id BIGINT NOT NULL REFERENCES person (id),
    body TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE search_term (
    subject_kind TEXT NOT NULL,
    subject_id BIGINT NOT NULL,
    term TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (subject_kind, term, subject_id)
);
CREATE INDEX search_term_subject ON search_term (subject_kind, subject_id);

CREATE TABLE inbox (
    update_id BIGINT PRIMARY KEY,
    chat_id BIGINT,
    body BYTEA NOT NULL, -- sealed; emptied when done
    received_at TIMESTAMPTZ NOT NULL,
    attempts BIGINT NOT NULL,
    claimed_until TIMESTAMPTZ,
    done_at TIMESTAMPTZ,
    outcome TEXT
);
CREATE INDEX inbox_open ON inbox (update_id) WHERE done_at IS NULL;
CREATE INDEX inbox_done ON inbox (done_at) WHERE done_at IS NOT NULL;

CREATE TABLE outbox (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    once TEXT UNIQUE, -- what it speaks of: said once
    chat_id BIGINT NOT NULL,
    notice TEXT NOT NULL,
    state TEXT NOT NULL, -- waiting, sent, failed, unreachable
    send_after TIMESTAMPTZ NOT NULL,
    attempts BIGINT NOT NULL,
    message_id BIGINT,
    error TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ
);
CREATE INDEX outbox_waiting ON outbox (send_after, id) WHERE state = 'waiting';
CREATE INDEX outbox_chat ON outbox (chat_id) WHERE state = 'waiting';
CREATE INDEX outbox_finished ON outbox (finished_at) WHERE finished_at IS NOT NULL;

CREATE TABLE job (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    once TEXT NOT NULL, -- what it is about: there is one unfinished job of a name
    lane TEXT, -- the server that it waits for: few of one lane run at once
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL, -- waiting, running, done, failed
    run_at TIMESTAMPTZ NOT NULL,
    attempts BIGINT NOT NULL,
    fence BIGINT NOT NULL,
    lease_until TIMESTAMPTZ,
    again_at TIMESTAMPTZ, -- asked for once more while it was running
    progress TEXT,
    tell BIGINT, -- the chat that gets the result as a message: it looks at something else
    error TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ
);
CREATE UNIQUE INDEX job_once ON job (once) WHERE state IN ('waiting', 'running');
CREATE INDEX job_due ON job (run_at, id) WHERE state = 'waiting';
CREATE INDEX job_running ON job (lease_until) WHERE state = 'running';
CREATE INDEX job_finished ON job (finished_at) WHERE finished_at IS NOT NULL;

CREATE TABLE schedule (
    name TEXT PRIMARY KEY,
    due_at TIMESTAMPTZ NOT NULL
);

-- Who alone does a thing at a time: the outbox's sender, the poller, the audit's sealer.
CREATE TABLE lease (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    fence BIGINT NOT NULL,
    until TIMESTAMPTZ NOT NULL
);

CREATE TABLE audit (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at TIMESTAMPTZ NOT NULL,
    actor TEXT NOT NULL, -- person:<id>, job:<name>, machine, chat:<id> for people unknown
    chat_id BIGINT,
    action TEXT NOT NULL,
    subject TEXT NOT NULL, -- <kind>:<id>, or empty
    detail TEXT NOT NULL, -- JSON: before, after, without secrets
    result TEXT NOT NULL -- ok, refused, failed
);
CREATE INDEX audit_subject ON audit (subject, id);

-- The chain: each entry's MAC covers the one before.
CREATE TABLE audit_seal (
    seq BIGINT PRIMARY KEY,
    audit_id BIGINT NOT NULL UNIQUE REFERENCES audit (id),
    mac BYTEA NOT NULL
);

-- Refusals, folded per source, action and hour, so that nobody floods the log.
CREATE TABLE refusal (
    source TEXT NOT NULL,
    action TEXT NOT NULL,
    hour TIMESTAMPTZ NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (source, action, hour)
);

CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit EXECUTE FUNCTION append_only();
CREATE TRIGGER audit_seal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seal EXECUTE FUNCTION append_only();
