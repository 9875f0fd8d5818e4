-- +goose Up

-- How far each survey has been watched; baseline and evidence are JSON.
CREATE TABLE streams (
    survey   text COLLATE "C" PRIMARY KEY,
    version  bigint NOT NULL,
    floor    text COLLATE "C" NOT NULL,
    looked   text COLLATE "C" NOT NULL,
    baseline text NOT NULL,
    told     text COLLATE "C" NOT NULL,
    settled  text COLLATE "C" NOT NULL,
    evidence text NOT NULL
);

CREATE TABLE alerts (
    id          text COLLATE "C" PRIMARY KEY,
    survey      text COLLATE "C" NOT NULL,
    touchpoint  text COLLATE "C" NOT NULL,
    direction   text COLLATE "C" NOT NULL,
    day         text COLLATE "C" NOT NULL,
    since       text COLLATE "C" NOT NULL,
    grounds     text NOT NULL,
    recorded_at timestamptz
);
CREATE INDEX alerts_day ON alerts (day, id);
CREATE INDEX alerts_touchpoint ON alerts (touchpoint, day, id);
