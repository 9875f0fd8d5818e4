-- +goose Up

-- Under which name a process holds leases, and how often it was heard of while it held
-- some. Leases under a name that is not here any more are over.
CREATE TABLE holders (
    id    text PRIMARY KEY,
    beats integer NOT NULL
);
ALTER TABLE invitations ADD COLUMN leased_by text NOT NULL DEFAULT '';
