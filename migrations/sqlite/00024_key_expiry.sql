-- +goose Up

-- Until when an API key is good, and when it was shown last; neither is known of older
-- keys, which are good until they are revoked.
ALTER TABLE api_keys ADD COLUMN expires_at text;
ALTER TABLE api_keys ADD COLUMN last_used_at text;
