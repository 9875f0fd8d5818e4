-- +goose Up

-- What is unknown may be sent again by a person's decision.
ALTER TABLE invitations ADD COLUMN resending boolean NOT NULL DEFAULT 0;
ALTER TABLE invitations ADD COLUMN resends integer NOT NULL DEFAULT 0;

-- Why a reminder did or did not go out.
CREATE TABLE reminders (
    invitation text NOT NULL,
    wave       integer NOT NULL,
    outcome    text NOT NULL,
    reason     text NOT NULL,
    checks     text NOT NULL,
    decided_at text,
    PRIMARY KEY (invitation, wave)
);

-- How many were outweighed, without reading all others.
CREATE INDEX invitations_outweighed ON invitations (survey, day) WHERE status = 'outweighed';
