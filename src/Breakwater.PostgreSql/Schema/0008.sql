-- The tokens that were made with `breakwater token`: the hash is the SHA-256 of the token, which is in no store.
CREATE TABLE tokens (
  name text PRIMARY KEY, hash bytea NOT NULL, role smallint NOT NULL, created bigint NOT NULL, creator text NOT NULL
);

-- What operators did. The id leads with time; results are those of Storage/IAuditStore.cs.
CREATE TABLE audit (
  id uuid PRIMARY KEY,
  at bigint NOT NULL,
  result smallint NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  target text,
  detail text,
  address text,
  node text NOT NULL,
  reason text
);
CREATE INDEX audit_by_actor ON audit (actor, id);
CREATE INDEX audit_by_action ON audit (action, id);

-- Which keys sealed bodies and headers, and when (ticks): a key that is missing is told at a start.
CREATE TABLE seals (key text PRIMARY KEY, first bigint NOT NULL, last bigint NOT NULL)
