-- How many bytes an entry had before its output was packed, as its manifest says then. Null: it is
-- stored as it was.
ALTER TABLE journal ADD COLUMN unpacked_bytes INTEGER;
