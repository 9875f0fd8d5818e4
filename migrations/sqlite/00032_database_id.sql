-- +goose Up

-- Tells this database, and each backup of it, from all others.
INSERT INTO settings (name, value) VALUES ('database', lower(hex(randomblob(16))));
