-- Sessions, their event logs, and the recordings made of them.

CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id),
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    scheduled_us BIGINT NOT NULL,
    phase TEXT NOT NULL,
    plan JSONB NOT NULL,
    started_us BIGINT,
    ended_us BIGINT,
    last_seq BIGINT NOT NULL,
    head TEXT NOT NULL,
    created_us BIGINT NOT NULL
);
CREATE INDEX sessions_by_case ON sessions (case_id, scheduled_us);
CREATE INDEX sessions_by_time ON sessions (scheduled_us, id);

CREATE TABLE session_people (
    session_id TEXT NOT NULL REFERENCES sessions (id),
    participant_id TEXT NOT NULL,
    case_person_id TEXT REFERENCES case_people (id),
    account_id TEXT REFERENCES accounts (id),
    PRIMARY KEY (session_id, participant_id)
);
CREATE INDEX session_people_by_account ON session_people (account_id, session_id);

CREATE TABLE session_events (
    session_id TEXT NOT NULL REFERENCES sessions (id),
    seq BIGINT NOT NULL,
    at_us BIGINT NOT NULL,
    kind TEXT NOT NULL,
    content TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (session_id, seq)
);

CREATE TABLE recordings (
    id TEXT NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id),
    state TEXT NOT NULL,
    access TEXT NOT NULL,
    progress_percent BIGINT NOT NULL,
    seconds_left BIGINT,
    problem TEXT NOT NULL,
    started_us BIGINT NOT NULL,
    ended_us BIGINT,
    duration_us BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    legal_hold BOOLEAN NOT NULL,
    destroyed_us BIGINT,
    changed_us BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX recordings_by_session ON recordings (session_id);
CREATE INDEX recordings_by_time ON recordings (started_us, id);

CREATE TABLE recording_files (
    recording_id TEXT NOT NULL REFERENCES recordings (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    media_type TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    object TEXT NOT NULL,
    PRIMARY KEY (recording_id, name)
);
