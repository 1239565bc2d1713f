-- The step of another part; empty here.
SELECT 1
