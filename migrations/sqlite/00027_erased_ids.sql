-- +goose Up
-- +goose NO TRANSACTION

-- What stays of the ids from outside of what was erased: a keyed hash each, by which a
-- repeat is known to be one.
CREATE TABLE IF NOT EXISTS erased_ids (
    hash text PRIMARY KEY
) WITHOUT ROWID;

-- The answers that name an event, whoever gave them.
CREATE INDEX IF NOT EXISTS responses_event ON responses (event_id) WHERE event_id <> '';

-- What was deleted before deleted rows were overwritten may still stand in the file.
VACUUM;
