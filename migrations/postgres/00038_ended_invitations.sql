-- +goose Up

-- Invitations that ended otherwise than by a mail that went out are few, and listed by
-- their status.
CREATE INDEX invitations_ended ON invitations (status, id) WHERE status NOT IN ('scheduled', 'sending', 'sent');
