-- Institutions, accounts, and what lets them in.

CREATE TABLE institutions (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    created_us BIGINT NOT NULL
);

CREATE TABLE accounts (
    id TEXT NOT NULL PRIMARY KEY,
    institution_id TEXT REFERENCES institutions (id),
    name TEXT NOT NULL,
    mobile TEXT UNIQUE,
    email TEXT UNIQUE,
    password_hash TEXT,
    must_change_password BOOLEAN NOT NULL,
    language TEXT NOT NULL,
    failures BIGINT NOT NULL,
    locked_until_us BIGINT NOT NULL,
    disabled_us BIGINT,
    created_us BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX accounts_by_institution ON accounts (institution_id, name);

CREATE TABLE account_offices (
    account_id TEXT NOT NULL REFERENCES accounts (id),
    office TEXT NOT NULL,
    PRIMARY KEY (account_id, office)
);

-- Who somebody is, as attested by staff or an outside service: the result, never the template.
CREATE TABLE identity_checks (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    method TEXT NOT NULL,
    passed BOOLEAN NOT NULL,
    attested_by TEXT REFERENCES accounts (id),
    note TEXT NOT NULL,
    at_us BIGINT NOT NULL
);
CREATE INDEX identity_checks_by_account ON identity_checks (account_id, at_us);

CREATE TABLE sign_ins (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    token_hash TEXT NOT NULL UNIQUE,
    device TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    seen_us BIGINT NOT NULL,
    ends_us BIGINT NOT NULL,
    revoked_us BIGINT,
    confirmed_until_us BIGINT NOT NULL
);
CREATE INDEX sign_ins_by_account ON sign_ins (account_id, created_us);

CREATE TABLE one_time_codes (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    purpose TEXT NOT NULL,
    code_hash TEXT NOT NULL,
    tries_left BIGINT NOT NULL,
    ends_us BIGINT NOT NULL,
    used_us BIGINT
);
CREATE INDEX one_time_codes_by_account ON one_time_codes (account_id, purpose, ends_us);

CREATE TABLE chain_heads (
    name TEXT NOT NULL PRIMARY KEY,
    last_seq BIGINT NOT NULL,
    head TEXT NOT NULL
);
INSERT INTO chain_heads (name, last_seq, head) VALUES ('audit', 0, '');

CREATE TABLE audit (
    seq BIGINT NOT NULL PRIMARY KEY,
    at_us BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    outcome TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX audit_by_subject ON audit (subject, seq);
CREATE INDEX audit_by_actor ON audit (actor, seq);

CREATE TABLE idempotency_keys (
    account_id TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    status BIGINT NOT NULL,
    body TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    PRIMARY KEY (account_id, idempotency_key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_us);
