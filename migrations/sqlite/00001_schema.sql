-- +goose Up

-- Times are text in UTC, "2026-11-20 14:03:00.123456+00:00" without trailing
-- zeros, which sorts by time. Declared as text they are not guessed at.

CREATE TABLE definitions (
    revision   integer PRIMARY KEY,
    document   text NOT NULL,
    versions   text NOT NULL,
    applied_at text
);

CREATE TABLE survey_versions (
    survey       text NOT NULL,
    version      integer NOT NULL,
    document     text NOT NULL,
    published_at text,
    PRIMARY KEY (survey, version)
);

CREATE TABLE contacts (
    id         text PRIMARY KEY,
    email      text NOT NULL,
    person     text NOT NULL,
    name       text NOT NULL,
    locale     text NOT NULL,
    timezone   text NOT NULL,
    properties text NOT NULL,
    seen_at    text,
    respondent integer NOT NULL,
    created_at text
);
CREATE INDEX contacts_person ON contacts (person) WHERE person <> '';

CREATE TABLE suppressions (
    person     text NOT NULL,
    touchpoint text NOT NULL,
    reason     text NOT NULL,
    since      text,
    PRIMARY KEY (person, touchpoint)
) WITHOUT ROWID;

CREATE TABLE events (
    id          text PRIMARY KEY,
    name        text NOT NULL,
    contact_id  text NOT NULL,
    occurred_at text,
    received_at text,
    properties  text NOT NULL,
    imported    boolean NOT NULL,
    digest      text NOT NULL
);
CREATE INDEX events_contact ON events (contact_id, name) WHERE contact_id <> '';

CREATE TABLE decisions (
    event_id   text NOT NULL,
    trigger    text NOT NULL,
    survey     text NOT NULL,
    touchpoint text NOT NULL,
    contact_id text NOT NULL,
    outcome    text NOT NULL,
    checks     text NOT NULL,
    segments   text NOT NULL,
    invitation text NOT NULL,
    due_at     text,
    decided_at text,
    PRIMARY KEY (event_id, trigger)
);

CREATE TABLE invitations (
    id           text PRIMARY KEY,
    event_id     text NOT NULL,
    trigger      text NOT NULL,
    survey       text NOT NULL,
    version      integer NOT NULL,
    touchpoint   text NOT NULL,
    contact_id   text NOT NULL,
    person       text NOT NULL,
    language     text NOT NULL,
    segments     text NOT NULL,
    correlation  text NOT NULL,
    occurred_at  text,
    day          text NOT NULL,
    created_at   text NOT NULL,
    due_at       text,
    send_by      text,
    open_for     integer NOT NULL,
    status       text NOT NULL,
    reason       text NOT NULL,
    wave         integer NOT NULL,
    next_at      text,
    attempts     integer NOT NULL,
    sent_at      text,
    asked_at     text,
    closes_at    text,
    epoch        integer NOT NULL,
    leased_until text
);
CREATE INDEX invitations_next ON invitations (next_at, id) WHERE next_at IS NOT NULL;
CREATE INDEX invitations_leased ON invitations (leased_until) WHERE leased_until IS NOT NULL;
CREATE INDEX invitations_unsettled ON invitations (status) WHERE status IN ('sending', 'unknown');
CREATE INDEX invitations_person ON invitations (person, asked_at) WHERE asked_at IS NOT NULL AND person <> '';
CREATE INDEX invitations_contact ON invitations (contact_id) WHERE contact_id <> '';
CREATE INDEX invitations_created ON invitations (created_at, id);

CREATE TABLE tokens (
    hash       text PRIMARY KEY,
    invitation text NOT NULL,
    wave       integer NOT NULL,
    created_at text
);
CREATE INDEX tokens_invitation ON tokens (invitation);

CREATE TABLE intents (
    id         integer PRIMARY KEY,
    invitation text NOT NULL,
    rating     integer NOT NULL,
    at         text
);
CREATE INDEX intents_invitation ON intents (invitation);

CREATE TABLE responses (
    id          text NOT NULL,
    revision    integer NOT NULL,
    invitation  text NOT NULL,
    event_id    text NOT NULL,
    survey      text NOT NULL,
    version     integer NOT NULL,
    touchpoint  text NOT NULL,
    contact_id  text NOT NULL,
    person      text NOT NULL,
    respondent  integer NOT NULL,
    rating      integer NOT NULL,
    answers     text NOT NULL,
    locale      text NOT NULL,
    wave        text NOT NULL,
    source      text NOT NULL,
    imported    boolean NOT NULL,
    segments    text NOT NULL,
    day         text NOT NULL,
    occurred_at text,
    answered_at text NOT NULL,
    recorded_at text,
    PRIMARY KEY (id, revision)
);
CREATE INDEX responses_invitation ON responses (invitation) WHERE invitation <> '';
CREATE INDEX responses_answered ON responses (answered_at, id);
CREATE INDEX responses_touchpoint ON responses (touchpoint, answered_at, id);
CREATE INDEX responses_contact ON responses (contact_id) WHERE contact_id <> '';
CREATE INDEX responses_imported ON responses (person, answered_at) WHERE imported AND person <> '';

-- The order of the key is that of the reads: one dimension over a range of days.
CREATE TABLE rollups (
    survey    text NOT NULL,
    dimension text NOT NULL,
    day       text NOT NULL,
    value     text NOT NULL,
    r0        integer NOT NULL DEFAULT 0,
    r1        integer NOT NULL DEFAULT 0,
    r2        integer NOT NULL DEFAULT 0,
    r3        integer NOT NULL DEFAULT 0,
    r4        integer NOT NULL DEFAULT 0,
    r5        integer NOT NULL DEFAULT 0,
    r6        integer NOT NULL DEFAULT 0,
    r7        integer NOT NULL DEFAULT 0,
    r8        integer NOT NULL DEFAULT 0,
    r9        integer NOT NULL DEFAULT 0,
    r10       integer NOT NULL DEFAULT 0,
    PRIMARY KEY (survey, dimension, day, value)
) WITHOUT ROWID;

-- First mails that went out, by the day of the experience.
CREATE TABLE mailed (
    survey text NOT NULL,
    day    text NOT NULL,
    sent   integer NOT NULL,
    PRIMARY KEY (survey, day)
) WITHOUT ROWID;

CREATE TABLE api_keys (
    id         text PRIMARY KEY,
    name       text NOT NULL,
    hash       text NOT NULL UNIQUE,
    scopes     text NOT NULL,
    created_at text,
    revoked_at text
);

CREATE TABLE settings (
    name  text PRIMARY KEY,
    value text NOT NULL
) WITHOUT ROWID;
