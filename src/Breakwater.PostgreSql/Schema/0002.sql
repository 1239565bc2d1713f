-- Deliveries that go in order, and only they, have a line: 64 bits of the SHA-256 of their key. One of a line has the turn, and it alone is
-- due. Place and id say who comes next: the version as a text that sorts, or the place of what was recorded before it. The bits are those of
-- Storage/Ordering.cs: 1 latest, 2 holds nothing once dead, 4 forced, 8 without a version. Rest is
-- when one that was tried may be tried again, once it has the turn. Rival is the event that is in its way.
ALTER TABLE deliveries ADD COLUMN line bigint, ADD COLUMN ordering smallint, ADD COLUMN place text COLLATE "C", ADD COLUMN rival uuid;
ALTER TABLE undelivered ADD COLUMN line bigint, ADD COLUMN ordering smallint, ADD COLUMN place text COLLATE "C", ADD COLUMN rest bigint;
CREATE INDEX undelivered_line ON undelivered (destination, line, place, delivery)
  WHERE line IS NOT NULL AND (state = 0 OR (state = 2 AND (ordering & 2) = 0));
CREATE INDEX undelivered_rest ON undelivered (shard, destination, rest) WHERE rest IS NOT NULL;
CREATE INDEX undelivered_turn ON undelivered (destination, line) WHERE line IS NOT NULL AND state = 0 AND due IS NOT NULL;

-- A row for each key at a destination: who changes anything in a line holds it. It has the highest version that the destination got, and the
-- event that brought it; it is forgotten with that event.
CREATE TABLE lines (
  destination integer NOT NULL, line bigint NOT NULL, place text COLLATE "C", event uuid NOT NULL, PRIMARY KEY (destination, line)
) WITH (fillfactor = 70);
CREATE INDEX lines_by_event ON lines (event);

-- The event that the destination has and for which a delivery is old news. Else null.
CREATE FUNCTION had_in_line(dst integer, lin bigint, my_place text, bits integer) RETURNS uuid LANGUAGE plpgsql STABLE AS $$
DECLARE
  had_place text;
  had uuid;
BEGIN
  IF (bits & 12) = 0 THEN
    SELECT l.place, l.event INTO had_place, had FROM lines l WHERE l.destination = dst AND l.line = lin;
    IF left(had_place, 1) = left(my_place, 1) AND my_place COLLATE "C" < had_place COLLATE "C" THEN
      RETURN had;
    END IF;
  END IF;
  RETURN NULL;
END $$;

-- The event for which a delivery is old news: the destination has it, or it waits. Else null.
CREATE FUNCTION newer_in_line(dst integer, lin bigint, me uuid, my_place text, bits integer) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
  newer uuid := had_in_line(dst, lin, my_place, bits);
BEGIN
  IF newer IS NULL AND (bits & 5) = 1 THEN
    SELECT d.event INTO newer FROM undelivered u JOIN deliveries d ON d.id = u.delivery
      WHERE u.destination = dst AND u.line = lin AND (u.state = 0 OR (u.state = 2 AND (u.ordering & 2) = 0)) AND u.state = 0
      AND (u.place, u.delivery) > (my_place, me) ORDER BY u.place, u.delivery LIMIT 1;
  END IF;
  RETURN newer;
END $$;

-- A delivery that is old news is not sent.
CREATE FUNCTION leave_line(dst integer, me uuid, newer uuid, moment bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE deliveries SET state = 3, due = NULL, settled = moment, rival = newer WHERE id = me;
  UPDATE undelivered SET state = 3, due = NULL, rest = NULL WHERE destination = dst AND delivery = me AND state = 0;
  INSERT INTO counts AS c (destination, state, slot, count)
    VALUES (dst, 0, (pg_backend_pid() % 16)::smallint, -1), (dst, 3, (pg_backend_pid() % 16)::smallint, 1)
    ON CONFLICT (destination, state, slot) DO UPDATE SET count = c.count + excluded.count;
END $$;

-- Gives the turn to the first of a line, unless who has it may be under way (it is due within the margin, and not the one that is free).
-- When the next one is due, where the turn was given; else null.
CREATE FUNCTION pass_turn(dst integer, lin bigint, moment bigint, free uuid, margin bigint) RETURNS bigint LANGUAGE plpgsql AS $$
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
    SELECT u.delivery, u.state, u.ordering, u.place, u.rest INTO head FROM undelivered u
      WHERE u.destination = dst AND u.line = lin AND (u.state = 0 OR (u.state = 2 AND (u.ordering & 2) = 0))
      ORDER BY u.place, u.delivery LIMIT 1;
    IF NOT FOUND OR head.state = 2 THEN
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

-- An event of the same version that the destination has with another body; else null.
CREATE FUNCTION same_version(dst integer, lin bigint, my_place text, bits integer, mine uuid) RETURNS uuid LANGUAGE plpgsql STABLE AS $$
DECLARE
  other uuid;
BEGIN
  IF (bits & 8) = 0 THEN
    SELECT l.event INTO other FROM lines l WHERE l.destination = dst AND l.line = lin AND l.place = my_place AND l.event <> mine;
    IF other IS NOT NULL THEN
      SELECT a.id INTO other FROM events a JOIN events b ON b.id = mine WHERE a.id = other AND a.body <> b.body;
    END IF;
  END IF;
  RETURN other;
END $$;

-- A delivery that was just inserted, without a place, takes it, and the turn where it is free. Again: it is a replay, and a dead letter of the
-- same event holds nothing any more.
CREATE FUNCTION join_line(
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
    SELECT u.delivery, u.state, u.ordering, u.due INTO before FROM undelivered u
      WHERE u.destination = dst AND u.line = lin AND (u.state = 0 OR (u.state = 2 AND (u.ordering & 2) = 0))
      AND (u.place, u.delivery) < (my_place, me) ORDER BY u.place DESC, u.delivery DESC LIMIT 1;
    IF before.state = 0 AND (before.ordering & 5) = 1 AND (before.due IS NULL OR before.due > moment + margin) THEN
      PERFORM leave_line(dst, before.delivery, evt, moment);
    END IF;
  END IF;
  PERFORM pass_turn(dst, lin, moment, NULL, margin);
END $$;

-- A delivery is settled: what the destination has now, and who is next. When that is due, where the turn went on; else null.
CREATE FUNCTION settle_line(me uuid, moment bigint, margin bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  one record;
BEGIN
  SELECT d.destination, d.line, d.state, d.ordering, d.place, d.event INTO one FROM deliveries d WHERE d.id = me;
  IF one.state = 1 AND (one.ordering & 8) = 0 THEN
    UPDATE lines l SET place = one.place, event = one.event WHERE l.destination = one.destination AND l.line = one.line
      AND (l.place IS NULL OR left(l.place, 1) <> left(one.place, 1) OR l.place <= one.place);
  END IF;
  RETURN pass_turn(one.destination, one.line, moment, me, margin);
END $$;
