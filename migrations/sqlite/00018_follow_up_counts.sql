-- +goose Up

-- What respondents chose, by day, dimension and side of the scale; the row without
-- an option counts those who answered the question at all. Rows name nobody.
CREATE TABLE follow_up_counts (
    survey       text NOT NULL,
    dimension    text NOT NULL,
    day          text NOT NULL,
    value        text NOT NULL,
    question     text NOT NULL,
    option       text NOT NULL,
    dissatisfied integer NOT NULL,
    neutral      integer NOT NULL,
    satisfied    integer NOT NULL,
    PRIMARY KEY (survey, dimension, day, value, question, option)
) WITHOUT ROWID;

-- How much of these counts comes from answers that an erasure emptied since, which
-- no response gives any more.
CREATE TABLE follow_up_counts_erased (
    survey       text NOT NULL,
    dimension    text NOT NULL,
    day          text NOT NULL,
    value        text NOT NULL,
    question     text NOT NULL,
    option       text NOT NULL,
    dissatisfied integer NOT NULL,
    neutral      integer NOT NULL,
    satisfied    integer NOT NULL,
    PRIMARY KEY (survey, dimension, day, value, question, option)
) WITHOUT ROWID;
