-- Deliveries that go in order, and only they, have a line: 64 bits of the SHA-256 of their key. One of a line has the turn, and it alone is
-- due. Place and id say who comes next: the version as a text that sorts, or the place of what was recorded before it. The bits are those of
-- Storage/Ordering.cs: 1 latest, 2 holds nothing once dead, 4 forced, 8 without a version. Rest is
-- when one that was tried may be tried again, once it has the turn. Rival is the event that is in its way.
ALTER TABLE deliveries ADD COLUMN line INTEGER;
ALTER TABLE deliveries ADD COLUMN ordering INTEGER;
ALTER TABLE deliveries ADD COLUMN place TEXT;
ALTER TABLE deliveries ADD COLUMN rest INTEGER;
ALTER TABLE deliveries ADD COLUMN rival INTEGER;
ALTER TABLE deliveries ADD COLUMN rival_low INTEGER;
CREATE INDEX deliveries_line ON deliveries (destination, line, place, id)
  WHERE line IS NOT NULL AND (state = 0 OR (state = 2 AND (ordering & 2) = 0));
CREATE INDEX deliveries_rest ON deliveries (destination, rest) WHERE rest IS NOT NULL;
CREATE INDEX deliveries_turn ON deliveries (destination, line) WHERE line IS NOT NULL AND state = 0 AND due IS NOT NULL;

-- The highest version that a destination got of a key, and the event that brought it; it is forgotten with that event.
CREATE TABLE lines (
  destination INTEGER NOT NULL, line INTEGER NOT NULL, place TEXT NOT NULL, event INTEGER NOT NULL, low INTEGER NOT NULL,
  PRIMARY KEY (destination, line)
) WITHOUT ROWID;
CREATE INDEX lines_by_event ON lines (event);
