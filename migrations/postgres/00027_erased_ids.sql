-- +goose Up
-- +goose NO TRANSACTION

-- What stays of the ids from outside of what was erased: a keyed hash each, by which a
-- repeat is known to be one.
CREATE TABLE IF NOT EXISTS erased_ids (
    hash text COLLATE "C" PRIMARY KEY
);

-- The answers that name an event, whoever gave them. It is built while others write; one
-- that was interrupted is built anew.
DROP INDEX CONCURRENTLY IF EXISTS responses_event;
CREATE INDEX CONCURRENTLY responses_event ON responses (event_id) WHERE event_id <> '';
