-- Taking over what a server has already: what was found there, who gets it, and what became of each.

CREATE TABLE adoption (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    server_id BIGINT NOT NULL REFERENCES server (id),
    person_id BIGINT NOT NULL REFERENCES person (id), -- who began it
    state TEXT NOT NULL, -- looking, silent, draft, running, stopped, done, dropped
    mapping TEXT NOT NULL, -- JSON: rules, list, what becomes of the rest
    trouble TEXT, -- why the server doesn't answer
    began_at TIMESTAMPTZ NOT NULL,
    looked_at TIMESTAMPTZ, -- when the server told what it has
    finished_at TIMESTAMPTZ,
    version BIGINT NOT NULL
);
-- One at a time for a server.
CREATE UNIQUE INDEX adoption_open ON adoption (server_id) WHERE state NOT IN ('done', 'dropped');
CREATE INDEX adoption_finished ON adoption (finished_at) WHERE finished_at IS NOT NULL;

-- Each key that was found, once.
CREATE TABLE adoption_key (
    adoption_id BIGINT NOT NULL REFERENCES adoption (id),
    remote_id TEXT NOT NULL,
    place BIGINT NOT NULL, -- in the server's order
    name TEXT NOT NULL, -- as it is there; may be empty
    remote_limit BIGINT, -- bytes, as set there
    moved BIGINT, -- bytes within 30 days; NULL: the server doesn't tell
    fate TEXT, -- what became of it; NULL: nothing yet
    key_id BIGINT REFERENCES access_key (id), -- as which it was adopted
    PRIMARY KEY (adoption_id, remote_id)
);
CREATE INDEX adoption_key_open ON adoption_key (adoption_id, place) WHERE fate IS NULL;
CREATE INDEX adoption_key_key ON adoption_key (key_id) WHERE key_id IS NOT NULL;
