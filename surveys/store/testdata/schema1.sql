INSERT INTO definitions (revision, document, versions, applied_at) VALUES
    (1, '{"organisation":{"name":"De Ketting","timezone":"Europe/Amsterdam","languages":["nl","en"],"quarantine":"14d"},"journeys":[],"surveys":[]}', '{"delivery-nps":1}', '2026-11-19 08:00:00+00:00');

INSERT INTO survey_versions (survey, version, document, published_at) VALUES
    ('delivery-nps', 1, '{"key":"delivery-nps","touchpoint":"delivery","metric":"nps","question":{"en":"How likely?"}}', '2026-11-19 08:00:00+00:00');

INSERT INTO contacts (id, email, person, name, locale, timezone, properties, seen_at, respondent, created_at) VALUES
    ('c-881', 'jo@example.org', '8b1a9953c4611296a827abf8c47804d7', 'Jo', 'nl', 'Europe/Amsterdam', '{"persona":"commuter"}', '2026-11-20 14:03:00.5+00:00', 4611686018427387905, '2026-11-20 14:03:01+00:00');

INSERT INTO suppressions (person, touchpoint, reason, since) VALUES
    ('8b1a9953c4611296a827abf8c47804d7', 'store', 'unsubscribed', '2026-11-20 15:00:00+00:00');

INSERT INTO events (id, name, contact_id, occurred_at, received_at, properties, imported, digest) VALUES
    ('ord-10021-delivered', 'order.delivered', 'c-881', '2026-11-20 14:03:00.5+00:00', '2026-11-20 14:03:01+00:00', '{"order_id":"10021"}', false, '0a1b');

INSERT INTO decisions (event_id, trigger, survey, touchpoint, contact_id, outcome, checks, segments, invitation, due_at, decided_at) VALUES
    ('ord-10021-delivered', 'after-delivery', 'delivery-nps', 'delivery', 'c-881', 'scheduled', '[{"rule":"condition","passed":true}]', '{"persona":"commuter"}', '019a0000-0000-7000-8000-000000000001', '2026-11-21 14:03:00.5+00:00', '2026-11-20 14:03:01+00:00');

INSERT INTO invitations (id, event_id, trigger, survey, version, touchpoint, contact_id, person, language, segments, correlation, occurred_at, day, created_at, due_at, send_by, open_for, status, reason, wave, next_at, attempts, sent_at, asked_at, closes_at, epoch, leased_until) VALUES
    ('019a0000-0000-7000-8000-000000000001', 'ord-10021-delivered', 'after-delivery', 'delivery-nps', 1, 'delivery', 'c-881', '8b1a9953c4611296a827abf8c47804d7', 'nl', '{"persona":"commuter"}', '10021', '2026-11-20 14:03:00.5+00:00', '2026-11-20', '2026-11-20 14:03:01+00:00', '2026-11-21 14:03:00.5+00:00', '2026-12-11 14:03:00.5+00:00', 1814400000000000, 'sent', '', 0, NULL, 0, '2026-11-21 14:03:05+00:00', '2026-11-21 14:03:05+00:00', '2026-12-12 14:03:05+00:00', 1, NULL);

INSERT INTO tokens (hash, invitation, wave, created_at) VALUES
    ('7d1a54127b222502f5b79b5fb0803061152a44f92b37e23c6527baf665d4da9a', '019a0000-0000-7000-8000-000000000001', 0, '2026-11-21 14:03:04+00:00');

INSERT INTO intents (invitation, rating, at) VALUES
    ('019a0000-0000-7000-8000-000000000001', 9, '2026-11-21 18:00:00+00:00');

INSERT INTO responses (id, revision, invitation, event_id, survey, version, touchpoint, contact_id, person, respondent, rating, answers, locale, wave, source, imported, segments, day, occurred_at, answered_at, recorded_at) VALUES
    ('019a0000-0000-7000-8000-000000000002', 1, '019a0000-0000-7000-8000-000000000001', 'ord-10021-delivered', 'delivery-nps', 1, 'delivery', 'c-881', '8b1a9953c4611296a827abf8c47804d7', 4611686018427387905, 9, '{"delight":["quick"]}', 'nl', 'first', 'mail', false, '{"persona":"commuter"}', '2026-11-20', '2026-11-20 14:03:00.5+00:00', '2026-11-21 18:00:10+00:00', '2026-11-21 18:00:10+00:00');

INSERT INTO rollups (survey, dimension, day, value, r9) VALUES
    ('delivery-nps', '', '2026-11-20', '', 1),
    ('delivery-nps', 'locale', '2026-11-20', 'nl', 1);

INSERT INTO api_keys (id, name, hash, scopes, created_at, revoked_at) VALUES
    ('k1', 'webshop', '5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8', '["events","read"]', '2026-11-19 08:00:00+00:00', NULL);

INSERT INTO settings (name, value) VALUES ('paused', '2026-11-22T08:00:00Z');
