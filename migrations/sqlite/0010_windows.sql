-- Bursts leave the window of 30 days when they came, and a server is known by its own id.

ALTER TABLE poll ADD COLUMN uid TEXT; -- the server's own id, as of the last poll; NULL: not asked yet

-- The cumulative at a reading within an hour that moved much. Times are seconds since 1970.
CREATE TABLE usage_point (
    key_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    total BIGINT NOT NULL,
    PRIMARY KEY (key_id, at)
) WITHOUT ROWID;
CREATE INDEX usage_point_at ON usage_point (at);

-- What opens an archive of another house that a person sent: sealed; emptied once it isn't needed any more.
ALTER TABLE backup ADD COLUMN passphrase TEXT;
