-- What several platforms know. The row of an entity holds what judging needs, and is locked by whoever judges; its history is what
-- people ask for. The hash is of the key.
CREATE TABLE entities (
  id uuid PRIMARY KEY,
  hash uuid NOT NULL,
  applied bigint NOT NULL,
  judged bigint NOT NULL,
  changed bigint NOT NULL,
  type integer NOT NULL,
  early integer NOT NULL,
  flagged integer NOT NULL,
  conflicts integer NOT NULL,
  key text NOT NULL,
  state text,
  version text,
  marks bytea NOT NULL
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX entities_by_key ON entities (type, hash);
CREATE INDEX entities_by_type ON entities (type, id);
CREATE INDEX entities_by_state ON entities (type, state, id);
CREATE INDEX entities_by_change ON entities (changed);

CREATE TABLE entity_events (
  entity uuid NOT NULL,
  number bigint NOT NULL,
  event uuid NOT NULL,
  at bigint NOT NULL,
  until bigint,
  judged bigint NOT NULL,
  turn bigint,
  source integer NOT NULL,
  verdict smallint NOT NULL,
  flagged boolean NOT NULL,
  type text,
  state text NOT NULL,
  version text,
  why text NOT NULL,
  parked bytea NOT NULL,
  PRIMARY KEY (entity, number)
);
CREATE INDEX entity_events_by_event ON entity_events (event);
CREATE INDEX entity_events_early ON entity_events (entity, number) WHERE verdict = 3;
CREATE INDEX entity_events_until ON entity_events (until) WHERE until IS NOT NULL;
