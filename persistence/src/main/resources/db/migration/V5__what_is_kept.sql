-- How many bytes of an ended log are kept, and until when, if its start said so. A log that was ended
-- by an earlier version has no start that did.
ALTER TABLE execution
  ADD COLUMN kept_bytes BIGINT,
  ADD COLUMN keep_until TIMESTAMPTZ;
UPDATE execution SET kept_bytes = end_offset WHERE ended_at IS NOT NULL;

CREATE INDEX execution_keep_until ON execution (keep_until, id) WHERE keep_until IS NOT NULL;
CREATE INDEX execution_newest_end ON execution (tenant, ended_at DESC, id DESC)
  INCLUDE (kept_bytes) WHERE ended_at IS NOT NULL;
