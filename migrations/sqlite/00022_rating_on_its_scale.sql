-- +goose Up

-- Nobody writes a rating that the survey does not take, whatever program it is. Of rows
-- from before it is not known which ratings that were.
ALTER TABLE responses ADD COLUMN lowest integer NOT NULL DEFAULT 0;
ALTER TABLE responses ADD COLUMN highest integer NOT NULL DEFAULT 10 CHECK (rating BETWEEN lowest AND highest);
