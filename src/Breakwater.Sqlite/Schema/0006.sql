-- The place of a step that another branch brings.
SELECT 1;
