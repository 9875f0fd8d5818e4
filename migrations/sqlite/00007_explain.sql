-- +goose Up

-- The day of the experience, as its invitation has it. Of what was decided before
-- this migration and led to no invitation, it is the day in UTC.
ALTER TABLE decisions ADD COLUMN day text NOT NULL DEFAULT '';
UPDATE decisions SET day = coalesce(
    (SELECT day FROM invitations WHERE id = decisions.invitation),
    (SELECT substr(occurred_at, 1, 10) FROM events WHERE id = decisions.event_id), '');

-- Who opened what, beside the invitation they were opened for; a rating of -1 is
-- a page that was opened without choosing one.
ALTER TABLE intents ADD COLUMN touchpoint text NOT NULL DEFAULT '';
ALTER TABLE intents ADD COLUMN day text NOT NULL DEFAULT '';
UPDATE intents SET touchpoint = coalesce((SELECT touchpoint FROM invitations WHERE id = intents.invitation), ''),
    day = coalesce((SELECT day FROM invitations WHERE id = intents.invitation), '');

-- All that the funnel counts, in the order in which it is asked for; answers and
-- openings stand in the order of their invitations.
CREATE INDEX decisions_funnel ON decisions (touchpoint, day, trigger, outcome) WHERE outcome NOT IN ('scheduled', 'imported');
CREATE INDEX invitations_funnel ON invitations (touchpoint, day, id, status, wave, trigger);
CREATE INDEX responses_funnel ON responses (touchpoint, day, invitation) WHERE invitation <> '' AND revision = 1;
CREATE INDEX intents_funnel ON intents (touchpoint, day, invitation);

-- Where an invitation stood, one row for each time that changed. It goes with an
-- erasure.
CREATE TABLE passages (
    id         integer PRIMARY KEY,
    invitation text NOT NULL,
    at         text,
    status     text NOT NULL,
    reason     text NOT NULL,
    wave       integer NOT NULL
);
CREATE INDEX passages_invitation ON passages (invitation);
INSERT INTO passages (invitation, at, status, reason, wave)
    SELECT id, coalesce(sent_at, due_at, created_at), status, reason, wave FROM invitations
    WHERE status <> 'scheduled' AND contact_id <> '' ORDER BY id;
