-- What the runner of a box must be (labels are JSON in the codec's form), and where the box lives
-- from its first execution on.
ALTER TABLE box ADD COLUMN driver TEXT;
ALTER TABLE box ADD COLUMN runner_labels TEXT;
ALTER TABLE box ADD COLUMN runner_id VARCHAR(128);

-- Runners that get nothing new until somebody says otherwise, connected or not.
CREATE TABLE drained_runner (
  id VARCHAR(128) PRIMARY KEY,
  drained_at TIMESTAMPTZ NOT NULL
);
