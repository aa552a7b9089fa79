-- Who claimed a row: what a process that died had in hand is known by it, and needn't wait for the claim to run out.
ALTER TABLE inbox ADD COLUMN holder TEXT;
ALTER TABLE outbox ADD COLUMN holder TEXT;
ALTER TABLE job ADD COLUMN holder TEXT;
