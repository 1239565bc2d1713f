-- Ids are 128 bits. The high half is positive, unique in the store and grows with time: it is the rowid, so ids need no index and pages
-- by id are in the order of time. The low half is random and compared on lookup. Moments are ticks of 100 ns since year 1, UTC.

CREATE TABLE names (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  low INTEGER NOT NULL,
  source INTEGER NOT NULL,
  idempotency_id TEXT NOT NULL,
  type TEXT,
  key TEXT,
  version TEXT,
  occurred_at INTEGER,
  received_at INTEGER NOT NULL,
  traceparent TEXT,
  headers BLOB NOT NULL,
  body BLOB NOT NULL
) STRICT;

CREATE INDEX events_by_source ON events (source);
CREATE INDEX events_by_type ON events (type) WHERE type IS NOT NULL;
CREATE INDEX events_by_key ON events (key) WHERE key IS NOT NULL;

-- What makes two arrivals the same event. Events themselves never change: further arrivals are counted here.
CREATE TABLE identities (
  source INTEGER NOT NULL,
  hash BLOB NOT NULL,
  event INTEGER NOT NULL,
  duplicates INTEGER NOT NULL DEFAULT 0,
  last_duplicate_at INTEGER,
  PRIMARY KEY (source, hash)
) STRICT, WITHOUT ROWID;

-- state: 0 waiting, 1 delivered, 2 dead, 3 stale, 4 cancelled.
CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY,
  low INTEGER NOT NULL,
  event INTEGER NOT NULL,
  destination INTEGER NOT NULL,
  state INTEGER NOT NULL,
  due INTEGER,
  attempts INTEGER NOT NULL,
  since INTEGER NOT NULL,
  attempts_before INTEGER NOT NULL,
  last_status INTEGER,
  last_error TEXT,
  settled_at INTEGER,
  replay INTEGER,
  replay_low INTEGER,
  started INTEGER,
  started_at INTEGER,
  started_node TEXT
) STRICT;

CREATE INDEX deliveries_by_event ON deliveries (event);
CREATE INDEX deliveries_by_destination ON deliveries (destination);
CREATE INDEX deliveries_due ON deliveries (destination, due, id) WHERE state = 0;
CREATE INDEX deliveries_ended ON deliveries (state, destination) WHERE state > 1;
CREATE INDEX deliveries_started ON deliveries (id) WHERE started IS NOT NULL;

CREATE TABLE attempts (
  delivery INTEGER NOT NULL,
  number INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  duration INTEGER NOT NULL,
  node TEXT NOT NULL,
  outcome INTEGER NOT NULL,
  status INTEGER,
  error TEXT,
  decision TEXT NOT NULL,
  request_headers BLOB NOT NULL,
  response_headers BLOB NOT NULL,
  response_body BLOB NOT NULL,
  PRIMARY KEY (delivery, number)
) STRICT, WITHOUT ROWID;

-- Counters, changed once a commit and never counted from rows.
CREATE TABLE delivery_counts (
  destination INTEGER NOT NULL,
  state INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (destination, state)
) STRICT, WITHOUT ROWID;

CREATE TABLE source_counts (
  source INTEGER PRIMARY KEY,
  events INTEGER NOT NULL,
  duplicates INTEGER NOT NULL,
  last_at INTEGER
) STRICT;

CREATE TABLE replays (
  id INTEGER PRIMARY KEY,
  low INTEGER NOT NULL,
  filter TEXT NOT NULL,
  destinations TEXT,
  rate REAL,
  state INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  total INTEGER NOT NULL,
  done INTEGER NOT NULL,
  deliveries INTEGER NOT NULL,
  cursor INTEGER,
  cursor_low INTEGER
) STRICT;

CREATE TABLE probe (
  id INTEGER PRIMARY KEY,
  times INTEGER NOT NULL
) STRICT;

INSERT INTO probe VALUES (1, 0);
