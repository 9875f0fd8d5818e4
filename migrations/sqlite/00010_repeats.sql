-- +goose Up

-- Sums over the pairs of answers that one respondent gave to a survey (b is empty)
-- or to two of one metric, by the months or quarters they lie in. They name nobody,
-- and outlive an erasure.
CREATE TABLE repeats (
    a       text NOT NULL,
    b       text NOT NULL,
    later   text NOT NULL,
    earlier text NOT NULL,
    n       integer NOT NULL,
    sum_lag integer NOT NULL,
    sum     integer NOT NULL,
    sum_ab  integer NOT NULL,
    PRIMARY KEY (a, b, later, earlier)
) WITHOUT ROWID;
