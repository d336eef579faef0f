-- The journal and snapshots, as pekko-persistence-jdbc names them. The primary key of
-- event_journal is the fence against a second writer.
CREATE TABLE event_journal (
  ordering BIGSERIAL,
  persistence_id VARCHAR(255) NOT NULL,
  sequence_number BIGINT NOT NULL,
  deleted BOOLEAN DEFAULT FALSE NOT NULL,
  writer VARCHAR(255) NOT NULL,
  write_timestamp BIGINT,
  adapter_manifest VARCHAR(255),
  event_ser_id INTEGER NOT NULL,
  event_ser_manifest VARCHAR(255) NOT NULL,
  event_payload BYTEA NOT NULL,
  meta_ser_id INTEGER,
  meta_ser_manifest VARCHAR(255),
  meta_payload BYTEA,
  PRIMARY KEY (persistence_id, sequence_number)
);
CREATE UNIQUE INDEX event_journal_ordering_idx ON event_journal (ordering);
-- Uncompressed out of line: compressing costs more than it saves, and the head of a payload can be
-- read without the rest of it.
ALTER TABLE event_journal ALTER COLUMN event_payload SET STORAGE EXTERNAL;

CREATE TABLE event_tag (
  event_id BIGINT,
  tag VARCHAR(256),
  PRIMARY KEY (event_id, tag),
  CONSTRAINT fk_event_journal FOREIGN KEY (event_id)
    REFERENCES event_journal (ordering) ON DELETE CASCADE
);

CREATE TABLE snapshot (
  persistence_id VARCHAR(255) NOT NULL,
  sequence_number BIGINT NOT NULL,
  created BIGINT NOT NULL,
  snapshot_ser_id INTEGER NOT NULL,
  snapshot_ser_manifest VARCHAR(255) NOT NULL,
  snapshot_payload BYTEA NOT NULL,
  meta_ser_id INTEGER,
  meta_ser_manifest VARCHAR(255),
  meta_payload BYTEA,
  PRIMARY KEY (persistence_id, sequence_number)
);
ALTER TABLE snapshot ALTER COLUMN snapshot_payload SET STORAGE EXTERNAL;

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
