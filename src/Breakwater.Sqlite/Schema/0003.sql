-- Which destinations a person has paused, and since when (ticks).
CREATE TABLE pauses (destination TEXT PRIMARY KEY, since INTEGER NOT NULL) WITHOUT ROWID;
