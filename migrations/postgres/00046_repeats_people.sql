-- +goose Up

-- Respondents of whom there are pairs, for the guard of small cells. `halte rollup rebuild`
-- counts those of before; until then they count as few.
ALTER TABLE repeats ADD COLUMN people bigint NOT NULL DEFAULT 0;
