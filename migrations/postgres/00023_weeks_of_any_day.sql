-- +goose Up

-- Claims of the method before, which took weeks to begin where its windows do, and
-- controls to go where the touchpoints would have gone. They make room for those of the
-- new one, and are shown where it does not make them.
UPDATE improvement_claims SET words = words || '.2' WHERE words NOT LIKE '%.1';
