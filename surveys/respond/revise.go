package respond

import (
	"maps"
	"slices"
	"time"

	"halte/surveys"
	"halte/surveys/followup"
)

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
