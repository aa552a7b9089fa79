-- What each chat wants to be told, and when; messages that go out as one; what can be undone.

CREATE TABLE notice_choice (
    chat_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    wanted BOOLEAN NOT NULL,
    PRIMARY KEY (chat_id, kind)
);

-- Minutes after midnight in the house's zone; from > until goes over midnight.
CREATE TABLE quiet_time (
    chat_id BIGINT PRIMARY KEY,
    from_minute BIGINT NOT NULL,
    until_minute BIGINT NOT NULL
);

-- The first of a chat and bundle goes out at once; those that follow soon wait a little, and go out as one.
ALTER TABLE outbox ADD COLUMN bundle TEXT;
CREATE INDEX outbox_bundle ON outbox (chat_id, bundle, created_at) WHERE bundle IS NOT NULL;

CREATE TABLE undo (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id BIGINT NOT NULL REFERENCES person (id),
    subject TEXT NOT NULL, -- <kind>:<id>, as in the audit
    inverse TEXT NOT NULL, -- JSON: the command that puts it back, with the version that it applies to
    made_at TEXT NOT NULL,
    until TEXT NOT NULL,
    done_at TEXT
);
CREATE INDEX undo_subject ON undo (person_id, subject, id);
CREATE INDEX undo_until ON undo (until);
