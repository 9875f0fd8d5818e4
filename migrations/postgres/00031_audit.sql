-- +goose Up

-- Who did what, when. It holds nothing about a customer, and outlives every erasure.
CREATE TABLE audit (
    id         text COLLATE "C" PRIMARY KEY,
    at         timestamptz NOT NULL,
    actor_kind text NOT NULL,
    actor_id   text NOT NULL,
    actor_name text NOT NULL,
    action     text NOT NULL,
    object     text NOT NULL,
    before     text NOT NULL,
    after      text NOT NULL
);
CREATE INDEX audit_at ON audit (at, id);
