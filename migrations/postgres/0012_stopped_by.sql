-- Who suspended a key, and whether the house did: what the house stopped its seller can't let go on.

ALTER TABLE access_key ADD COLUMN suspended_by BIGINT REFERENCES person (id);
ALTER TABLE access_key ADD COLUMN suspended_by_house BOOLEAN NOT NULL DEFAULT FALSE;

-- Those of before: as the log has it. What it doesn't say was the house's doing.
UPDATE access_key SET suspended_by = (SELECT p.id FROM audit a JOIN person p ON a.actor = 'person:' || p.id
    WHERE a.subject = 'key:' || access_key.id AND a.action = 'key.suspend' AND a.result = 'ok' ORDER BY a.id DESC LIMIT 1)
WHERE suspended_at IS NOT NULL;
UPDATE access_key SET suspended_by_house = NOT EXISTS (SELECT 1 FROM person p
    WHERE p.id = access_key.suspended_by AND p.role = 'representative')
WHERE suspended_at IS NOT NULL;
