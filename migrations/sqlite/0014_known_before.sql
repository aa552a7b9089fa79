-- Who was known to the house that a restore has replaced, and isn't to this one.

ALTER TABLE stranger ADD COLUMN known_before BOOLEAN NOT NULL DEFAULT FALSE;
