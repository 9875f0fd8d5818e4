-- +goose Up

-- The figures for Prometheus have a scope of their own, metrics. Whoever could read
-- them before goes on reading them.
UPDATE api_keys SET scopes = replace(scopes, '"read"', '"read","metrics"') WHERE scopes LIKE '%"read"%';
