-- Ids have 128 bits. The high half is positive, unique in a store and grows, so it is the row's number: no index is needed for ids,
-- and walking a table is walking through time. The low half is compared on lookup. Moments are ticks of UTC. Names of sources,
-- destinations and nodes are kept once.

CREATE TABLE names (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);

-- A source with a type: one index on events serves searches for either, and for patterns of types.
CREATE TABLE kinds (id INTEGER PRIMARY KEY, source INTEGER NOT NULL, type TEXT);
CREATE INDEX kinds_by_source ON kinds (source, type);
CREATE INDEX kinds_by_type ON kinds (type);

CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  low INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  received INTEGER NOT NULL,
  occurred INTEGER,
  idempotency TEXT NOT NULL,
  key TEXT,
  version TEXT,
  trace TEXT,
  headers BLOB NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX events_by_kind ON events (kind);
CREATE INDEX events_by_key ON events (key) WHERE key IS NOT NULL;

-- 64 bits of the SHA-256 of source and idempotency id; the whole id is compared with the event's. New ones are gathered, a row a
-- commit (16 bytes each: hash, event), and carried over in portions sorted by hash: see FreshIdentities.cs.
CREATE TABLE identities (hash INTEGER NOT NULL, event INTEGER NOT NULL, PRIMARY KEY (hash, event)) WITHOUT ROWID;
CREATE TABLE fresh_identities (id INTEGER PRIMARY KEY, pairs BLOB NOT NULL);

-- Only of events that came again: an event's own row never changes.
CREATE TABLE duplicates (event INTEGER PRIMARY KEY, count INTEGER NOT NULL, last INTEGER NOT NULL);

CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY,
  low INTEGER NOT NULL,
  event INTEGER NOT NULL,
  destination INTEGER NOT NULL,
  state INTEGER NOT NULL,
  due INTEGER,
  attempts INTEGER NOT NULL,
  since INTEGER NOT NULL,
  before INTEGER NOT NULL,
  status INTEGER,
  error TEXT,
  settled INTEGER,
  replay INTEGER,
  replay_low INTEGER,
  started INTEGER NOT NULL DEFAULT 0,
  started_at INTEGER,
  started_node INTEGER
);
CREATE INDEX deliveries_due ON deliveries (destination, due) WHERE state = 0;
CREATE INDEX deliveries_by_state ON deliveries (destination, state);
CREATE INDEX deliveries_by_event ON deliveries (event);
CREATE INDEX deliveries_started ON deliveries (started) WHERE started > 0;

CREATE TABLE attempts (
  delivery INTEGER NOT NULL,
  number INTEGER NOT NULL,
  started INTEGER NOT NULL,
  duration INTEGER NOT NULL,
  node INTEGER NOT NULL,
  outcome INTEGER NOT NULL,
  status INTEGER,
  error TEXT,
  decision TEXT NOT NULL,
  request BLOB NOT NULL,
  response BLOB NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (delivery, number)
) WITHOUT ROWID;

CREATE TABLE replays (
  id INTEGER PRIMARY KEY,
  low INTEGER NOT NULL,
  source TEXT,
  type TEXT,
  key TEXT,
  state INTEGER,
  destination TEXT,
  text TEXT,
  received_from INTEGER,
  received_to INTEGER,
  destinations BLOB,
  rate REAL,
  progress INTEGER NOT NULL,
  created INTEGER NOT NULL,
  ended INTEGER,
  total INTEGER NOT NULL,
  done INTEGER NOT NULL,
  deliveries INTEGER NOT NULL,
  cursor INTEGER,
  cursor_low INTEGER
);

-- Counters, changed once a transaction.
CREATE TABLE counts (
  destination INTEGER NOT NULL, state INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (destination, state)
) WITHOUT ROWID;
CREATE TABLE sources (source INTEGER PRIMARY KEY, events INTEGER NOT NULL, duplicates INTEGER NOT NULL, last INTEGER NOT NULL);

-- By how many milliseconds ids were ahead of arrivals, at least and at most: turns a span of time into a span of ids.
CREATE TABLE skew (id INTEGER PRIMARY KEY CHECK (id = 1), least INTEGER NOT NULL, greatest INTEGER NOT NULL);
INSERT INTO skew VALUES (1, 0, 0);

-- What the probe writes.
CREATE TABLE probe (id INTEGER PRIMARY KEY CHECK (id = 1), count INTEGER NOT NULL);
INSERT INTO probe VALUES (1, 0);
