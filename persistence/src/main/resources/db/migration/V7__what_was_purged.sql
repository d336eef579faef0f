-- What was signed last of a log that is gone, in the codec's form. Null: it could not be read any more,
-- or went before this column came.
ALTER TABLE tombstone ADD COLUMN anchor BYTEA;
