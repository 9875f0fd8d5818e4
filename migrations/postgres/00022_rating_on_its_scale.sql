-- +goose Up
-- +goose NO TRANSACTION

-- Nobody writes a rating that the survey does not take, whatever program it is. Of rows
-- from before it is not known which ratings that were. Each statement is a transaction,
-- so that the rows are looked through while others write; one that was interrupted can
-- be run again.
ALTER TABLE responses ADD COLUMN IF NOT EXISTS lowest integer NOT NULL DEFAULT 0, ADD COLUMN IF NOT EXISTS highest integer NOT NULL DEFAULT 10;
ALTER TABLE responses DROP CONSTRAINT IF EXISTS responses_rating_on_its_scale;
ALTER TABLE responses ADD CONSTRAINT responses_rating_on_its_scale CHECK (rating BETWEEN lowest AND highest) NOT VALID;
ALTER TABLE responses VALIDATE CONSTRAINT responses_rating_on_its_scale;
