-- The tokens that were made with `breakwater token`: the hash is the SHA-256 of the token, which is in no store.
CREATE TABLE tokens (name TEXT PRIMARY KEY, hash BLOB NOT NULL, role INTEGER NOT NULL, created INTEGER NOT NULL, creator TEXT NOT NULL) WITHOUT ROWID;

-- What operators did. The id is 16 bytes that lead with time; results are those of Storage/IAuditStore.cs.
CREATE TABLE audit (
  id BLOB PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  target TEXT,
  detail TEXT,
  address TEXT,
  node TEXT NOT NULL,
  result INTEGER NOT NULL,
  reason TEXT
) WITHOUT ROWID;
CREATE INDEX audit_by_actor ON audit (actor, id);
CREATE INDEX audit_by_action ON audit (action, id);

-- Which keys sealed bodies and headers, and when (ticks): a key that is missing is told at a start.
CREATE TABLE seals (key TEXT PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL) WITHOUT ROWID
