-- What programs are to be told about rooms, until they were told. `ordinal` rises strictly.

CREATE TABLE webhooks (
    ordinal BIGINT NOT NULL PRIMARY KEY,
    url TEXT NOT NULL,
    room TEXT NOT NULL,
    body TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    next_try_us BIGINT NOT NULL,
    tries BIGINT NOT NULL
);
CREATE INDEX webhooks_by_room ON webhooks (url, room, ordinal);
