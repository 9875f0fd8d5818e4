-- +goose Up

-- Ids that others made are kept in Unicode normal form C, since they are looked for in it.
-- nfc is a function of the program.

-- Of two contacts that become one, the one that is in this form stays.
UPDATE events SET contact_id = nfc(contact_id) WHERE contact_id <> nfc(contact_id);
UPDATE decisions SET contact_id = nfc(contact_id) WHERE contact_id <> nfc(contact_id);
UPDATE invitations SET contact_id = nfc(contact_id) WHERE contact_id <> nfc(contact_id);
UPDATE responses SET contact_id = nfc(contact_id) WHERE contact_id <> nfc(contact_id);
DELETE FROM contacts WHERE id <> nfc(id) AND (EXISTS (SELECT 1 FROM contacts AS o WHERE o.id = nfc(contacts.id))
    OR id NOT IN (SELECT min(id) FROM contacts WHERE id <> nfc(id) GROUP BY nfc(id)));
UPDATE contacts SET id = nfc(id) WHERE id <> nfc(id);

-- Of two events or answers that would become one, both stay as they are.
UPDATE events SET id = nfc(id) WHERE id IN (SELECT min(id) FROM events WHERE id <> nfc(id) GROUP BY nfc(id))
    AND NOT EXISTS (SELECT 1 FROM events AS o WHERE o.id = nfc(events.id));
UPDATE responses SET id = nfc(id) WHERE id IN (SELECT min(id) FROM responses WHERE id <> nfc(id) GROUP BY nfc(id))
    AND NOT EXISTS (SELECT 1 FROM responses AS o WHERE o.id = nfc(responses.id));
UPDATE decisions SET event_id = nfc(event_id) WHERE event_id <> nfc(event_id) AND NOT EXISTS (SELECT 1 FROM events AS o WHERE o.id = decisions.event_id);
UPDATE invitations SET event_id = nfc(event_id) WHERE event_id <> nfc(event_id) AND NOT EXISTS (SELECT 1 FROM events AS o WHERE o.id = invitations.event_id);
UPDATE responses SET event_id = nfc(event_id) WHERE event_id <> nfc(event_id) AND NOT EXISTS (SELECT 1 FROM events AS o WHERE o.id = responses.event_id);
