-- Which destinations a person has paused, and since when (ticks).
CREATE TABLE pauses (destination text COLLATE "C" PRIMARY KEY, since bigint NOT NULL);
