-- +goose Up

-- What an invitation counts under, short enough for an index. The index holds
-- all that counting reads; a status is none of what it is searched by, see 00007.
ALTER TABLE invitations ADD COLUMN cell text GENERATED ALWAYS AS (left(segments, 400)) STORED;
DROP INDEX IF EXISTS invitations_survey;
CREATE INDEX invitations_survey ON invitations (survey, day, cell) INCLUDE (status, wave);

-- Who answered of those invited, by day: read beside the invitations.
CREATE INDEX responses_invited ON responses (survey, day) WHERE invitation <> '';

-- What was written, newest day first.
CREATE INDEX responses_comments ON responses (survey, day, id) WHERE answers <> '{}';
