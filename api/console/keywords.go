package console

import (
	"context"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"

	"halte/api/internal/reply"
	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/pick"
	"halte/templates/views"
)

// keywords gives the words that tell the dissatisfied from the satisfied.
func (v view) keywords(ctx context.Context, s surveys.Survey, period views.Period, filter pick.Filter) (*views.Keywords, error) {
	found, err := v.Insight.Keywords(ctx, insight.KeywordsQuery{Touchpoint: s.Touchpoint, Survey: s.Key, From: period.From, To: period.To, Filter: filter, Small: small(ctx)})
	if err != nil || found.Answers == 0 {
		return nil, err
	}
	page := "/touchpoints/" + s.Touchpoint + "/comments"
	return &views.Keywords{
		Keywords: found, Comments: withQuery(page, v.query, "survey", s.Key),
		With: func(word, language string) string {
			return withQuery(page, v.query, "survey", s.Key, "word", word, "locale", language)
		},
	}, nil
}

// commentsPageSize is how many comments a page of nothing else shows.
const commentsPageSize = 50

// comments shows what was written at a touchpoint, or those comments that hold a
// word.
func (a *handlers) comments(ctx context.Context, c *gin.Context) (reply.Answer, error) {
	view, t, s, period, err := a.touchpointSurvey(ctx, c)
	if err != nil {
		return reply.Answer{}, err
	}
	q := insight.CommentsQuery{
		Touchpoint: t.Key, Survey: s.Key, From: period.From, To: period.To,
		Word: c.Query("word"), Side: c.Query("side"), Limit: commentsPageSize, Small: small(ctx), Persons: viewer(ctx).Contacts,
	}
	whose, err := view.whoseOfSmall(ctx, c.Request, period)
	if err != nil {
		return reply.Answer{}, err
	}
	if q.Filter.Segments = c.QueryArray("segment"); c.Query("locale") != "" {
		q.Filter.Locales = []string{c.Query("locale")}
	}
	if q.After, err = a.Cursors.Read(c.Query("after")); err != nil {
		return reply.Answer{}, err
	}
	found, err := a.Insight.FindComments(ctx, q)
	if err != nil {
		return reply.Answer{}, err
	}
	query := keep(c.Request.URL.Query(), "from", "to", "segment")
	query.Set("survey", s.Key)
	path := "/touchpoints/" + t.Key
	page := views.CommentsPage{
		Console: a.layout(view.plan, c.Request), Period: period, Metric: s.Metric, Word: q.Word,
		Touchpoint: views.Link{Name: view.name(t.Name), URL: withQuery(path, query)}, Comments: found, Timeline: contactURL,
	}
	if page.Whose = whose; q.Word != "" {
		page.All = withQuery(path+"/comments", query)
	}
	if after := a.Cursors.Write(found.Next); after != "" {
		page.Next = withQuery(path+"/comments", keep(c.Request.URL.Query(), "from", "to", "survey", "word", "locale", "side", "segment"), "after", after)
	}
	return reply.Page(http.StatusOK, func(w io.Writer) error { return a.templates.Comments(w, page) }), nil
}
