-- What keeps a recording beyond its time, and the statement that is left of a destroyed one.
-- `remains` is true until its files are gone.

ALTER TABLE recordings ADD COLUMN hold_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE recordings ADD COLUMN tombstone TEXT;
ALTER TABLE recordings ADD COLUMN remains BOOLEAN NOT NULL DEFAULT FALSE;

-- Certified and redacted copies of sealed bundles.
CREATE TABLE recording_copies (
    id TEXT NOT NULL PRIMARY KEY,
    recording_id TEXT NOT NULL REFERENCES recordings (id),
    recipient TEXT NOT NULL,
    purpose TEXT NOT NULL,
    withheld BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    manifest_sha256 TEXT NOT NULL,
    made_by TEXT NOT NULL REFERENCES accounts (id),
    made_us BIGINT NOT NULL
);
CREATE INDEX recording_copies_by_recording ON recording_copies (recording_id, made_us);
