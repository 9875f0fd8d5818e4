-- +goose Up

-- Ids that others made are kept in Unicode normal form C, since they are looked for in it.
-- A database in another encoding than UTF-8 cannot tell the forms apart.

-- +goose StatementBegin
DO $$ BEGIN
IF getdatabaseencoding() = 'UTF8' THEN

-- Of two contacts that become one, the one that is in this form stays.
UPDATE events SET contact_id = normalize(contact_id) WHERE contact_id <> normalize(contact_id);
UPDATE decisions SET contact_id = normalize(contact_id) WHERE contact_id <> normalize(contact_id);
UPDATE invitations SET contact_id = normalize(contact_id) WHERE contact_id <> normalize(contact_id);
UPDATE responses SET contact_id = normalize(contact_id) WHERE contact_id <> normalize(contact_id);
DELETE FROM contacts WHERE id <> normalize(id) AND (EXISTS (SELECT 1 FROM contacts AS o WHERE o.id = normalize(contacts.id))
    OR id NOT IN (SELECT min(id) FROM contacts WHERE id <> normalize(id) GROUP BY normalize(id)));
UPDATE contacts SET id = normalize(id) WHERE id <> normalize(id);

-- Of two events or answers that would become one, both stay as they are.
UPDATE events SET id = normalize(id) WHERE id IN (SELECT min(id) FROM events WHERE id <> normalize(id) GROUP BY normalize(id))
    AND NOT EXISTS (SELECT 1 FROM events AS o WHERE o.id = normalize(events.id));
UPDATE responses SET id = normalize(id) WHERE id IN (SELECT min(id) FROM responses WHERE id <> normalize(id) GROUP BY normalize(id))
    AND NOT EXISTS (SELECT 1 FROM responses AS o WHERE o.id = normalize(responses.id));
UPDATE decisions SET event_id = normalize(event_id) WHERE event_id <> normalize(event_id) AND NOT EXISTS (SELECT 1 FROM events AS o WHERE o.id = decisions.event_id);
UPDATE invitations SET event_id = normalize(event_id) WHERE event_id <> normalize(event_id) AND NOT EXISTS (SELECT 1 FROM events AS o WHERE o.id = invitations.event_id);
UPDATE responses SET event_id = normalize(event_id) WHERE event_id <> normalize(event_id) AND NOT EXISTS (SELECT 1 FROM events AS o WHERE o.id = responses.event_id);

END IF;
END $$;
-- +goose StatementEnd
