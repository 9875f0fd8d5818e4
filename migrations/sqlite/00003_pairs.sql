-- +goose Up

-- Sums over pairs of ratings that one respondent gave, for each part of the
-- respondents. They name nobody, and outlive an erasure.
CREATE TABLE pair_moments (
    relationship text NOT NULL,
    a            text NOT NULL,
    b            text NOT NULL,
    part         integer NOT NULL,
    n            integer NOT NULL,
    sum_a        integer NOT NULL,
    sum_b        integer NOT NULL,
    sum_aa       integer NOT NULL,
    sum_bb       integer NOT NULL,
    sum_ab       integer NOT NULL,
    PRIMARY KEY (relationship, a, b, part)
) WITHOUT ROWID;

CREATE TABLE pair_tallies (
    relationship text NOT NULL,
    survey       text NOT NULL,
    rating       integer NOT NULL,
    r0           integer NOT NULL DEFAULT 0,
    r1           integer NOT NULL DEFAULT 0,
    r2           integer NOT NULL DEFAULT 0,
    r3           integer NOT NULL DEFAULT 0,
    r4           integer NOT NULL DEFAULT 0,
    r5           integer NOT NULL DEFAULT 0,
    r6           integer NOT NULL DEFAULT 0,
    r7           integer NOT NULL DEFAULT 0,
    r8           integer NOT NULL DEFAULT 0,
    r9           integer NOT NULL DEFAULT 0,
    r10          integer NOT NULL DEFAULT 0,
    PRIMARY KEY (relationship, survey, rating)
) WITHOUT ROWID;

-- The answers of one respondent, and those of all of them one after another.
CREATE INDEX responses_respondent ON responses (respondent, id) WHERE respondent <> 0;

-- Which events belonged to one person who was erased: a path stays what it was.
CREATE TABLE erased_events (
    event_id   text PRIMARY KEY,
    respondent integer NOT NULL
) WITHOUT ROWID;

-- What happened in a period.
CREATE INDEX events_name ON events (name, occurred_at);
