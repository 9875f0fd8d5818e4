-- +goose Up

-- What was erased before kept the id of its invitation, which stands in the mail.
CREATE TABLE erased_invitations AS
    SELECT invitation AS was, 'erased-' || lower(hex(randomblob(16))) AS becomes
    FROM responses WHERE contact_id = '' AND person = '' AND invitation <> '' GROUP BY invitation;
CREATE INDEX erased_invitations_was ON erased_invitations (was);
UPDATE responses SET id = n.becomes, invitation = n.becomes FROM erased_invitations AS n WHERE responses.invitation = n.was AND responses.invitation <> '';
UPDATE decisions SET invitation = n.becomes FROM erased_invitations AS n WHERE decisions.invitation = n.was;
UPDATE intents SET invitation = n.becomes FROM erased_invitations AS n WHERE intents.invitation = n.was;
UPDATE reminders SET invitation = n.becomes FROM erased_invitations AS n WHERE reminders.invitation = n.was;
UPDATE passages SET invitation = n.becomes FROM erased_invitations AS n WHERE passages.invitation = n.was;
UPDATE tokens SET invitation = n.becomes FROM erased_invitations AS n WHERE tokens.invitation = n.was;
UPDATE invitations SET id = n.becomes FROM erased_invitations AS n WHERE invitations.id = n.was;
DROP TABLE erased_invitations;
