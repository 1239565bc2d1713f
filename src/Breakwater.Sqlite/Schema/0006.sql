-- Whether a request that got no answer may have taken effect (Model/Ambiguity.cs): 1 it may, 2 and a person decides: the delivery waits and is
-- not due. What took its destination's place, and what it stands in for: texts of Storage/FallbackText.cs.
ALTER TABLE deliveries ADD COLUMN doubt INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN fallback TEXT;
ALTER TABLE deliveries ADD COLUMN instead TEXT;
CREATE INDEX deliveries_held ON deliveries (destination) WHERE doubt = 2;

-- Which delivery got the last good answer to a request (128 bits of the SHA-256 of it). Only for destinations that fall back to such answers.
CREATE TABLE good_answers (request BLOB PRIMARY KEY, delivery INTEGER NOT NULL, low INTEGER NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX good_answers_by_delivery ON good_answers (delivery);
