-- +goose Up

-- An improvement is frozen when it is written down; an edit is another version.
CREATE TABLE improvements (
    id         text NOT NULL,
    version    integer NOT NULL,
    created_at text,
    document   text NOT NULL,
    PRIMARY KEY (id, version)
);

-- What was claimed of a version, once and for good: "after" the change, or
-- "because_of" it.
CREATE TABLE improvement_claims (
    improvement text NOT NULL,
    version     integer NOT NULL,
    words       text NOT NULL,
    day         text NOT NULL,
    document    text NOT NULL,
    PRIMARY KEY (improvement, version, words)
);

-- The answers an improvement is judged by, folded from the responses: timely ones
-- only, one of a contact in each window. A fold says of which version the cells
-- are, and how many rows of responses it read.
CREATE TABLE improvement_folds (
    improvement text PRIMARY KEY,
    version     integer NOT NULL,
    responses   integer NOT NULL,
    folded_at   text
);

CREATE TABLE improvement_cells (
    improvement text NOT NULL,
    side        text NOT NULL,
    dimension   text NOT NULL,
    value       text NOT NULL,
    day         text NOT NULL,
    r0          integer NOT NULL,
    r1          integer NOT NULL,
    r2          integer NOT NULL,
    r3          integer NOT NULL,
    r4          integer NOT NULL,
    r5          integer NOT NULL,
    r6          integer NOT NULL,
    r7          integer NOT NULL,
    r8          integer NOT NULL,
    r9          integer NOT NULL,
    r10         integer NOT NULL,
    PRIMARY KEY (improvement, side, dimension, value, day)
) WITHOUT ROWID;
