-- Keys that are made many in one go, and keys to try the house with.

CREATE TABLE batch (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    once TEXT NOT NULL UNIQUE, -- the form that asked for it: a second tap makes no second batch
    person_id BIGINT REFERENCES person (id), -- who asked, and is told
    representative_id BIGINT REFERENCES representative (id), -- NULL: the house itself
    plan_id BIGINT NOT NULL REFERENCES plan (id),
    server_id BIGINT NOT NULL REFERENCES server (id),
    total BIGINT NOT NULL,
    state TEXT NOT NULL, -- making, stopping, done
    round BIGINT NOT NULL, -- grows when what failed is tried again: each is told once
    round_total BIGINT NOT NULL, -- to be made in this round
    round_at TEXT NOT NULL, -- when that began
    made BIGINT NOT NULL, -- as told last
    failed BIGINT NOT NULL,
    pending BIGINT NOT NULL,
    told_at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    finished_at TEXT,
    version BIGINT NOT NULL
);
CREATE INDEX batch_open ON batch (server_id) WHERE state <> 'done';

ALTER TABLE access_key ADD COLUMN batch_id BIGINT REFERENCES batch (id);
ALTER TABLE access_key ADD COLUMN tried BOOLEAN NOT NULL DEFAULT FALSE; -- the server may have heard of it
ALTER TABLE access_key ADD COLUMN test BOOLEAN NOT NULL DEFAULT FALSE; -- to try the house with; never sold
CREATE INDEX access_key_batch ON access_key (batch_id, id) WHERE batch_id IS NOT NULL;

-- Test keys made in a day of the house's zone.
CREATE TABLE test_day (
    maker TEXT NOT NULL, -- representative:<id>, person:<id>
    day BIGINT NOT NULL, -- days since 1970
    made BIGINT NOT NULL,
    PRIMARY KEY (maker, day)
);
