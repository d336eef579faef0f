-- What the chain of a log holds of an entry: its digest, 32 bytes, and, but for output, its index
-- and the length and digest of the output before it, 48 bytes. Null where nothing is chained.
ALTER TABLE journal ADD COLUMN link BYTEA;
-- Compressing digests finds nothing.
ALTER TABLE journal ALTER COLUMN link SET STORAGE PLAIN;
