-- Ids have 128 bits and lead with time, so a primary key is a walk through time. Moments are ticks of UTC. Names of sources,
-- destinations and nodes are kept once. Texts that others choose are never in an index: their hashes are.

CREATE TABLE names (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text text NOT NULL UNIQUE);

-- A source with a type: one index on events serves searches for either, and for patterns of types. The hash is of both.
CREATE TABLE kinds (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source integer NOT NULL,
  type text,
  hash uuid NOT NULL UNIQUE
);
CREATE INDEX kinds_by_source ON kinds (source);

CREATE TABLE events (
  id uuid PRIMARY KEY,
  received bigint NOT NULL,
  occurred bigint,
  key_hash bigint,
  kind integer NOT NULL,
  idempotency text NOT NULL,
  key text,
  version text,
  trace text,
  headers bytea NOT NULL,
  body bytea NOT NULL
) WITH (autovacuum_vacuum_insert_scale_factor = 0.05);
CREATE INDEX events_by_kind ON events (kind, id) INCLUDE (received);
CREATE INDEX events_by_key ON events (key_hash, id) WHERE key_hash IS NOT NULL;

-- 128 bits of the SHA-256 of the idempotency id, unique across everything, whatever events are divided by.
CREATE TABLE identities (source integer NOT NULL, hash uuid NOT NULL, event uuid NOT NULL, PRIMARY KEY (source, hash));

-- Only of events that came again: an event's own row never changes.
CREATE TABLE duplicates (event uuid PRIMARY KEY, count bigint NOT NULL, last bigint NOT NULL) WITH (fillfactor = 70);

-- No index holds what settling changes, and each page keeps room for a second version of its rows: so settling writes no index.
CREATE TABLE deliveries (
  id uuid PRIMARY KEY,
  event uuid NOT NULL,
  due bigint,
  since bigint NOT NULL,
  settled bigint,
  destination integer NOT NULL,
  attempts integer NOT NULL,
  before integer NOT NULL,
  status integer,
  shard smallint NOT NULL,
  state smallint NOT NULL,
  replay uuid,
  error text
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX deliveries_by_event ON deliveries (event, id);
CREATE INDEX deliveries_by_destination ON deliveries (destination, id);

-- A row for each delivery that did not arrive: what waits, and what was given up. What arrives leaves it, so it stays small.
CREATE TABLE undelivered (
  delivery uuid NOT NULL,
  due bigint,
  destination integer NOT NULL,
  shard smallint NOT NULL,
  state smallint NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX undelivered_due ON undelivered (shard, destination, due, delivery) WHERE state = 0;
CREATE UNIQUE INDEX undelivered_waiting ON undelivered (destination, delivery) WHERE state = 0;
CREATE UNIQUE INDEX undelivered_given_up ON undelivered (destination, state, delivery) WHERE state > 0;

-- Attempts that have begun and not ended within one commit.
CREATE TABLE started (
  delivery uuid PRIMARY KEY,
  at bigint NOT NULL,
  number integer NOT NULL,
  node integer,
  shard smallint NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000, autovacuum_vacuum_cost_delay = 0);

CREATE TABLE attempts (
  delivery uuid NOT NULL,
  started bigint NOT NULL,
  duration bigint NOT NULL,
  number integer NOT NULL,
  node integer NOT NULL,
  status integer,
  outcome smallint NOT NULL,
  error text,
  decision text NOT NULL,
  request bytea NOT NULL,
  response bytea NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (delivery, number)
) WITH (autovacuum_vacuum_insert_scale_factor = 0.05);

CREATE TABLE replays (
  id uuid PRIMARY KEY,
  source text,
  type text,
  key text,
  state smallint,
  destination text,
  text text,
  received_from bigint,
  received_to bigint,
  destinations bytea,
  rate double precision,
  progress smallint NOT NULL,
  created bigint NOT NULL,
  ended bigint,
  total bigint NOT NULL,
  done bigint NOT NULL,
  deliveries bigint NOT NULL,
  cursor uuid
);

-- Counters. Each has several rows that are summed when it is read: two commits under way hardly ever meet in one.
CREATE TABLE counts (
  destination integer NOT NULL, state smallint NOT NULL, slot smallint NOT NULL, count bigint NOT NULL,
  PRIMARY KEY (destination, state, slot)
) WITH (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
CREATE TABLE sources (
  source integer NOT NULL, slot smallint NOT NULL, events bigint NOT NULL, duplicates bigint NOT NULL, last bigint NOT NULL,
  PRIMARY KEY (source, slot)
) WITH (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- By how many milliseconds ids were ahead of arrivals, at least and at most: turns a span of time into a span of ids.
CREATE TABLE skew (id integer PRIMARY KEY CHECK (id = 1), least bigint NOT NULL, greatest bigint NOT NULL);
INSERT INTO skew VALUES (1, 0, 0);

-- What the probe writes.
CREATE TABLE probe (id integer PRIMARY KEY CHECK (id = 1), count bigint NOT NULL) WITH (fillfactor = 20);
INSERT INTO probe VALUES (1, 0);

-- Who works. A lease is one moment by this server's clock; a shard whose owner's lease is over is free.
CREATE TABLE nodes (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  started timestamptz NOT NULL,
  until timestamptz NOT NULL
) WITH (fillfactor = 50);
CREATE TABLE shards (shard smallint PRIMARY KEY, owner integer, epoch bigint NOT NULL DEFAULT 0) WITH (fillfactor = 20);
INSERT INTO shards (shard) SELECT generate_series(0, 63);
