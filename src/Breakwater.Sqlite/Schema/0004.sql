-- The body that was sent, where a transform made it.
ALTER TABLE attempts ADD COLUMN sent BLOB NOT NULL DEFAULT x''
