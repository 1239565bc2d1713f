-- Asking platforms what is true: what is searched for in columns, the whole of it as texts in one blob (Storage/ReconciliationCodec.cs).
-- Of each subject one runs at a time.
CREATE TABLE reconciliations (
  id uuid PRIMARY KEY,
  ended bigint,
  state smallint NOT NULL,
  dry boolean NOT NULL,
  subject text NOT NULL,
  report bytea NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX reconciliations_by_subject ON reconciliations (subject, id);
CREATE UNIQUE INDEX reconciliations_running ON reconciliations (subject) WHERE state = 0;

-- Which destinations know something else of an entity, as texts in one blob (Storage/EntityCodec.cs).
ALTER TABLE entities ADD COLUMN differs bytea NOT NULL DEFAULT '';
