-- Of keys that a server had before the house, not all of the past is known.

-- From when on it is known what was moved when, in seconds since 1970; NULL: of all that the key ever moved.
ALTER TABLE meter ADD COLUMN known_since BIGINT;
UPDATE meter SET known_since = (
    SELECT CAST(strftime('%s', k.created_at) AS INTEGER) - CASE WHEN meter.estimated THEN 0 ELSE 2592000 END FROM access_key k WHERE k.id = meter.key_id
) WHERE EXISTS (
    SELECT 1 FROM access_key k WHERE k.id = meter.key_id AND (k.made_by IS NULL OR EXISTS (
        SELECT 1 FROM difference d WHERE d.server_id = k.server_id AND d.remote_id = k.remote_id AND d.kind = 'foreign')
        -- One that was made again on a server that was set up anew has somebody who made it.
        OR EXISTS (SELECT 1 FROM adoption_key a WHERE a.key_id = k.id))
);
CREATE INDEX meter_known ON meter (known_since) WHERE known_since IS NOT NULL;
