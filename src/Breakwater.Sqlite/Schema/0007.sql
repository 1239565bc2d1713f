-- Asking platforms what is true: what is searched for in columns, the whole of it as texts in one blob (Storage/ReconciliationCodec.cs).
-- Of each subject one runs at a time.
CREATE TABLE reconciliations (
  id INTEGER PRIMARY KEY,
  low INTEGER NOT NULL,
  subject TEXT NOT NULL,
  state INTEGER NOT NULL,
  dry INTEGER NOT NULL,
  ended INTEGER,
  report BLOB NOT NULL
);
CREATE INDEX reconciliations_by_subject ON reconciliations (subject, id);
CREATE UNIQUE INDEX reconciliations_running ON reconciliations (subject) WHERE state = 0;

-- Which destinations know something else of an entity, as texts in one blob (Storage/EntityCodec.cs).
ALTER TABLE entities ADD COLUMN differs BLOB NOT NULL DEFAULT x'';
