-- +goose Up

-- Sums over the pairs of answers that one respondent gave to a survey (b is empty)
-- or to two of one metric, by the months or quarters they lie in. They name nobody,
-- and outlive an erasure.
CREATE TABLE repeats (
    a       text COLLATE "C" NOT NULL,
    b       text COLLATE "C" NOT NULL,
    later   text COLLATE "C" NOT NULL,
    earlier text COLLATE "C" NOT NULL,
    n       bigint NOT NULL,
    sum_lag bigint NOT NULL,
    sum     bigint NOT NULL,
    sum_ab  bigint NOT NULL,
    PRIMARY KEY (a, b, later, earlier)
) WITH (fillfactor = 50);
