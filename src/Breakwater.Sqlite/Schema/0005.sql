-- What several platforms know. The row of an entity holds what judging needs; its history is what people ask for.
CREATE TABLE entities (
  id INTEGER PRIMARY KEY,
  low INTEGER NOT NULL,
  type INTEGER NOT NULL,
  key TEXT NOT NULL,
  state TEXT,
  version TEXT,
  applied INTEGER NOT NULL,
  judged INTEGER NOT NULL,
  early INTEGER NOT NULL,
  flagged INTEGER NOT NULL,
  conflicts INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  marks BLOB NOT NULL
);
CREATE UNIQUE INDEX entities_by_key ON entities (key, type);
CREATE INDEX entities_by_state ON entities (type, state);
CREATE INDEX entities_by_type ON entities (type);
CREATE INDEX entities_by_change ON entities (changed);

CREATE TABLE entity_events (
  entity INTEGER NOT NULL,
  number INTEGER NOT NULL,
  event INTEGER NOT NULL,
  event_low INTEGER NOT NULL,
  source INTEGER NOT NULL,
  type TEXT,
  state TEXT NOT NULL,
  version TEXT,
  at INTEGER NOT NULL,
  verdict INTEGER NOT NULL,
  why TEXT NOT NULL,
  until INTEGER,
  flagged INTEGER NOT NULL,
  judged INTEGER NOT NULL,
  turn INTEGER,
  parked BLOB NOT NULL,
  PRIMARY KEY (entity, number)
) WITHOUT ROWID;
CREATE INDEX entity_events_by_event ON entity_events (event);
CREATE INDEX entity_events_early ON entity_events (entity) WHERE verdict = 3;
CREATE INDEX entity_events_until ON entity_events (until) WHERE until IS NOT NULL;
