-- +goose Up

-- That a mail came back after a server had taken it, why, and when.
ALTER TABLE invitations ADD COLUMN bounce text NOT NULL DEFAULT '';
ALTER TABLE invitations ADD COLUMN bounced_at timestamptz;

-- The suppression list, newest first.
CREATE INDEX suppressions_since ON suppressions (since, person, touchpoint);
