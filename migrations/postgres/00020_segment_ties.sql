-- +goose Up

-- How the answers of an improvement hang together is kept by the values of a segment
-- too: each is judged by itself. What was folded is folded again when it is next looked
-- at.
DROP TABLE improvement_ties;
CREATE TABLE improvement_ties (
    improvement text COLLATE "C" NOT NULL,
    dimension   text COLLATE "C" NOT NULL,
    value       text COLLATE "C" NOT NULL,
    day         text COLLATE "C" NOT NULL,
    persons     text NOT NULL,
    person_days text NOT NULL,
    PRIMARY KEY (improvement, dimension, value, day)
);
DELETE FROM improvement_cells;
DELETE FROM improvement_folds;
