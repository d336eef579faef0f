-- What a box runs of its own, and how it is looked after. A life is one time between a start and the
-- next: what was seen of one is never done to another. Times in seconds; 0: never.
ALTER TABLE box
  ADD COLUMN main_command TEXT,
  ADD COLUMN idle_stop_s BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN delete_after_stop_s BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN resumes BOOLEAN NOT NULL DEFAULT TRUE,
  ADD COLUMN life BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN main_execution VARCHAR(128),
  ADD COLUMN stopped_itself BOOLEAN NOT NULL DEFAULT FALSE;

-- Those that are looked at again and again, which are few of all.
CREATE INDEX box_upkept ON box (id) WHERE status = 'stopping'
  OR (status = 'running' AND idle_stop_s > 0)
  OR (status = 'stopped' AND delete_after_stop_s > 0);
