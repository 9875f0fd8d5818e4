-- +goose Up

-- Answers with several values at once are counted from many responses, of which few
-- were revised.
CREATE INDEX responses_revised ON responses (id, revision) WHERE revision > 1;
