-- +goose Up

-- Invitations are listed by their ids, which begin with the time.
DROP INDEX invitations_created;
