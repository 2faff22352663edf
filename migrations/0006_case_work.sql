-- The work around a case: numbers, messages, materials, applications, device tests.

CREATE TABLE case_numbers (
    institution_id TEXT NOT NULL REFERENCES institutions (id),
    series TEXT NOT NULL,
    last_number BIGINT NOT NULL,
    PRIMARY KEY (institution_id, series)
);

-- `side` limits a message to one side and those who lead; NULL means everybody in the case.
CREATE TABLE case_messages (
    id TEXT NOT NULL PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id),
    at_us BIGINT NOT NULL,
    by_account TEXT NOT NULL REFERENCES accounts (id),
    by_name TEXT NOT NULL,
    by_role TEXT NOT NULL,
    side TEXT,
    body TEXT NOT NULL
);
CREATE INDEX case_messages_by_case ON case_messages (case_id, at_us, id);

CREATE TABLE materials (
    id TEXT NOT NULL PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id),
    class TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    received BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    state TEXT NOT NULL,
    side TEXT,
    by_account TEXT NOT NULL REFERENCES accounts (id),
    by_name TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    removed_us BIGINT
);
CREATE INDEX materials_by_case ON materials (case_id, created_us, id);

CREATE TABLE applications (
    id TEXT NOT NULL PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id),
    kind TEXT NOT NULL,
    by_account TEXT NOT NULL REFERENCES accounts (id),
    by_name TEXT NOT NULL,
    reason TEXT NOT NULL,
    hearing_us BIGINT,
    state TEXT NOT NULL,
    opinion TEXT NOT NULL,
    decided_by TEXT REFERENCES accounts (id),
    created_us BIGINT NOT NULL,
    decided_us BIGINT,
    version BIGINT NOT NULL
);
CREATE INDEX applications_by_case ON applications (case_id, created_us, id);

CREATE TABLE device_tests (
    id TEXT NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id),
    participant_id TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    result JSONB NOT NULL,
    passed BOOLEAN NOT NULL,
    at_us BIGINT NOT NULL
);
CREATE INDEX device_tests_by_session ON device_tests (session_id, participant_id, at_us);
