-- What keys have moved, and what they may move in which time.

ALTER TABLE plan ADD COLUMN quota_period TEXT NOT NULL DEFAULT 'total'; -- total, day, week, month, billing
ALTER TABLE plan ADD COLUMN stops BOOLEAN; -- whether a used up quota stops its keys; NULL: as the house says
ALTER TABLE access_key ADD COLUMN quota_period TEXT NOT NULL DEFAULT 'total';
ALTER TABLE access_key ADD COLUMN stops BOOLEAN; -- NULL: as the plan says

-- One row a key that ever moved anything. Times that polls write are seconds since 1970.
CREATE TABLE meter (
    key_id BIGINT PRIMARY KEY REFERENCES access_key (id),
    server_id BIGINT NOT NULL REFERENCES server (id),
    total BIGINT NOT NULL, -- cumulative, never falls
    reading BIGINT NOT NULL, -- what the server said last, where it moved anything
    read_at BIGINT NOT NULL,
    epoch_since BIGINT NOT NULL,
    epoch_base BIGINT NOT NULL,
    moved_at BIGINT, -- last traffic
    estimated BOOLEAN NOT NULL,
    period_since TIMESTAMPTZ NOT NULL,
    period_base BIGINT NOT NULL, -- the cumulative when the quota's period began
    extra BIGINT NOT NULL, -- bought for this period
    told BIGINT NOT NULL, -- the highest threshold in percent that was told
    era BIGINT NOT NULL, -- grows when thresholds may be told anew
    alarm BIGINT, -- at this cumulative the quota is looked at
    look_at TIMESTAMPTZ -- at this time, too
);
CREATE INDEX meter_server ON meter (server_id);
CREATE INDEX meter_look ON meter (look_at) WHERE look_at IS NOT NULL;

-- The last good answer of each server; the number grows with each write, so that who remembers readings knows they hold.
CREATE TABLE poll (
    server_id BIGINT PRIMARY KEY REFERENCES server (id),
    polled_at BIGINT NOT NULL,
    rev BIGINT NOT NULL
);

-- Hours begin as the house's zone has them, in seconds since 1970; days are its dates, in days since 1970. A house that
-- moves to another zone leaves what was counted where it is.
CREATE TABLE usage_hour (
    hour BIGINT NOT NULL,
    key_id BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    total BIGINT NOT NULL, -- the cumulative at its end
    PRIMARY KEY (hour, key_id)
);
CREATE INDEX usage_hour_key ON usage_hour (key_id, hour);

CREATE TABLE usage_day (
    day BIGINT NOT NULL,
    key_id BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    PRIMARY KEY (day, key_id)
);
CREATE INDEX usage_day_key ON usage_day (key_id, day);

CREATE TABLE server_hour (
    server_id BIGINT NOT NULL,
    hour BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    active BIGINT NOT NULL, -- keys that moved anything
    PRIMARY KEY (server_id, hour)
);

CREATE TABLE server_day (
    server_id BIGINT NOT NULL,
    day BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    active BIGINT NOT NULL,
    PRIMARY KEY (server_id, day)
);
