-- What a key that isn't the house's has moved, in bytes, as its server counts: shown before it is deleted there.
ALTER TABLE difference ADD COLUMN remote_moved BIGINT;
