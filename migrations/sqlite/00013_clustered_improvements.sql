-- +goose Up

-- How the answers of an improvement hang together, day by day: sums over people,
-- and over people and days. They name nobody.
CREATE TABLE improvement_ties (
    improvement text NOT NULL,
    day         text NOT NULL,
    persons     text NOT NULL,
    person_days text NOT NULL,
    PRIMARY KEY (improvement, day)
);

-- All timely answers count from now on, not one of each person: what was folded is
-- folded again when it is next looked at.
DELETE FROM improvement_cells;
DELETE FROM improvement_folds;

-- Claims of the method before. They make room for those of the new one, and are
-- shown where it does not make them.
UPDATE improvement_claims SET words = words || '.1';
