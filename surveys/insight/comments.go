package insight

import (
	"context"
	"time"

	"halte/surveys"
	"halte/surveys/keyword"
	"halte/surveys/metric"
	"halte/surveys/pick"
)

// CommentsQuery asks for comments at a touchpoint.
type CommentsQuery struct {
	Touchpoint string
	Survey     string      // needed when the touchpoint has several
	From, To   string      // days; the last 90 when empty
	Filter     pick.Filter // its locales are languages: nl takes nl-BE too
	Word       string      // only comments that hold it, or the words one behind the other
	Side       string      // low: of the dissatisfied; high: of the satisfied; all when empty, the only choice without Small
	After      surveys.Cursor
	Limit      int  // 1 to 500
	Small      bool // the asker may see small cells and single ratings
	Persons    bool // the asker may see what leads to a person
}

// CommentFound is one comment.
type CommentFound struct {
	Response   string    `json:"response" doc:"Id of the response; without the scope contacts one that stands for it and leads nowhere"`
	Rating     *int      `json:"rating,omitempty" doc:"Left out without the scope small_cells"`
	Category   Category  `json:"category,omitempty" enum:"dissatisfied,neutral,satisfied" doc:"What the rating counts as. Left out without the scope small_cells: of a block of five answers, those that say something would tell what the others gave"`
	Day        string    `json:"day" doc:"Of the experience, in the organisation's zone"`
	Locale     string    `json:"locale,omitempty"`
	Text       string    `json:"text"`
	AnsweredAt time.Time `json:"answered_at,omitzero" doc:"Left out without the scope contacts"`
	ContactID  string    `json:"-"` // empty without that scope too, and when anonymous or erased
}

// Category is what a rating counts as.
type Category string

// The categories.
const (
	Dissatisfied Category = "dissatisfied"
	Neutral      Category = "neutral"
	Satisfied    Category = "satisfied"
)

func categoryOf(m metric.Metric, rating int) Category {
	return map[int]Category{-1: Dissatisfied, 0: Neutral, 1: Satisfied}[m.Side(rating)]
}

// CommentsFound is a page of comments.
type CommentsFound struct {
	Survey   string
	Comments []CommentFound // newest first
	Next     surveys.Cursor // where the next page begins; zero on the last
	Held     bool           // there are fewer than five answers in the period: single ones are held back
}

// FindComments gives the comments that say a word, in any case and Unicode form.
// It compares words as Words counts them, and so leads to just the comments that
// were counted; among the newest MaxCommentsRead answers behind the cursor.
// Those of a period whose score is held back are held back as well, and what the rating
// of one counts as is told to those alone who may see single ratings.
func (s *Service) FindComments(ctx context.Context, q CommentsQuery) (CommentsFound, error) {
	p, err := s.plans.Current(ctx)
	if err != nil {
		return CommentsFound{}, err
	}
	survey, err := p.SurveyOf(q.Touchpoint, q.Survey)
	if err != nil {
		return CommentsFound{}, err
	}
	period, err := p.Period(s.now(), q.From, q.To)
	if err != nil {
		return CommentsFound{}, err
	}
	words := keyword.Tokenize(q.Word)
	if q.Word != "" && len(words) == 0 || len(q.Word) > surveys.MaxName {
		return CommentsFound{}, surveys.Refuse("word", "is not a word, or longer than %d bytes", surveys.MaxName)
	}
	side, known := map[string]int{"": 0, "low": -1, "high": 1}[q.Side]
	if !known {
		return CommentsFound{}, surveys.Refuse("side", "is not one of low, high")
	}
	if side != 0 && !q.Small {
		return CommentsFound{}, pick.Held("comments by what their ratings count as")
	}
	picks, err := q.Filter.Written(p, survey, q.Small)
	if err != nil {
		return CommentsFound{}, err
	}
	out := CommentsFound{Survey: survey.Key, Comments: []CommentFound{}}
	if period, out.Held, err = s.wholeBlocks(ctx, []string{survey.Key}, period, q.Small); err != nil || out.Held {
		return out, err
	}
	last, full := surveys.Cursor{}, false
	more, err := s.eachWritten(ctx, survey, period, q.After, func(r surveys.Response) bool {
		if full = len(out.Comments) >= q.Limit; full {
			return false
		}
		last = surveys.DayCursor(r.Day, r.ID)
		if !picks(r) || side != 0 && survey.Metric.Side(r.Rating) != side {
			return true
		}
		for _, text := range survey.Comments(r) {
			if len(words) == 0 || keyword.Holds(keyword.Tokenize(text), words) {
				out.Comments = append(out.Comments, s.comment(q, survey.Metric, r, text))
			}
		}
		return true
	})
	if full || more {
		out.Next = last
	}
	return out, err
}

// comment gives a comment as the asker may see it. The time of an answer would lead
// to its mail as surely as its id does.
func (s *Service) comment(q CommentsQuery, m metric.Metric, r surveys.Response, text string) CommentFound {
	out := CommentFound{Response: s.Pseudonym(r.ID), Day: r.Day, Locale: r.Locale, Text: text}
	if q.Small {
		out.Rating, out.Category = &r.Rating, categoryOf(m, r.Rating)
	}
	if q.Persons {
		out.Response, out.AnsweredAt, out.ContactID = r.GivenID(), r.AnsweredAt, r.ContactID
	}
	return out
}

// Pseudonym gives the id of a response for readers who may not see whose it is.
func (s *Service) Pseudonym(response string) string { return s.secret.Pseudonym(response) }

// eachWritten calls fn with the newest answers that say something, until it says
// false; more tells that there are others beyond the MaxCommentsRead it read.
func (s *Service) eachWritten(ctx context.Context, survey surveys.Survey, in surveys.Period, after surveys.Cursor, fn func(surveys.Response) bool) (more bool, err error) {
	page := 100 // few answers are read for few comments
	for read := 0; ; page = 1000 {
		list, err := s.store.Read(ctx).CommentList(survey.Key, in.From, in.To, after, page)
		if err != nil {
			return false, err
		}
		for _, r := range list {
			if read == MaxCommentsRead {
				return true, nil
			}
			if !fn(r) {
				return false, nil
			}
			read++
		}
		if len(list) < page {
			return false, nil
		}
		last := list[len(list)-1]
		after = surveys.DayCursor(last.Day, last.ID)
	}
}
