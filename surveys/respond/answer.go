package respond

import (
	"context"
	"maps"
	"slices"
	"strings"

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
	earlier, all, bounced, err := newest(tx, all)
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

// dated fills in when an answer's event occurred, and gives the answers without
// those that are refused for it: that their event is another contact's is one reason.
func (s *Service) dated(tx Tx, all []*draft) ([]*draft, error) {
	var ids []string
	for _, d := range all {
		if d.ofEvents() {
			ids = append(ids, d.EventID)
		}
	}
	if len(ids) == 0 {
		return all, nil
	}
	events, err := tx.EventHeads(surveys.Unique(ids))
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
		if e, there := events[d.EventID]; there && d.ofEvents() {
			if d.ofEvent {
				d.OccurredAt, d.Day = surveys.Micros(e.OccurredAt), p.DayOf(e.OccurredAt)
				d.refused = checkTime("occurred_at", e.OccurredAt, s.now())
			}
			if e.ContactID != "" && d.ContactID != "" && d.ContactID != e.ContactID {
				d.refused = surveys.Refuse("event_id", "belongs to an event of another contact").WithKind(surveys.Conflict)
			}
		}
		if d.refused == nil {
			good = append(good, d)
		}
	}
	return good, nil
}

// ofEvents says whether an answer from elsewhere names an event.
func (d *draft) ofEvents() bool { return d.keepOld && d.EventID != "" }

// newest gives the answers that exist already, by id, and the invitations among
// those that are answered whose mail is said to have come back. An answer from
// elsewhere that has the id of an invitation is refused: that is the id of its answer.
func newest(tx Tx, all []*draft) (earlier map[string]surveys.Response, good []*draft, bounced []string, err error) {
	ids := make([]string, 0, len(all))
	for _, d := range all {
		ids = append(ids, d.ID)
		if d.keepOld {
			ids = append(ids, d.GivenID())
		}
	}
	earlier, invitations, err := tx.ResponsesNewestAndInvitations(surveys.Unique(ids))
	if err == nil {
		err = fromBefore(tx, all, earlier)
	}
	if err != nil {
		return nil, nil, nil, err
	}
	for _, d := range all {
		if d.Invitation != "" && invitations[d.Invitation] == surveys.StatusBounced {
			bounced = append(bounced, d.Invitation)
		}
		_, kept := earlier[d.ID]
		_, invited := invitations[d.GivenID()]
		if d.keepOld && !kept && (invited || earlier[d.GivenID()].Invitation != "") {
			d.refused = surveys.Refuse("id", "belongs to an invitation").WithKind(surveys.Conflict)
			continue
		}
		good = append(good, d)
	}
	slices.Sort(bounced)
	return earlier, good, slices.Compact(bounced), nil
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
	more, _, err := tx.ResponsesNewestAndInvitations(surveys.Unique(moved))
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
