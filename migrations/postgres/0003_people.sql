-- People: what representatives may sell, customers, invitations, and when people were here last.

ALTER TABLE person ADD COLUMN seen_at TIMESTAMPTZ; -- to the hour

ALTER TABLE representative ADD COLUMN state TEXT NOT NULL DEFAULT 'active';
ALTER TABLE representative ADD COLUMN max_keys BIGINT; -- keys that live at a time; NULL: no limit
ALTER TABLE representative ADD COLUMN tests_a_day BIGINT NOT NULL DEFAULT 5;
ALTER TABLE representative ADD COLUMN all_plans BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE representative ADD COLUMN all_servers BOOLEAN NOT NULL DEFAULT TRUE;

-- What a representative may sell who may not sell all.
CREATE TABLE representative_plan (
    representative_id BIGINT NOT NULL REFERENCES representative (id),
    plan_id BIGINT NOT NULL REFERENCES plan (id),
    PRIMARY KEY (representative_id, plan_id)
);
CREATE TABLE representative_server (
    representative_id BIGINT NOT NULL REFERENCES representative (id),
    server_id BIGINT NOT NULL REFERENCES server (id),
    PRIMARY KEY (representative_id, server_id)
);

CREATE TABLE customer (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    representative_id BIGINT REFERENCES representative (id), -- NULL: the house's own
    name TEXT NOT NULL,
    note TEXT NOT NULL,
    person_id BIGINT REFERENCES person (id), -- NULL until somebody opened a link
    created_at TIMESTAMPTZ NOT NULL,
    version BIGINT NOT NULL
);
-- A person is one customer of each seller; 0 stands for the house itself.
CREATE UNIQUE INDEX customer_person ON customer (person_id, COALESCE(representative_id, 0)) WHERE person_id IS NOT NULL;
CREATE INDEX customer_of ON customer (representative_id, id);

ALTER TABLE access_key ADD COLUMN customer_id BIGINT REFERENCES customer (id);
CREATE INDEX access_key_customer ON access_key (customer_id, id) WHERE customer_id IS NOT NULL;

CREATE TABLE invitation (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code BYTEA NOT NULL, -- sealed; emptied once it is good for nothing
    code_hash BYTEA NOT NULL UNIQUE, -- keyed
    kind TEXT NOT NULL, -- what it carries, in the columns below
    role TEXT,
    name TEXT,
    representative_id BIGINT REFERENCES representative (id),
    customer_id BIGINT REFERENCES customer (id),
    key_id BIGINT REFERENCES access_key (id),
    seller_id BIGINT REFERENCES representative (id), -- on whose behalf; NULL: the house itself
    made_by BIGINT NOT NULL REFERENCES person (id),
    made_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ,
    used_by BIGINT REFERENCES person (id),
    revoked_at TIMESTAMPTZ
);
CREATE INDEX invitation_open ON invitation (id) WHERE used_at IS NULL AND revoked_at IS NULL;

ALTER TABLE session ADD COLUMN view_as BIGINT REFERENCES representative (id); -- as whom an owner looks at the house
