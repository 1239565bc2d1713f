-- Whether a request that got no answer may have taken effect (Model/Ambiguity.cs): 1 it may, 2 and a person decides: the delivery waits and is
-- not due. What took its destination's place, and what it stands in for: texts of Storage/FallbackText.cs.
ALTER TABLE deliveries ADD COLUMN doubt smallint NOT NULL DEFAULT 0, ADD COLUMN fallback text, ADD COLUMN instead text;
ALTER TABLE undelivered ADD COLUMN held boolean NOT NULL DEFAULT false;
CREATE INDEX undelivered_held ON undelivered (destination) WHERE held;

-- Which delivery got the last good answer to a request (128 bits of the SHA-256 of it). Only for destinations that fall back to such answers.
CREATE TABLE good_answers (request uuid PRIMARY KEY, delivery uuid NOT NULL, at bigint NOT NULL) WITH (fillfactor = 70);
CREATE INDEX good_answers_by_delivery ON good_answers (delivery);

-- As before; but one that a person decides about keeps the turn from the others of its line.
CREATE OR REPLACE FUNCTION pass_turn(dst integer, lin bigint, moment bigint, free uuid, margin bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  running uuid;
  running_due bigint;
  running_place text;
  running_bits integer;
  given bigint;
  head record;
  newer uuid;
BEGIN
  SELECT u.delivery, u.due, u.place, u.ordering INTO running, running_due, running_place, running_bits FROM undelivered u
    WHERE u.destination = dst AND u.line = lin AND u.state = 0 AND u.due IS NOT NULL LIMIT 1;
  IF running IS NOT NULL AND running IS DISTINCT FROM free THEN
    newer := had_in_line(dst, lin, running_place, running_bits);
    IF newer IS NOT NULL THEN
      -- It got the turn when a clock said that the other could not be under way, and the other arrived.
      PERFORM leave_line(dst, running, newer, moment);
      running := NULL;
    ELSIF running_due <= moment + margin THEN
      RETURN NULL;
    END IF;
  END IF;
  LOOP
    SELECT u.delivery, u.state, u.ordering, u.place, u.rest, u.held INTO head FROM undelivered u
      WHERE u.destination = dst AND u.line = lin AND (u.state = 0 OR (u.state = 2 AND (u.ordering & 2) = 0))
      ORDER BY u.place, u.delivery LIMIT 1;
    IF NOT FOUND OR head.state = 2 OR head.held THEN
      RETURN NULL;
    END IF;
    newer := newer_in_line(dst, lin, head.delivery, head.place, head.ordering::integer);
    IF newer IS NOT NULL THEN
      PERFORM leave_line(dst, head.delivery, newer, moment);
      IF head.delivery = running THEN
        running := NULL;
      END IF;
      CONTINUE;
    END IF;
    IF head.delivery = running THEN
      RETURN NULL;
    END IF;
    IF running IS NOT NULL THEN
      UPDATE undelivered SET rest = (SELECT d.due FROM deliveries d WHERE d.id = running AND d.attempts > d.before), due = NULL
        WHERE destination = dst AND delivery = running AND state = 0;
      UPDATE deliveries SET due = NULL WHERE id = running;
    END IF;
    given := greatest(moment, head.rest);
    UPDATE undelivered SET due = given, rest = NULL WHERE destination = dst AND delivery = head.delivery AND state = 0;
    UPDATE deliveries SET due = given, rival = same_version(dst, lin, head.place, head.ordering::integer, event) WHERE id = head.delivery;
    RETURN given;
  END LOOP;
END $$;

-- As before; but one that a person decides about does not leave for a newer one.
CREATE OR REPLACE FUNCTION join_line(
  me uuid, dst integer, lin bigint, evt uuid, rank text, bits integer, moment bigint, again boolean, margin bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  my_place text := rank;
  newer uuid;
  before record;
BEGIN
  PERFORM 1 FROM undelivered u WHERE u.destination = dst AND u.delivery = me AND u.state = 0 AND u.line = lin AND u.place IS NULL;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  IF rank IS NULL THEN
    SELECT u.place INTO my_place FROM undelivered u
      WHERE u.destination = dst AND u.line = lin AND (u.state = 0 OR (u.state = 2 AND (u.ordering & 2) = 0)) AND u.delivery <> me AND u.place >= ''
      ORDER BY u.place DESC, u.delivery DESC LIMIT 1;
    my_place := coalesce(my_place, '');
  END IF;
  newer := newer_in_line(dst, lin, me, my_place, bits);
  PERFORM 1 FROM undelivered u
    WHERE u.destination = dst AND u.line = lin AND (u.state = 0 OR (u.state = 2 AND (u.ordering & 2) = 0)) AND u.delivery <> me LIMIT 1;
  IF NOT FOUND AND newer IS NULL THEN
    UPDATE undelivered SET place = my_place, due = moment WHERE destination = dst AND delivery = me AND state = 0;
    UPDATE deliveries SET place = my_place, due = moment, rival = same_version(dst, lin, my_place, bits, evt) WHERE id = me;
    RETURN;
  END IF;
  UPDATE undelivered SET place = my_place WHERE destination = dst AND delivery = me AND state = 0;
  UPDATE deliveries SET place = my_place WHERE id = me;
  IF again THEN
    UPDATE deliveries d SET ordering = d.ordering | 2::smallint
      WHERE d.event = evt AND d.destination = dst AND d.line = lin AND d.place = my_place AND d.state = 2;
    UPDATE undelivered u SET ordering = u.ordering | 2::smallint FROM deliveries d
      WHERE d.event = evt AND d.destination = dst AND d.line = lin AND d.state = 2
      AND u.destination = dst AND u.delivery = d.id AND u.state = 2 AND u.state > 0;
  END IF;
  IF newer IS NOT NULL THEN
    PERFORM leave_line(dst, me, newer, moment);
  ELSIF (bits & 5) = 1 THEN
    SELECT u.delivery, u.state, u.ordering, u.due, u.held INTO before FROM undelivered u
      WHERE u.destination = dst AND u.line = lin AND (u.state = 0 OR (u.state = 2 AND (u.ordering & 2) = 0))
      AND (u.place, u.delivery) < (my_place, me) ORDER BY u.place DESC, u.delivery DESC LIMIT 1;
    IF before.state = 0 AND NOT before.held AND (before.ordering & 5) = 1 AND (before.due IS NULL OR before.due > moment + margin) THEN
      PERFORM leave_line(dst, before.delivery, evt, moment);
    END IF;
  END IF;
  PERFORM pass_turn(dst, lin, moment, NULL, margin);
END $$;
