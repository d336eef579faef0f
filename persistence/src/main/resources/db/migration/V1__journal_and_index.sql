-- The journal: a row an entry. Its primary key is the fence against a second writer. Ids compare as
-- bytes, which is cheaper than by the rules of a language.
CREATE TABLE journal (
  persistence_id VARCHAR(255) COLLATE "C" NOT NULL,
  sequence_number BIGINT NOT NULL,
  manifest VARCHAR(64) NOT NULL,
  payload BYTEA NOT NULL,
  PRIMARY KEY (persistence_id, sequence_number)
);
-- Uncompressed out of line: compressing costs more than it saves, and the head of a payload can be
-- read without the rest of it.
ALTER TABLE journal ALTER COLUMN payload SET STORAGE EXTERNAL;

-- The newest snapshot of each log; created in ms since 1970.
CREATE TABLE snapshot (
  persistence_id VARCHAR(255) COLLATE "C" PRIMARY KEY,
  sequence_number BIGINT NOT NULL,
  manifest VARCHAR(64) NOT NULL,
  payload BYTEA NOT NULL,
  created BIGINT NOT NULL
);

-- Which gateway took the lock last: one row, a new owner each time.
CREATE TABLE gateway_owner (
  one BOOLEAN PRIMARY KEY DEFAULT TRUE CHECK (one),
  owner UUID NOT NULL
);

CREATE TABLE tenant (
  id VARCHAR(128) PRIMARY KEY,
  created_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE api_key (
  id TEXT PRIMARY KEY,
  tenant VARCHAR(128) NOT NULL REFERENCES tenant (id),
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,
  hash BYTEA NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  revoked_at TIMESTAMPTZ
);

CREATE TABLE box (
  id VARCHAR(128) PRIMARY KEY,
  tenant VARCHAR(128) NOT NULL REFERENCES tenant (id),
  name TEXT,
  status TEXT NOT NULL,
  image TEXT NOT NULL,
  cpus INTEGER NOT NULL,
  memory_mib INTEGER NOT NULL,
  environment TEXT NOT NULL,
  working_directory TEXT,
  labels TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  CONSTRAINT box_name UNIQUE (tenant, name)
);
CREATE INDEX box_newest ON box (tenant, created_at DESC, id DESC);

-- Facts are JSON in the codec's form; what is searched for stands in columns of its own. A box may
-- be gone before its executions.
CREATE TABLE execution (
  id VARCHAR(128) PRIMARY KEY,
  tenant VARCHAR(128) NOT NULL REFERENCES tenant (id),
  box VARCHAR(128) NOT NULL,
  accepted_at TIMESTAMPTZ NOT NULL,
  facts TEXT NOT NULL,
  outcome TEXT,
  end_offset BIGINT,
  started_at TIMESTAMPTZ,
  ended_at TIMESTAMPTZ
);
CREATE INDEX execution_newest ON execution (tenant, accepted_at DESC, id DESC);
CREATE INDEX execution_newest_in_box ON execution (tenant, box, accepted_at DESC, id DESC);
CREATE INDEX execution_unfinished ON execution (tenant, box) WHERE ended_at IS NULL;
CREATE INDEX execution_ended ON execution (ended_at, id) WHERE ended_at IS NOT NULL;

-- What is left of an execution whose log is gone: that there was one, so that nothing under its id
-- ever runs again and its tenant is told so.
CREATE TABLE tombstone (
  id VARCHAR(128) PRIMARY KEY,
  tenant VARCHAR(128) NOT NULL REFERENCES tenant (id),
  gone_at TIMESTAMPTZ NOT NULL
);
