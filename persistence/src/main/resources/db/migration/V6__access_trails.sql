-- Who came to an execution: a chain of its own beside the log, which goes with the execution. The row
-- of a trail holds its head, and what was signed of it last.
CREATE TABLE access_trail (
  execution VARCHAR(128) PRIMARY KEY REFERENCES execution (id) ON DELETE CASCADE,
  length BIGINT NOT NULL,
  head BYTEA NOT NULL,
  newest_at TIMESTAMPTZ,
  unsigned_since TIMESTAMPTZ,
  signed_length BIGINT,
  signed_head BYTEA,
  signed_at TIMESTAMPTZ,
  key_id VARCHAR(16),
  signature BYTEA
);

CREATE INDEX access_trail_unsigned ON access_trail (unsigned_since) WHERE unsigned_since IS NOT NULL;

CREATE TABLE access_entry (
  execution VARCHAR(128) NOT NULL REFERENCES access_trail (execution) ON DELETE CASCADE,
  number BIGINT NOT NULL,
  head BYTEA NOT NULL,
  body BYTEA NOT NULL,
  PRIMARY KEY (execution, number)
);
