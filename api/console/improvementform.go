package console

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"halte/api/internal/reply"
	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/improve"
	"halte/surveys/metric"
	"halte/templates/locales"
	"halte/templates/views"
)

// formPolicy lets a page send a form to where it came from.
var formPolicy = strings.Replace(policy, "form-action 'none'", "form-action 'self'", 1)

// write shows the form that writes an improvement down.
func (a *handlers) write(ctx context.Context, c *gin.Context) (reply.Answer, error) {
	if err := mayImprove(ctx); err != nil {
		return reply.Answer{}, err
	}
	p, err := a.Plans.Current(ctx)
	if err != nil {
		return reply.Answer{}, err
	}
	page := views.ImprovementFormPage{ID: strings.ToLower(rand.Text())}
	return a.form(c, p, http.StatusOK, page), nil
}

// written takes the form: it says how long the verdict would take, or writes the
// improvement down. What is wrong stands at its field, beside all that was filled
// in. That no other site sends it is seen to for all of Halte, see api.New.
func (a *handlers) written(ctx context.Context, c *gin.Context) (reply.Answer, error) {
	if err := mayImprove(ctx); err != nil {
		return reply.Answer{}, err
	}
	if reply.MediaType(c.Request) != "application/x-www-form-urlencoded" {
		return reply.Answer{}, reply.NewProblem(http.StatusUnsupportedMediaType, "Content-Type",
			"Send the form as application/x-www-form-urlencoded. Programs use POST /v1/improvements.")
	}
	if err := c.Request.ParseForm(); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return reply.Answer{}, err
		}
		return reply.Answer{}, reply.Unreadable("The form cannot be read.")
	}
	p, err := a.Plans.Current(ctx)
	if err != nil {
		return reply.Answer{}, err
	}
	draft, page := readImprovement(c.Request, a.locale(c.Request).ImprovementForm)
	if len(page.Problems) == 0 && c.Request.PostForm.Get("do") == "write" {
		var made improve.ImprovementReport
		made, err = a.Improve.CreateImprovement(ctx, page.ID, draft, small(ctx))
		switch {
		case err == nil:
			return reply.SeeOther(a.templates.At("/improvements/" + made.ID)), nil
		case surveys.KindOf(err) == surveys.Conflict: // the button was pressed twice
			return reply.SeeOther(a.templates.At("/improvements/" + url.PathEscape(page.ID))), nil
		}
	} else {
		var planned surveys.Improvement
		if planned, err = a.Improve.PlanImprovement(ctx, draft, small(ctx)); err == nil && len(page.Problems) == 0 {
			page.Plan, page.Touchpoints = &planned, view{a, p, a.locale(c.Request), nil}.touchpoints()
			return a.form(c, p, http.StatusOK, page), nil
		}
	}
	var wrong *surveys.Error
	switch {
	case err == nil: // something was missing or no number
	case errors.As(err, &wrong) && wrong.Kind == surveys.Invalid:
		if page.Problems[wrong.Field] == "" {
			l := a.locale(c.Request)
			page.Problems[wrong.Field] = l.ImprovementRefusal(wrong.Reason, func(key string) string {
				return definition.TouchpointName(p, key, l.Tag)
			})
		}
	default:
		return reply.Answer{}, err
	}
	return a.form(c, p, http.StatusUnprocessableEntity, page), nil
}

// mayImprove refuses whose key may only read.
func mayImprove(ctx context.Context) error {
	if !viewer(ctx).Improve {
		return surveys.Lacks(surveys.ScopeImprovements)
	}
	return nil
}

// form answers with the page of the form.
func (a *handlers) form(c *gin.Context, p *definition.Plan, status int, page views.ImprovementFormPage) reply.Answer {
	page.Console = a.layout(p, c.Request)
	page.Stages = view{a, p, a.locale(c.Request), nil}.asked()
	c.Header("Content-Security-Policy", formPolicy)
	return reply.Page(status, func(w io.Writer) error { return a.templates.ImprovementForm(w, page) })
}

// asked gives the touchpoints at which something is asked, by stage.
func (v view) asked() []views.FormStage {
	var out []views.FormStage
	for _, j := range v.plan.Definition.Journeys {
		for _, s := range j.Stages {
			stage := views.FormStage{Name: v.name(s.Name)}
			if len(v.plan.Definition.Journeys) > 1 {
				stage.Name = v.name(j.Name) + ", " + stage.Name
			}
			for _, t := range s.Touchpoints {
				if metrics := metricsOf(v.plan, t.Key); len(metrics) > 0 {
					stage.Touchpoints = append(stage.Touchpoints, views.FormTouchpoint{Touchpoint: t, Metrics: metrics, Control: !v.plan.IsRelationship(t.Key)})
				}
			}
			if len(stage.Touchpoints) > 0 {
				out = append(out, stage)
			}
		}
	}
	return out
}

// Bounds of the weeks before the change.
const (
	leastWeeks = 2
	mostWeeks  = 104
)

// readImprovement reads the form. What was filled in stands in the page too, as it
// was written; what is missing or no number stands among its problems, so that all
// of it is told at once.
func readImprovement(r *http.Request, words locales.ImprovementForm) (surveys.ImprovementDraft, views.ImprovementFormPage) {
	form := r.PostForm
	text := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	d := surveys.ImprovementDraft{
		Name: text("name"), Touchpoints: form["touchpoints"], Metric: metric.Metric(text("metric")), Day: text("day"), Hypothesis: text("hypothesis"), Owner: text("owner"),
		Controls: form["controls"], Rule: surveys.Rule(text("rule")), Ends: text("ends"), BadScore: text("chosen_because_bad") != "",
	}
	page := views.ImprovementFormPage{ID: text("id"), Draft: d, Smallest: text("smallest_effect"), Weeks: text("baseline_days"), Problems: map[string]string{}}
	if d.Rule != surveys.Planned { // a day that was filled in before the other rule was chosen is no mistake
		d.Ends = ""
	}
	for name, missing := range map[string]bool{"name": d.Name == "", "touchpoints": len(d.Touchpoints) == 0, "day": d.Day == ""} {
		if missing {
			page.Problems[name] = words.Missing
		}
	}
	var err error
	if page.Smallest != "" {
		if d.Smallest, err = strconv.ParseFloat(strings.Replace(page.Smallest, ",", ".", 1), 64); err != nil || d.Smallest == 0 {
			page.Problems["smallest_effect"] = words.NoNumber
		}
	}
	if page.Weeks != "" {
		weeks, err := strconv.Atoi(page.Weeks)
		if err != nil || weeks < leastWeeks || weeks > mostWeeks {
			page.Problems["baseline_days"] = locales.Fill(words.NoWeeks, "lowest", strconv.Itoa(leastWeeks), "highest", strconv.Itoa(mostWeeks))
		} else {
			d.Baseline = 7 * weeks
		}
	}
	return d, page
}
