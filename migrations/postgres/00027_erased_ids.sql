-- +goose Up

-- What stays of the ids from outside of what was erased: a keyed hash each, by which a
-- repeat is known to be one.
CREATE TABLE erased_ids (
    hash text COLLATE "C" PRIMARY KEY
);

-- The answers that name an event, whoever gave them. It is not built concurrently: that
-- would wait for the transaction by which processes that migrate wait for each other.
CREATE INDEX responses_event ON responses (event_id) WHERE event_id <> '';
