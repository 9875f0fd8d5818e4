-- +goose Up

-- The day of the experience, as its invitation has it. Of what was decided before
-- this migration and led to no invitation, it is the day in UTC.
ALTER TABLE decisions ADD COLUMN day text COLLATE "C" NOT NULL DEFAULT '';
UPDATE decisions SET day = coalesce(
    (SELECT day FROM invitations WHERE id = decisions.invitation),
    (SELECT to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') FROM events WHERE id = decisions.event_id), '');

-- Who opened what, beside the invitation they were opened for; a rating of -1 is
-- a page that was opened without choosing one.
ALTER TABLE intents ADD COLUMN touchpoint text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE intents ADD COLUMN day text COLLATE "C" NOT NULL DEFAULT '';
UPDATE intents SET touchpoint = coalesce((SELECT touchpoint FROM invitations WHERE id = intents.invitation), ''),
    day = coalesce((SELECT day FROM invitations WHERE id = intents.invitation), '');

-- All that the funnel counts, in the order in which it is asked for; answers and
-- openings stand in the order of their invitations.
CREATE INDEX decisions_funnel ON decisions (touchpoint, day, trigger, outcome) WHERE outcome NOT IN ('scheduled', 'imported');
-- What is only read from it is no part of its order: a plan that was made while
-- the table was small would look for a status through all of it.
CREATE INDEX invitations_funnel ON invitations (touchpoint, day, id) INCLUDE (status, wave, trigger);
CREATE INDEX responses_funnel ON responses (touchpoint, day, invitation) WHERE invitation <> '' AND revision = 1;
CREATE INDEX intents_funnel ON intents (touchpoint, day, invitation);

-- Where an invitation stood, one row for each time that changed. It goes with an
-- erasure.
CREATE TABLE passages (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    invitation text COLLATE "C" NOT NULL,
    at         timestamptz,
    status     text NOT NULL,
    reason     text NOT NULL,
    wave       integer NOT NULL
);
CREATE INDEX passages_invitation ON passages (invitation);
INSERT INTO passages (invitation, at, status, reason, wave)
    SELECT id, coalesce(sent_at, due_at, created_at), status, reason, wave FROM invitations
    WHERE status <> 'scheduled' AND contact_id <> '' ORDER BY id;
