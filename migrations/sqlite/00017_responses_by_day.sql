-- +goose Up

-- What may be told of a segment, a language, a wave or a source is decided from the
-- answers to a survey about some days.
CREATE INDEX responses_day ON responses (survey, day);
