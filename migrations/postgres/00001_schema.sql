-- +goose Up

-- Keys, ids and days are text in the C collation: the same order as in Go and in
-- SQLite, whatever the locale of the database is.

CREATE TABLE definitions (
    revision   bigint PRIMARY KEY,
    document   text NOT NULL,
    versions   text NOT NULL,
    applied_at timestamptz
);

CREATE TABLE survey_versions (
    survey       text COLLATE "C" NOT NULL,
    version      integer NOT NULL,
    document     text NOT NULL,
    published_at timestamptz,
    PRIMARY KEY (survey, version)
);

-- Every event of a contact changes its row, and none of its indexes: with space in
-- the page that costs no index entry.
CREATE TABLE contacts (
    id         text COLLATE "C" PRIMARY KEY,
    email      text NOT NULL,
    person     text COLLATE "C" NOT NULL,
    name       text NOT NULL,
    locale     text NOT NULL,
    timezone   text NOT NULL,
    properties text NOT NULL,
    seen_at    timestamptz,
    respondent bigint NOT NULL,
    created_at timestamptz
) WITH (fillfactor = 80);
CREATE INDEX contacts_person ON contacts (person) WHERE person <> '';

CREATE TABLE suppressions (
    person     text COLLATE "C" NOT NULL,
    touchpoint text COLLATE "C" NOT NULL,
    reason     text NOT NULL,
    since      timestamptz,
    PRIMARY KEY (person, touchpoint)
);

CREATE TABLE events (
    id          text COLLATE "C" PRIMARY KEY,
    name        text COLLATE "C" NOT NULL,
    contact_id  text COLLATE "C" NOT NULL,
    occurred_at timestamptz,
    received_at timestamptz,
    properties  text NOT NULL,
    imported    boolean NOT NULL,
    digest      text NOT NULL
);
CREATE INDEX events_contact ON events (contact_id, name) WHERE contact_id <> '';

CREATE TABLE decisions (
    event_id   text COLLATE "C" NOT NULL,
    trigger    text COLLATE "C" NOT NULL,
    survey     text COLLATE "C" NOT NULL,
    touchpoint text COLLATE "C" NOT NULL,
    contact_id text COLLATE "C" NOT NULL,
    outcome    text NOT NULL,
    checks     text NOT NULL,
    segments   text NOT NULL,
    invitation text COLLATE "C" NOT NULL,
    due_at     timestamptz,
    decided_at timestamptz,
    PRIMARY KEY (event_id, trigger)
);

-- A mail changes its invitation several times; the space left in each page lets
-- those changes stay where the row is.
CREATE TABLE invitations (
    id           text COLLATE "C" PRIMARY KEY,
    event_id     text COLLATE "C" NOT NULL,
    trigger      text COLLATE "C" NOT NULL,
    survey       text COLLATE "C" NOT NULL,
    version      integer NOT NULL,
    touchpoint   text COLLATE "C" NOT NULL,
    contact_id   text COLLATE "C" NOT NULL,
    person       text COLLATE "C" NOT NULL,
    language     text NOT NULL,
    segments     text NOT NULL,
    correlation  text NOT NULL,
    occurred_at  timestamptz,
    day          text COLLATE "C" NOT NULL,
    created_at   timestamptz NOT NULL,
    due_at       timestamptz,
    send_by      timestamptz,
    open_for     bigint NOT NULL,
    status       text NOT NULL,
    reason       text NOT NULL,
    wave         integer NOT NULL,
    next_at      timestamptz,
    attempts     integer NOT NULL,
    sent_at      timestamptz,
    asked_at     timestamptz,
    closes_at    timestamptz,
    epoch        bigint NOT NULL,
    leased_until timestamptz
) WITH (fillfactor = 80);
CREATE INDEX invitations_next ON invitations (next_at, id) WHERE next_at IS NOT NULL;
CREATE INDEX invitations_leased ON invitations (leased_until) WHERE leased_until IS NOT NULL;
CREATE INDEX invitations_unsettled ON invitations (status) WHERE status IN ('sending', 'unknown');
CREATE INDEX invitations_person ON invitations (person, asked_at) WHERE asked_at IS NOT NULL AND person <> '';
CREATE INDEX invitations_contact ON invitations (contact_id) WHERE contact_id <> '';
CREATE INDEX invitations_created ON invitations (created_at, id);

CREATE TABLE tokens (
    hash       text COLLATE "C" PRIMARY KEY,
    invitation text COLLATE "C" NOT NULL,
    wave       integer NOT NULL,
    created_at timestamptz
);
CREATE INDEX tokens_invitation ON tokens (invitation);

CREATE TABLE intents (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    invitation text COLLATE "C" NOT NULL,
    rating     integer NOT NULL,
    at         timestamptz
);
CREATE INDEX intents_invitation ON intents (invitation);

CREATE TABLE responses (
    id          text COLLATE "C" NOT NULL,
    revision    integer NOT NULL,
    invitation  text COLLATE "C" NOT NULL,
    event_id    text COLLATE "C" NOT NULL,
    survey      text COLLATE "C" NOT NULL,
    version     integer NOT NULL,
    touchpoint  text COLLATE "C" NOT NULL,
    contact_id  text COLLATE "C" NOT NULL,
    person      text COLLATE "C" NOT NULL,
    respondent  bigint NOT NULL,
    rating      integer NOT NULL,
    answers     text NOT NULL,
    locale      text NOT NULL,
    wave        text NOT NULL,
    source      text NOT NULL,
    imported    boolean NOT NULL,
    segments    text NOT NULL,
    day         text COLLATE "C" NOT NULL,
    occurred_at timestamptz,
    answered_at timestamptz NOT NULL,
    recorded_at timestamptz,
    PRIMARY KEY (id, revision)
);
CREATE INDEX responses_invitation ON responses (invitation) WHERE invitation <> '';
CREATE INDEX responses_answered ON responses (answered_at, id);
CREATE INDEX responses_touchpoint ON responses (touchpoint, answered_at, id);
CREATE INDEX responses_contact ON responses (contact_id) WHERE contact_id <> '';
CREATE INDEX responses_imported ON responses (person, answered_at) WHERE imported AND person <> '';

-- The order of the key is that of the reads: one dimension over a range of days.
-- The rows of today change with every group of answers; half of each page is
-- left free for that.
CREATE TABLE rollups (
    survey    text COLLATE "C" NOT NULL,
    dimension text COLLATE "C" NOT NULL,
    day       text COLLATE "C" NOT NULL,
    value     text COLLATE "C" NOT NULL,
    r0        bigint NOT NULL DEFAULT 0,
    r1        bigint NOT NULL DEFAULT 0,
    r2        bigint NOT NULL DEFAULT 0,
    r3        bigint NOT NULL DEFAULT 0,
    r4        bigint NOT NULL DEFAULT 0,
    r5        bigint NOT NULL DEFAULT 0,
    r6        bigint NOT NULL DEFAULT 0,
    r7        bigint NOT NULL DEFAULT 0,
    r8        bigint NOT NULL DEFAULT 0,
    r9        bigint NOT NULL DEFAULT 0,
    r10       bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (survey, dimension, day, value)
) WITH (fillfactor = 50);

-- First mails that went out, by the day of the experience.
CREATE TABLE mailed (
    survey text COLLATE "C" NOT NULL,
    day    text COLLATE "C" NOT NULL,
    sent   bigint NOT NULL,
    PRIMARY KEY (survey, day)
) WITH (fillfactor = 50);

CREATE TABLE api_keys (
    id         text COLLATE "C" PRIMARY KEY,
    name       text NOT NULL,
    hash       text COLLATE "C" NOT NULL UNIQUE,
    scopes     text NOT NULL,
    created_at timestamptz,
    revoked_at timestamptz
);

CREATE TABLE settings (
    name  text COLLATE "C" PRIMARY KEY,
    value text NOT NULL
);
