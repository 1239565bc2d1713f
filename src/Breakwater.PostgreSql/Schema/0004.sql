-- The body that was sent, where a transform made it.
ALTER TABLE attempts ADD COLUMN sent bytea NOT NULL DEFAULT ''::bytea;
