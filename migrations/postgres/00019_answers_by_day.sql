-- +goose Up

-- Answers with several values at once are counted from the responses of a period.
CREATE INDEX responses_day ON responses (survey, day);
CREATE INDEX responses_revised ON responses (id, revision) WHERE revision > 1;
