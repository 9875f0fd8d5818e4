-- +goose Up

-- An improvement is frozen when it is written down; an edit is another version.
CREATE TABLE improvements (
    id         text COLLATE "C" NOT NULL,
    version    integer NOT NULL,
    created_at timestamptz,
    document   text NOT NULL,
    PRIMARY KEY (id, version)
);

-- What was claimed of a version, once and for good: "after" the change, or
-- "because_of" it.
CREATE TABLE improvement_claims (
    improvement text COLLATE "C" NOT NULL,
    version     integer NOT NULL,
    words       text COLLATE "C" NOT NULL,
    day         text COLLATE "C" NOT NULL,
    document    text NOT NULL,
    PRIMARY KEY (improvement, version, words)
);

-- The answers an improvement is judged by, folded from the responses: timely ones
-- only, one of a contact in each window. A fold says of which version the cells
-- are, and how many rows of responses it read.
CREATE TABLE improvement_folds (
    improvement text COLLATE "C" PRIMARY KEY,
    version     integer NOT NULL,
    responses   bigint NOT NULL,
    folded_at   timestamptz
);

CREATE TABLE improvement_cells (
    improvement text COLLATE "C" NOT NULL,
    side        text COLLATE "C" NOT NULL,
    dimension   text COLLATE "C" NOT NULL,
    value       text COLLATE "C" NOT NULL,
    day         text COLLATE "C" NOT NULL,
    r0          bigint NOT NULL,
    r1          bigint NOT NULL,
    r2          bigint NOT NULL,
    r3          bigint NOT NULL,
    r4          bigint NOT NULL,
    r5          bigint NOT NULL,
    r6          bigint NOT NULL,
    r7          bigint NOT NULL,
    r8          bigint NOT NULL,
    r9          bigint NOT NULL,
    r10         bigint NOT NULL,
    PRIMARY KEY (improvement, side, dimension, value, day)
);
