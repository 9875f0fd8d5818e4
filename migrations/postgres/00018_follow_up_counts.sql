-- +goose Up

-- What respondents chose, by day, dimension and side of the scale; the row without
-- an option counts those who answered the question at all. Rows name nobody.
CREATE TABLE follow_up_counts (
    survey       text COLLATE "C" NOT NULL,
    dimension    text COLLATE "C" NOT NULL,
    day          text COLLATE "C" NOT NULL,
    value        text COLLATE "C" NOT NULL,
    question     text COLLATE "C" NOT NULL,
    option       text COLLATE "C" NOT NULL,
    dissatisfied bigint NOT NULL,
    neutral      bigint NOT NULL,
    satisfied    bigint NOT NULL,
    PRIMARY KEY (survey, dimension, day, value, question, option)
) WITH (fillfactor = 50);

-- How much of these counts comes from answers that an erasure emptied since, which
-- no response gives any more.
CREATE TABLE follow_up_counts_erased (
    survey       text COLLATE "C" NOT NULL,
    dimension    text COLLATE "C" NOT NULL,
    day          text COLLATE "C" NOT NULL,
    value        text COLLATE "C" NOT NULL,
    question     text COLLATE "C" NOT NULL,
    option       text COLLATE "C" NOT NULL,
    dissatisfied bigint NOT NULL,
    neutral      bigint NOT NULL,
    satisfied    bigint NOT NULL,
    PRIMARY KEY (survey, dimension, day, value, question, option)
);
