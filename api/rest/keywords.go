package rest

import (
	"context"
	"net/http"

	"halte/surveys"
	"halte/surveys/insight"
)

// commentList is a page of comments.
type commentList struct {
	Comments []insight.CommentFound `json:"comments" doc:"Newest day first"`
	Held     bool                   `json:"held,omitempty" doc:"Comments are held back from this key: there are fewer than five answers in the period, and each comment tells what its rating counts as"`
	Next     string                 `json:"next,omitempty" doc:"Send it as after for the next page; left out on the last"`
}

// keywords mounts what people say, and the comments in which they say it.
func (a *api) keywords() {
	handle(a, route{
		method: http.MethodGet, path: "/v1/touchpoints/{key}/words", id: "get-words", tag: "Comments", scope: surveys.ScopeRead,
		summary: "Words and pairs of words that tell the comments of the dissatisfied from those of the satisfied",
		more: "Weighted log-odds with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008), for every language on its own. " +
			"A comment counts a word once. A word that fewer than three persons of its side said is never shown; " +
			"of those that are shown about one in twenty may be there by chance (Benjamini & Hochberg).",
		errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *struct {
		InPeriod
		Locale string `query:"locale" doc:"Only this language" example:"nl" maxLength:"35"`
	},
	) (insight.Keywords, error) {
		return a.Insight.Keywords(ctx, insight.KeywordsQuery{Touchpoint: in.Key, Survey: in.Survey, From: in.From, To: in.To, Locale: in.Locale, Small: maySeeSmallCells(ctx)})
	})
	handle(a, route{
		method: http.MethodGet, path: "/v1/touchpoints/{key}/comments", id: "list-comments", tag: "Comments", scope: surveys.ScopeRead,
		summary: "Comments, newest day first; those that hold a word",
		more: "Words are compared without regard to case and Unicode form, as get-words counts them. A page may hold fewer than limit and still have a next; the comments of one answer stay together. " +
			"Ratings are told to keys with the scope small_cells, and whose comment it is to those with the scope contacts; others get the category, and an id that leads nowhere.",
		errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *struct {
		InPeriod
		Paging
		Word   string `query:"word" doc:"A word, or words one behind the other" example:"box damaged" maxLength:"200"`
		Side   string `query:"side" enum:"low,high" doc:"Only those of the dissatisfied, or of the satisfied"`
		Locale string `query:"locale" doc:"Only this language" example:"nl" maxLength:"35"`
	},
	) (commentList, error) {
		after, err := a.cursor(in.Paging)
		if err != nil {
			return commentList{}, err
		}
		found, err := a.Insight.FindComments(ctx, insight.CommentsQuery{
			Touchpoint: in.Key, Survey: in.Survey, From: in.From, To: in.To, Locale: in.Locale,
			Word: in.Word, Side: in.Side, After: after, Limit: in.Limit, Small: maySeeSmallCells(ctx), Persons: maySeePersons(ctx),
		})
		return commentList{found.Comments, found.Held, a.Cursors.Write(found.Next)}, err
	})
}
