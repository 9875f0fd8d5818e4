-- +goose Up

-- Respondents with pairs, by the surveys that the pairs are of: what may be read
-- from pairs goes by respondents. They name nobody, and outlive an erasure.
CREATE TABLE pair_respondents (
    relationship text NOT NULL,
    id           text NOT NULL,
    surveys      text NOT NULL,
    n            integer NOT NULL,
    PRIMARY KEY (relationship, id)
) WITHOUT ROWID;
