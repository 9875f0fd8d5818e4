-- +goose Up

-- Sums over pairs of ratings that one respondent gave, for each part of the
-- respondents. They name nobody, and outlive an erasure.
CREATE TABLE pair_moments (
    relationship text COLLATE "C" NOT NULL,
    a            text COLLATE "C" NOT NULL,
    b            text COLLATE "C" NOT NULL,
    part         bigint NOT NULL,
    n            bigint NOT NULL,
    sum_a        bigint NOT NULL,
    sum_b        bigint NOT NULL,
    sum_aa       bigint NOT NULL,
    sum_bb       bigint NOT NULL,
    sum_ab       bigint NOT NULL,
    PRIMARY KEY (relationship, a, b, part)
) WITH (fillfactor = 50);

CREATE TABLE pair_tallies (
    relationship text COLLATE "C" NOT NULL,
    survey       text COLLATE "C" NOT NULL,
    rating       bigint NOT NULL,
    r0           bigint NOT NULL DEFAULT 0,
    r1           bigint NOT NULL DEFAULT 0,
    r2           bigint NOT NULL DEFAULT 0,
    r3           bigint NOT NULL DEFAULT 0,
    r4           bigint NOT NULL DEFAULT 0,
    r5           bigint NOT NULL DEFAULT 0,
    r6           bigint NOT NULL DEFAULT 0,
    r7           bigint NOT NULL DEFAULT 0,
    r8           bigint NOT NULL DEFAULT 0,
    r9           bigint NOT NULL DEFAULT 0,
    r10          bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (relationship, survey, rating)
);

-- The answers of one respondent, and those of all of them one after another.
CREATE INDEX responses_respondent ON responses (respondent, id) WHERE respondent <> 0;

-- Which events belonged to one person who was erased: a path stays what it was.
CREATE TABLE erased_events (
    event_id   text COLLATE "C" PRIMARY KEY,
    respondent bigint NOT NULL
);

-- What happened in a period.
CREATE INDEX events_name ON events (name, occurred_at);
