-- +goose Up

-- Respondents with pairs, by the surveys that the pairs are of: what may be read
-- from pairs goes by respondents. They name nobody, and outlive an erasure.
CREATE TABLE pair_respondents (
    relationship text COLLATE "C" NOT NULL,
    id           text COLLATE "C" NOT NULL,
    surveys      text COLLATE "C" NOT NULL,
    n            bigint NOT NULL,
    PRIMARY KEY (relationship, id)
);
