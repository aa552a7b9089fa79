-- Backups that were made or offered, and the places where each lies.
CREATE TABLE backup (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE, -- the file's
    maker TEXT NOT NULL, -- schedule, hand, before-restore, offered
    person_id BIGINT, -- who asked for it
    state TEXT NOT NULL, -- making, good, failed, offered, deleted
    size BIGINT, -- bytes
    manifest TEXT, -- JSON: what it says of itself
    error TEXT, -- why it failed: a stable name
    made_at TEXT NOT NULL,
    finished_at TEXT
);
CREATE INDEX backup_made ON backup (made_at) WHERE state <> 'deleted';

CREATE TABLE backup_copy (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    backup_id BIGINT NOT NULL REFERENCES backup (id),
    place TEXT NOT NULL, -- folder, chat
    target BIGINT NOT NULL, -- the chat; 0 for the folder
    reference TEXT, -- by which the place finds it
    state TEXT NOT NULL, -- making, good, failed, leaving, gone
    error TEXT,
    proved_at TEXT,
    UNIQUE (backup_id, place, target)
);
CREATE INDEX backup_copy_leaving ON backup_copy (id) WHERE state = 'leaving';
