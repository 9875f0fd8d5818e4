-- +goose Up

-- How far each survey has been watched; baseline and evidence are JSON.
CREATE TABLE streams (
    survey   text PRIMARY KEY,
    version  integer NOT NULL,
    floor    text NOT NULL,
    looked   text NOT NULL,
    baseline text NOT NULL,
    told     text NOT NULL,
    settled  text NOT NULL,
    evidence text NOT NULL
) WITHOUT ROWID;

CREATE TABLE alerts (
    id          text PRIMARY KEY,
    survey      text NOT NULL,
    touchpoint  text NOT NULL,
    direction   text NOT NULL,
    day         text NOT NULL,
    since       text NOT NULL,
    grounds     text NOT NULL,
    recorded_at text
);
CREATE INDEX alerts_day ON alerts (day, id);
CREATE INDEX alerts_touchpoint ON alerts (touchpoint, day, id);
