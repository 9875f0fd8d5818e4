package surveys

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// answerBatch is the answers of one request on their way into a commit.
type answerBatch struct{ drafts []*draft }

// draft is an answer that is good in itself, and what became of it.
type draft struct {
	Response        // without revision; with an id or an invitation
	keepOld    bool // the first answer with an id wins: a repeat changes nothing
	keepRating bool // only follow-ups were answered: the rating stays what it is by then
	shown      func(rating int, followUp string) bool
	result     EventStatus
	differs    bool
	stored     Response
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
	// This locks the contacts, so that another process that takes an answer of
	// one of them has written its revision before the newest is read.
	if err := s.situate(ctx, tx, all); err != nil {
		return err
	}
	known, bounced, err := newest(tx, all)
	if err != nil {
		return err
	}
	for _, id := range bounced { // somebody answers, so it arrived
		if err := unbounce(tx, id); err != nil {
			return err
		}
	}
	var rows []Response
	changes := tallies{}
	for _, d := range all {
		before, exists := known[d.ID]
		next := d.Response
		next.RecordedAt = s.now()
		next.Answers = tidy(next, d.shown)
		d.result, d.differs = EventAccepted, false
		switch {
		case exists && d.keepOld:
			d.result, d.differs, d.stored = EventDuplicate, !before.sameAnswer(next), before
			continue
		case exists:
			next = before.changed(d, next.RecordedAt)
			if before.sameAnswer(next) {
				d.result, d.stored = EventDuplicate, before
				continue
			}
		default:
			next.Revision = 1
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
	p, err := s.planIn(ctx, tx)
	if err != nil {
		return err
	}
	said, err := p.saidBefore(tx, rows)
	if err != nil {
		return err
	}
	if err := tx.AddResponses(rows); err != nil {
		return err
	}
	if err := tx.AddRollups(changes.rows()); err != nil {
		return err
	}
	return p.keepPairs(tx, said, rows)
}

// newest gives the answers that exist already, by id, and the invitations among
// those that are answered whose mail is said to have come back.
func newest(tx Tx, all []*draft) (map[string]Response, []string, error) {
	ids := make([]string, 0, len(all))
	for _, d := range all {
		ids = append(ids, d.ID)
	}
	return tx.Answered(unique(ids))
}

// situate fills in what an answer takes from its contact: the respondent, and where
// it came without an invitation also person and segments, these from its event too.
// Of one whose contact was erased since the link was opened it leaves what an erasure
// leaves, and no respondent.
func (s *Service) situate(ctx context.Context, tx Tx, all []*draft) error {
	var contactIDs, eventIDs []string
	for _, d := range all {
		if d.ContactID != "" {
			contactIDs = append(contactIDs, d.ContactID)
		}
		if d.EventID != "" && d.Invitation == "" {
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
	p, err := s.planIn(ctx, tx)
	if err != nil {
		return err
	}
	var created []Contact
	for _, d := range all {
		c, ok := contacts[d.ContactID]
		if d.Invitation != "" {
			if d.Respondent = c.Respondent; !ok {
				d.ContactID, d.Person, d.Answers = "", "", map[string][]string{}
			}
			continue
		}
		segments, wasDecided := decided[d.EventID]
		if wasDecided {
			d.Segments = segments
		}
		if d.ContactID == "" {
			continue
		}
		if !ok {
			c = Contact{ID: d.ContactID, Respondent: newRespondent(), CreatedAt: s.now(), Properties: map[string]any{},
				Person: s.secret.Person(Address{}, d.ContactID), Locale: d.Locale}
			contacts[c.ID] = c
			created = append(created, c)
		}
		d.Person, d.Respondent = c.Person, c.Respondent
		if !wasDecided {
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

// changed gives the revision that follows r when the respondent changes it: what
// the change leaves out stays.
func (r Response) changed(by *draft, at time.Time) Response {
	out := r
	out.Revision++
	out.Version, out.AnsweredAt, out.RecordedAt = by.Version, by.AnsweredAt, at
	if !by.keepRating {
		out.Rating = by.Rating
	}
	out.Answers = maps.Clone(r.Answers)
	maps.Copy(out.Answers, by.Answers)
	out.Answers = tidy(out, by.shown)
	return out
}

// tidy gives the answers of r without follow-ups to which nothing was said, and
// those that are not shown after its rating.
func tidy(r Response, shown func(rating int, followUp string) bool) map[string][]string {
	out := make(map[string][]string, len(r.Answers))
	for key, said := range r.Answers {
		if len(said) > 0 && (shown == nil || shown(r.Rating, key)) {
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
			return nil, Refuse(truncate(key, 63), "is not asked in this survey")
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
