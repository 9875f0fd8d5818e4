package respond

import (
	"context"
	"io"
	"net/http"
	"time"

	"golang.org/x/text/language"

	"halte/api/internal/reply"
	"halte/surveys/definition"
	"halte/templates"
	"halte/templates/views"
)

// frame is what stands around a page in some language.
func frame(p *definition.Plan, lang string) views.Respondent {
	o := p.Definition.Organisation
	return views.Respondent{
		Lang: lang, Privacy: o.PrivacyURL,
		Brand: views.Brand{Name: o.Name, Logo: o.Brand.Logo, Colour: o.Brand.Colour},
	}
}

// browserFrame is the frame where nobody knows who reads: in the language the
// browser asks for, if the organisation speaks it, or has not said which it speaks.
func (a *handlers) browserFrame(ctx context.Context, r *http.Request) (views.Respondent, *definition.Plan, error) {
	wanted := ""
	if header := r.Header.Get("Accept-Language"); len(header) < 500 {
		if tags, _, err := language.ParseAcceptLanguage(header); err == nil && len(tags) > 0 {
			wanted = tags[0].String()
		}
	}
	p, err := a.Plans.Current(ctx)
	if err != nil || len(p.Definition.Organisation.Languages) == 0 { // nobody has said which languages there are
		return views.Respondent{Lang: a.templates.Languages.Nearest(wanted).Tag}, p, err
	}
	return frame(p, p.LanguageFor(wanted)), p, nil
}

// ErrorPage shows respondents what went wrong before it came to their pages.
func ErrorPage(s Services, t *templates.Templates) reply.ErrorPage {
	return (&handlers{s, t}).errorPage
}

// errorPage is the reply.ErrorPage of respondents.
func (a *handlers) errorPage(w io.Writer, r *http.Request, p *reply.Problem) error {
	f, _, _ := a.browserFrame(r.Context(), r) // without a plan, the page goes without a brand
	switch p.Status {
	case http.StatusNotFound:
		return a.templates.Unknown(w, views.UnknownPage{Respondent: f})
	case http.StatusGone:
		return a.templates.Closed(w, views.ClosedPage{Respondent: f})
	}
	page := views.ErrorPage{Respondent: f, Reference: p.RequestID}
	if p.Status == http.StatusTooManyRequests {
		page.Message = a.templates.Languages.Nearest(f.Lang).Respondent.TooOften
	} else if p.Status < http.StatusInternalServerError {
		page.Message = a.templates.Languages.Nearest(f.Lang).Respondent.Refusal(p.Reason, "")
	}
	return a.templates.Error(w, page)
}

// lastDay is the last day on which something that ends at an instant goes on.
func lastDay(p *definition.Plan, end time.Time) string {
	if end.IsZero() {
		return ""
	}
	return p.DayOf(end.Add(-time.Microsecond))
}
