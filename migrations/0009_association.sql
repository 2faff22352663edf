-- Codes with which a party and their agent find the way into a case.

CREATE TABLE association_codes (
    id TEXT NOT NULL PRIMARY KEY,
    code_hash TEXT NOT NULL UNIQUE,
    case_id TEXT NOT NULL REFERENCES cases (id),
    case_person_id TEXT NOT NULL REFERENCES case_people (id),
    made_by TEXT NOT NULL REFERENCES accounts (id),
    created_us BIGINT NOT NULL,
    ends_us BIGINT NOT NULL,
    party_used_us BIGINT,
    agent_used_us BIGINT
);
CREATE INDEX association_codes_by_person ON association_codes (case_person_id);
CREATE INDEX case_people_by_mobile ON case_people (mobile);
CREATE INDEX case_people_by_email ON case_people (email);
