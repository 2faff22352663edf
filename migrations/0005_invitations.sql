-- Links that let one person in for one purpose, and notices on their way to people.

CREATE TABLE invitations (
    id TEXT NOT NULL PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    case_id TEXT NOT NULL REFERENCES cases (id),
    case_person_id TEXT NOT NULL REFERENCES case_people (id),
    invited_by TEXT NOT NULL REFERENCES accounts (id),
    created_us BIGINT NOT NULL,
    ends_us BIGINT NOT NULL,
    used_us BIGINT
);
CREATE INDEX invitations_by_person ON invitations (case_person_id);

CREATE TABLE notices (
    id TEXT NOT NULL PRIMARY KEY,
    institution_id TEXT REFERENCES institutions (id),
    account_id TEXT REFERENCES accounts (id),
    address TEXT NOT NULL,
    content JSONB NOT NULL,
    created_us BIGINT NOT NULL,
    next_try_us BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    delivered_us BIGINT,
    problem TEXT NOT NULL
);
CREATE INDEX notices_waiting ON notices (delivered_us, next_try_us);
CREATE INDEX notices_by_institution ON notices (institution_id, created_us);
