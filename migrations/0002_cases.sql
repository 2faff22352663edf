-- Cases, the people in them, and how they came to where they are.

CREATE TABLE cases (
    id TEXT NOT NULL PRIMARY KEY,
    institution_id TEXT NOT NULL REFERENCES institutions (id),
    kind TEXT NOT NULL,
    case_no TEXT NOT NULL,
    title TEXT NOT NULL,
    cause TEXT NOT NULL,
    description TEXT NOT NULL,
    state TEXT NOT NULL,
    facts JSONB NOT NULL,
    last_step BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    changed_us BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX cases_by_change ON cases (institution_id, changed_us, id);
CREATE UNIQUE INDEX cases_by_number ON cases (institution_id, case_no);

CREATE TABLE case_people (
    id TEXT NOT NULL PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id),
    account_id TEXT REFERENCES accounts (id),
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    side TEXT,
    entity TEXT NOT NULL,
    linked_to TEXT REFERENCES case_people (id),
    protected_from JSONB NOT NULL,
    special_authority BOOLEAN NOT NULL,
    mobile TEXT,
    email TEXT,
    removed_us BIGINT
);
CREATE INDEX case_people_by_case ON case_people (case_id);
CREATE INDEX case_people_by_account ON case_people (account_id);

-- Words and pairs of characters of a case's number, title, cause and people: found alike on
-- both engines, one character or many.
CREATE TABLE case_terms (
    term TEXT NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    PRIMARY KEY (term, case_id)
);
CREATE INDEX case_terms_by_case ON case_terms (case_id);

-- The progress timeline: every step of the workflow, in order.
CREATE TABLE case_steps (
    case_id TEXT NOT NULL REFERENCES cases (id),
    number BIGINT NOT NULL,
    at_us BIGINT NOT NULL,
    by_account TEXT REFERENCES accounts (id),
    step JSONB NOT NULL,
    PRIMARY KEY (case_id, number)
);
