package surveys

import (
	"context"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// answerBatch is the answers of one request on their way into a commit.
type answerBatch struct{ drafts []*draft }

// draft is an answer that is good in itself, and what became of it.
type draft struct {
	Response                            // without revision; with an id or an invitation
	shown    func(followUp string) bool // set for a respondent's own change: what it leaves out stays, what is not shown goes
	keepOld  bool                       // the first answer with an id wins: a repeat changes nothing
	contact  EventContact
	result   EventStatus
	differs  bool
	stored   Response
}

// answerGroup commits answers together, with the rollups they change.
func (s *Service) answerGroup(ctx context.Context, batches []*answerBatch) error {
	var all []*draft
	for _, b := range batches {
		all = append(all, b.drafts...)
	}
	for try := 0; ; try++ {
		err := s.Update(ctx, func(tx Tx) error { return s.appendAnswers(ctx, tx, all) })
		// Two processes may write the same revision at once; the second one sees
		// the first one's row when it tries again.
		if KindOf(err) != Conflict || try == 3 {
			return err
		}
	}
}

func (s *Service) appendAnswers(ctx context.Context, tx Tx, all []*draft) error {
	number, err := tx.Revision()
	if err != nil {
		return err
	}
	p, err := s.planAt(ctx, number)
	if err != nil {
		return err
	}
	known, err := newest(tx, all)
	if err != nil {
		return err
	}
	if err := s.situate(tx, p, all); err != nil {
		return err
	}
	var rows []Response
	changes := tallies{}
	for _, d := range all {
		before, exists := known[d.ID]
		next := d.Response
		next.RecordedAt = s.now()
		d.result = EventAccepted
		switch {
		case exists && d.keepOld:
			d.result, d.differs, d.stored = EventDuplicate, !before.sameAnswer(next), before
			continue
		case exists:
			next = before.changed(next, d.shown)
			if before.sameAnswer(next) {
				d.result, d.stored = EventDuplicate, before
				continue
			}
		default:
			next.Revision = 1
			next.Answers = tidy(next.Answers, d.shown)
		}
		rows = append(rows, next)
		if exists {
			changes.add(before, -1)
		}
		changes.add(next, 1)
		known[d.ID], d.stored = next, next
	}
	if len(rows) == 0 {
		return nil
	}
	if err := tx.AddResponses(rows); err != nil {
		return err
	}
	return tx.AddRollups(changes.rows())
}

// newest gives the answers that exist already, by id.
func newest(tx Tx, all []*draft) (map[string]Response, error) {
	ids := make([]string, 0, len(all))
	for _, d := range all {
		ids = append(ids, d.ID)
	}
	return tx.Responses(unique(ids))
}

// situate fills in what an answer that came without an invitation takes from its
// event and its contact: segments, person, respondent.
func (s *Service) situate(tx Tx, p *Plan, all []*draft) error {
	var contactIDs, eventIDs []string
	for _, d := range all {
		if d.Invitation != "" {
			continue
		}
		if d.ContactID != "" {
			contactIDs = append(contactIDs, d.ContactID)
		}
		if d.EventID != "" {
			eventIDs = append(eventIDs, d.EventID)
		}
	}
	if len(contactIDs)+len(eventIDs) == 0 {
		return nil
	}
	contacts, err := tx.Contacts(unique(contactIDs))
	if err != nil {
		return err
	}
	decided, err := tx.SegmentsOf(unique(eventIDs))
	if err != nil {
		return err
	}
	var created []Contact
	for _, d := range all {
		if d.Invitation != "" || d.ContactID == "" {
			continue
		}
		c, ok := contacts[d.ContactID]
		if !ok {
			c = Contact{ID: d.ContactID, Respondent: newRespondent(), CreatedAt: s.now(), Properties: map[string]any{},
				Person: s.secret.Person(Address{}, d.ContactID), Locale: d.Locale}
			contacts[c.ID] = c
			created = append(created, c)
		}
		d.Person, d.Respondent = c.Person, c.Respondent
		if segments, ok := decided[d.EventID]; ok {
			d.Segments = segments
		} else {
			d.Segments = p.segmentsOf(factsOf(&StoredEvent{ID: d.EventID, Properties: map[string]any{}}, &c))
		}
	}
	if len(created) == 0 {
		return nil
	}
	slices.SortFunc(created, func(a, b Contact) int { return strings.Compare(a.ID, b.ID) })
	return tx.PutContacts(created)
}

// sameAnswer says whether two revisions say the same.
func (r Response) sameAnswer(o Response) bool {
	return r.Rating == o.Rating && maps.EqualFunc(r.Answers, o.Answers, slices.Equal)
}

// changed gives the revision that follows r when the respondent says next.
func (r Response) changed(next Response, shown func(string) bool) Response {
	out := r
	out.Revision++
	out.Rating, out.AnsweredAt, out.RecordedAt = next.Rating, next.AnsweredAt, next.RecordedAt
	said := next.Answers
	if shown != nil {
		said = maps.Clone(r.Answers)
		maps.Copy(said, next.Answers)
	}
	out.Answers = tidy(said, shown)
	return out
}

// tidy drops follow-ups to which nothing was said, and those that are not shown.
func tidy(answers map[string][]string, shown func(string) bool) map[string][]string {
	out := make(map[string][]string, len(answers))
	for key, said := range answers {
		if len(said) > 0 && (shown == nil || shown(key)) {
			out[key] = said
		}
	}
	return out
}

// checkAnswers brings follow-up answers into the form they are kept in, and
// refuses what the survey does not ask.
func (s *plannedSurvey) checkAnswers(given map[string][]string) (map[string][]string, *Error) {
	kept := make(map[string][]string, len(given))
	for _, key := range sortedKeys(given) {
		i := s.followUp(key)
		if i < 0 {
			return nil, Refuse(key, "is not asked in this survey")
		}
		values, err := s.FollowUps[i].check(given[key])
		if err != nil {
			return nil, err
		}
		kept[key] = values
	}
	return kept, nil
}

func (s *plannedSurvey) followUp(key string) int {
	return slices.IndexFunc(s.FollowUps, func(f FollowUp) bool { return f.Key == key })
}

// check gives the answer to one follow-up as it is kept; empty when nothing was
// said.
func (f FollowUp) check(values []string) ([]string, *Error) {
	said := make([]string, 0, len(values))
	for _, v := range values {
		if v = cleanText(v); v != "" {
			said = append(said, v)
		}
	}
	if f.Type != Multi && len(said) > 1 {
		return nil, Refuse(f.Key, "takes one answer")
	}
	for i, v := range said {
		switch f.Type {
		case Comment:
			if utf8.RuneCountInString(v) > MaxComment {
				return nil, Refuse(f.Key, "is longer than %d characters", MaxComment)
			}
		case YesNo:
			if v != "yes" && v != "no" {
				return nil, Refuse(f.Key, "is yes or no")
			}
		default:
			if !slices.ContainsFunc(f.Options, func(o Option) bool { return o.Key == v }) {
				return nil, Refuse(f.Key, "is not one of the choices")
			}
			if slices.Contains(said[:i], v) {
				return nil, Refuse(f.Key, "names a choice twice")
			}
		}
	}
	return said, nil
}

// cleanText trims, makes line ends plain and drops characters that neither print
// nor space.
func cleanText(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || unicode.IsPrint(r) || unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			return r
		}
		return -1
	}, s)
	return strings.TrimSpace(s)
}
