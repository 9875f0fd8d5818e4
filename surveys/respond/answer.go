package respond

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/followup"
)

// answerBatch is the answers of one request on their way into a commit.
type answerBatch struct{ drafts []*draft }

// draft is an answer that is good in itself, and what became of it.
type draft struct {
	surveys.Response      // without revision; with an id or an invitation
	keepOld          bool // the first answer with an id wins: a repeat changes nothing
	ofEvent          bool // it occurred when its event did, if that is there
	keepRating       bool // only follow-ups were answered: the rating stays what it is by then
	result           surveys.EventStatus
	refused          *surveys.Error // for what was read in the transaction; then there is no result
	differs          bool
	stored           surveys.Response
}

// answerGroup commits answers together, with the rollups they change.
func (s *Service) answerGroup(ctx context.Context, batches []*answerBatch) error {
	var all []*draft
	for _, b := range batches {
		all = append(all, b.drafts...)
	}
	return s.store.Update(ctx, func(tx Tx) error {
		good, err := s.dated(tx, all)
		if err != nil || len(good) == 0 {
			return err
		}
		return s.appendAnswers(tx, good)
	})
}

func (s *Service) appendAnswers(tx Tx, all []*draft) error {
	// This locks the contacts, so that another process that takes an answer of
	// one of them has written its revision before the newest is read.
	all, err := s.resolve(tx, all)
	if err != nil || len(all) == 0 {
		return err
	}
	earlier, bounced, err := newest(tx, all)
	if err != nil {
		return err
	}
	for _, id := range bounced { // somebody answers, so it arrived
		if err := unbounce(tx, id, s.now()); err != nil {
			return err
		}
	}
	p, err := s.plans.In(tx)
	if err != nil {
		return err
	}
	changes, chosen := newTallies(p.Definition), followup.NewSums(followup.VersionsIn(tx, s.plans, p))
	scales, err := scalesOf(s.metrics(tx, p), all)
	if err != nil {
		return err
	}
	w, err := revise(all, earlier, scales, s.now(), changes, chosen)
	if err != nil || len(w.rows) == 0 {
		return err
	}
	before, err := ratingPointsBefore(tx, w.rows)
	if err != nil {
		return err
	}
	if err := tx.ResponsesRemove(w.replaced); err != nil {
		return err
	}
	if err := tx.ResponsesAppend(w.rows, scales.of); err != nil {
		return err
	}
	if err := tx.RollupsAdd(changes.rows()); err != nil {
		return err
	}
	if err := keepFollowUps(tx, chosen); err != nil {
		return err
	}
	after := ratingPointsAfter(before, w.rows)
	if err := keepCovariances(p, tx, before, after); err != nil {
		return err
	}
	return keepRepeats(s.metrics(tx, p), tx, before, after)
}

// written is the revisions to be written, and those that are there already and that they
// take the place of.
type written struct{ rows, replaced []surveys.Response }

// put adds a revision, in place of the one before where both are of the same minute.
func (w *written) put(next surveys.Response, before *surveys.Response) {
	if before == nil || before.Revision != next.Revision {
		w.rows = append(w.rows, next)
		return
	}
	i := slices.IndexFunc(w.rows, func(r surveys.Response) bool { return r.ID == next.ID && r.Revision == next.Revision })
	if i >= 0 {
		w.rows[i] = next
		return
	}
	w.rows, w.replaced = append(w.rows, next), append(w.replaced, *before)
}

// revise gives what is to be written of these answers, and counts what it changes.
// earlier are the newest revisions that are there already, by id; those that are to be
// written join them. An answer that would change what somebody else said, whose rating
// is not on the scale of its survey, or that was changed too often, is refused.
func revise(all []*draft, earlier map[string]surveys.Response, scales scales, now time.Time, changes tallies, chosen *followup.Sums) (w written, err error) {
	for _, d := range all {
		before, exists := earlier[d.ID]
		if d.refused = nil; exists {
			d.refused = foreign(before, d)
		}
		if d.refused != nil {
			continue
		}
		next := d.Response
		next.RecordedAt = now
		next.Answers = tidy(next)
		d.result, d.differs = surveys.EventAccepted, false
		switch {
		case exists && d.keepOld:
			d.result, d.differs, d.stored = surveys.EventDuplicate, !sameAnswer(before, next), before
			continue
		case exists:
			next = changed(before, d, next.RecordedAt)
			if sameAnswer(before, next) {
				d.result, d.stored = surveys.EventDuplicate, before
				continue
			}
		default:
			next.Revision = 1
		}
		if d.refused = scales.check(next); d.refused == nil && next.Revision > surveys.MaxRevisions {
			d.refused = surveys.Errorf(surveys.Invalid, "This answer was changed %d times. It stays as it is.", surveys.MaxRevisions-1).
				Because(surveys.RefusedManyChanges, "most", surveys.ReasonNumber(surveys.MaxRevisions-1))
		}
		if d.refused != nil {
			continue
		}
		if exists {
			w.put(next, &before)
			changes.add(before, -1)
			if err := chosen.Add(before, -1); err != nil {
				return w, err
			}
		} else {
			w.put(next, nil)
		}
		changes.add(next, 1)
		if err := chosen.Add(next, 1); err != nil {
			return w, err
		}
		earlier[d.ID], d.stored = next, next
	}
	return w, nil
}

// dated fills in when an answer's event occurred, and gives the answers without
// those that are refused for it.
func (s *Service) dated(tx Tx, all []*draft) ([]*draft, error) {
	var ids []string
	for _, d := range all {
		if d.ofEvent {
			ids = append(ids, d.EventID)
		}
	}
	if len(ids) == 0 {
		return all, nil
	}
	times, err := tx.EventTimes(surveys.Unique(ids))
	if err != nil {
		return nil, err
	}
	p, err := s.plans.In(tx)
	if err != nil {
		return nil, err
	}
	good := make([]*draft, 0, len(all))
	for _, d := range all {
		d.refused = nil
		if at, there := times[d.EventID]; there && d.ofEvent {
			d.OccurredAt, d.Day = surveys.Micros(at), p.DayOf(at)
			d.refused = checkTime("occurred_at", at, s.now())
		}
		if d.refused == nil {
			good = append(good, d)
		}
	}
	return good, nil
}

// newest gives the answers that exist already, by id, and the invitations among
// those that are answered whose mail is said to have come back.
func newest(tx Tx, all []*draft) (map[string]surveys.Response, []string, error) {
	ids, invitations := make([]string, 0, len(all)), map[string]bool{}
	for _, d := range all {
		ids = append(ids, d.ID)
		if d.keepOld {
			ids = append(ids, d.GivenID())
		}
		invitations[d.Invitation] = true
	}
	earlier, bounced, err := tx.ResponsesNewestAndBounced(surveys.Unique(ids))
	if err != nil {
		return nil, nil, err
	}
	bounced = slices.DeleteFunc(bounced, func(id string) bool { return !invitations[id] })
	return earlier, bounced, fromBefore(tx, all, earlier)
}

// fromBefore deals with responses from elsewhere that were kept by the id that was
// sent, before those had a name space of their own: a repeat of such a response finds
// it, and where one has the id of an invitation, the answer to the invitation gets
// another id.
func fromBefore(tx Tx, all []*draft, earlier map[string]surveys.Response) error {
	var moved []string
	for _, d := range all {
		old, there := earlier[d.GivenID()]
		if !there || old.Invitation != "" || old.ID != d.GivenID() || old.ID != old.GivenID() {
			continue
		}
		if d.Invitation != "" {
			d.ID = "invitation:" + d.Invitation
			moved = append(moved, d.ID)
		} else if _, is := earlier[d.ID]; !is {
			earlier[d.ID] = old
		}
	}
	if len(moved) == 0 {
		return nil
	}
	more, _, err := tx.ResponsesNewestAndBounced(surveys.Unique(moved))
	maps.Copy(earlier, more)
	return err
}

// resolve fills in what an answer that came without an invitation takes from its
// event and its contact: segments, person, respondent. Of one whose contact was
// erased since the link was opened it leaves what an erasure leaves. It gives the
// answers that are to be written: a repeat of one that was erased is not.
func (s *Service) resolve(tx Tx, all []*draft) ([]*draft, error) {
	var contactIDs, eventIDs []string
	for _, d := range all {
		if d.ContactID != "" {
			contactIDs = append(contactIDs, d.ContactID)
		}
	}
	contacts := map[string]surveys.Contact{}
	var err error
	if len(contactIDs) > 0 {
		if contacts, err = tx.ContactsLock(surveys.Unique(contactIDs)); err != nil {
			return nil, err
		}
	}
	// Whoever erases has locked the contact as well, so that this sees what it did.
	if all, err = s.withoutErased(tx, all); err != nil {
		return nil, err
	}
	for _, d := range all {
		if d.EventID != "" && d.Invitation == "" {
			eventIDs = append(eventIDs, d.EventID)
		}
	}
	if len(contactIDs)+len(eventIDs) == 0 {
		return all, nil
	}
	decided, err := tx.SegmentsOfEvents(surveys.Unique(eventIDs))
	if err != nil {
		return nil, err
	}
	p, err := s.plans.In(tx)
	if err != nil {
		return nil, err
	}
	var created []surveys.Contact
	for _, d := range all {
		c, ok := contacts[d.ContactID]
		if d.Invitation != "" {
			if d.Respondent = c.Respondent; !ok {
				d.ContactID, d.Person, d.EventID, d.Answers = "", "", "", map[string][]string{}
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
			c = s.newContact(d)
			contacts[c.ID] = c
			created = append(created, c)
		}
		d.Person, d.Respondent = c.Person, c.Respondent
		if !wasDecided {
			d.Segments = p.SegmentsOf(definition.FactsOf(&surveys.StoredEvent{ID: d.EventID, Properties: map[string]any{}}, &c))
		}
	}
	if len(created) == 0 {
		return all, nil
	}
	slices.SortFunc(created, func(a, b surveys.Contact) int { return strings.Compare(a.ID, b.ID) })
	return all, tx.ContactsPut(created)
}

// newContact gives the contact of an answer that is the first thing known of it.
func (s *Service) newContact(d *draft) surveys.Contact {
	return surveys.Contact{
		ID: d.ContactID, Respondent: surveys.NewRespondent(), CreatedAt: s.now(), Properties: map[string]any{},
		Person: s.secret.Person(surveys.Address{}, d.ContactID), Locale: d.Locale,
	}
}

// withoutErased gives the answers but for repeats of those that were erased, which are
// duplicates, and takes from the others the ids of events that were.
func (s *Service) withoutErased(tx Tx, all []*draft) ([]*draft, error) {
	var marks []string
	mark := func(of, id string) string {
		if id == "" {
			return ""
		}
		return s.secret.ErasedMark(of, id)
	}
	for _, d := range all {
		if d.keepOld {
			marks = append(marks, mark(surveys.MarkResponse, d.GivenID()), mark(surveys.MarkEvent, d.EventID))
		}
	}
	if len(marks) == 0 {
		return all, nil
	}
	erased, err := tx.MarksErased(marks)
	if err != nil || len(erased) == 0 {
		return all, err
	}
	left := make([]*draft, 0, len(all))
	for _, d := range all {
		switch {
		case d.keepOld && erased[mark(surveys.MarkResponse, d.GivenID())]:
			d.result, d.differs, d.refused = surveys.EventDuplicate, false, nil
			continue
		case d.keepOld && erased[mark(surveys.MarkEvent, d.EventID)]:
			d.EventID = ""
		}
		left = append(left, d)
	}
	return left, nil
}

// foreign refuses an answer whose id belongs to an answer to another survey or
// invitation, or of another contact; of one whose contact was erased nobody knows.
func foreign(before surveys.Response, by *draft) *surveys.Error {
	erased := before.ContactID == "" && before.Respondent != 0
	switch {
	case before.Survey != by.Survey || before.Invitation != by.Invitation:
		return surveys.Refuse("id", "belongs to an answer to another survey or invitation").WithKind(surveys.Conflict)
	case by.Invitation == "" && before.ContactID != by.ContactID && !erased:
		return surveys.Refuse("id", "belongs to an answer of another contact").WithKind(surveys.Conflict)
	}
	return nil
}

// sameAnswer says whether two revisions say the same.
func sameAnswer(r, o surveys.Response) bool {
	return r.Rating == o.Rating && maps.EqualFunc(r.Answers, o.Answers, slices.Equal)
}

// changed gives the revision that follows r when the respondent changes it: what
// the change leaves out stays. Within the minute of r it takes its place, so that a link
// that is used without end fills no disk.
func changed(r surveys.Response, by *draft, at time.Time) surveys.Response {
	out := r
	if !surveys.MinuteOf(r.RecordedAt).Equal(surveys.MinuteOf(at)) {
		out.Revision++
	}
	out.Version, out.AnsweredAt, out.RecordedAt = by.Version, by.AnsweredAt, at
	if !by.keepRating {
		out.Rating = by.Rating
	}
	out.Answers = maps.Clone(r.Answers)
	maps.Copy(out.Answers, by.Answers)
	out.Answers = tidy(out)
	return out
}

// tidy gives the answers of r without follow-ups to which nothing was said. What was said
// to one that is not shown after this rating stays: show_if says who is asked, and nobody
// who corrects a rating takes back his words.
func tidy(r surveys.Response) map[string][]string {
	out := make(map[string][]string, len(r.Answers))
	for key, said := range r.Answers {
		if len(said) > 0 {
			out[key] = said
		}
	}
	return out
}
