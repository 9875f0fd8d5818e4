package views

import (
	"io"
	"slices"
	"strings"

	"halte/surveys"
	"halte/surveys/improve"
	"halte/surveys/metric"
	"halte/templates/charts"
	"halte/templates/locales"
)

// ImprovementFormPage is the form by which an improvement is written down.
type ImprovementFormPage struct {
	Console
	Stages   []FormStage
	ID       string                   // made up with the form, so that a button pressed twice writes once
	Draft    surveys.ImprovementDraft // what was filled in, but for the numbers
	Smallest string                   // effect that matters, as it was written
	Weeks    string                   // before the change, as they were written
	Problems map[string]string        // why, by the name of the field; "" for the form as a whole
	Plan     *surveys.Improvement     // of what was filled in; nil while nobody asked

	Touchpoints map[string]Link // by key; one without is named by its key
}

// FormStage is the touchpoints of a stage at which something is asked.
type FormStage struct {
	Name        string
	Touchpoints []FormTouchpoint
}

// FormTouchpoint is a touchpoint that can be chosen.
type FormTouchpoint struct {
	surveys.Touchpoint
	Metrics []metric.Metric
	Control bool // it can be set against others: it is not the relationship
}

// ImprovementForm writes the form.
func (t *Pages) ImprovementForm(w io.Writer, p ImprovementFormPage) error {
	v := improvementFormView{consoleView: t.view(p.Console, Period{}), Page: p}
	v.Title, v.AtImprovements = v.L.ImprovementForm.Title, true
	return t.render(w, "improvementform.html", v)
}

// formFields are the fields in the order of the form.
var formFields = []string{
	"name", "touchpoints", "day", "metric", "smallest_effect", "controls", "rule", "ends", "baseline_days", "chosen_because_bad", "hypothesis", "owner",
}

type improvementFormView struct {
	consoleView
	Page ImprovementFormPage
}

// formField is a field with its label, what is in it, and what is wrong with it.
type formField struct {
	Name, Label, Hint, Value, Problem, Type, Mode string
}

// Described is the ids of what belongs to a field beside its label.
func (f formField) Described() string {
	out := ""
	if f.Hint != "" {
		out = "hint-" + f.Name
	}
	if f.Problem != "" {
		out += " wrong-" + f.Name
	}
	return out
}

func (v improvementFormView) field(name, value string) formField {
	w := v.L.ImprovementForm.Fields[name]
	return formField{Name: name, Label: w.Label, Hint: w.Hint, Value: value, Problem: v.Page.Problems[name], Type: "text"}
}

// ChangeName is the field of the improvement's name, and so on.
func (v improvementFormView) ChangeName() formField { return v.field("name", v.Page.Draft.Name) }

// Touchpoints is the field of where the change was made.
func (v improvementFormView) Touchpoints() formField { return v.field("touchpoints", "") }

// Controls is the field of what it is set against.
func (v improvementFormView) Controls() formField { return v.field("controls", "") }

// MetricField is the field of the metric.
func (v improvementFormView) MetricField() formField {
	return v.field("metric", string(v.Page.Draft.Metric))
}

// Day is the field of the first day.
func (v improvementFormView) Day() formField { return v.dated("day", v.Page.Draft.Day) }

// Ends is the field of the last day of a planned evaluation.
func (v improvementFormView) Ends() formField { return v.dated("ends", v.Page.Draft.Ends) }

func (v improvementFormView) dated(name, value string) formField {
	f := v.field(name, value)
	f.Type = "date"
	return f
}

// Smallest is the field of the smallest effect that matters.
func (v improvementFormView) Smallest() formField {
	f := v.field("smallest_effect", v.Page.Smallest)
	f.Mode = "decimal"
	return f
}

// Weeks is the field of how long the window before the change is.
func (v improvementFormView) Weeks() formField {
	f := v.field("baseline_days", v.Page.Weeks)
	f.Mode = "numeric"
	return f
}

// Rule is the field of how it is judged.
func (v improvementFormView) Rule() formField { return v.field("rule", string(v.Page.Draft.Rule)) }

// Bad is the field of why the touchpoint was picked.
func (v improvementFormView) Bad() formField { return v.field("chosen_because_bad", "") }

// Hypothesis is the field of what is expected.
func (v improvementFormView) Hypothesis() formField {
	return v.field("hypothesis", v.Page.Draft.Hypothesis)
}

// Owner is the field of who made the change.
func (v improvementFormView) Owner() formField { return v.field("owner", v.Page.Draft.Owner) }

// Planned reports that the evaluation is to have an end.
func (v improvementFormView) Planned() bool { return v.Page.Draft.Rule == surveys.Planned }

// Metrics are those that can be chosen.
func (v improvementFormView) Metrics() []metric.Metric {
	return metric.All()
}

// MetricName is how people write a metric.
func (v improvementFormView) MetricName(m metric.Metric) string { return charts.MetricName(v.L, m) }

// formChoice is a touchpoint to tick.
type formChoice struct {
	FormTouchpoint
	Label   string
	Field   string
	Asked   string // its metrics
	Checked bool
}

// stageChoices is the touchpoints of a stage that a field offers.
type stageChoices struct {
	Name    string
	Choices []formChoice
}

// Choices gives what a field offers of a stage.
func (v improvementFormView) Choices(field string, s FormStage) stageChoices {
	ticked := v.Page.Draft.Touchpoints
	if field == "controls" {
		ticked = v.Page.Draft.Controls
	}
	out := stageChoices{Name: s.Name}
	for _, t := range s.Touchpoints {
		if field == "controls" && !t.Control {
			continue
		}
		c := formChoice{FormTouchpoint: t, Label: v.name(t.Name), Field: field, Checked: slices.Contains(ticked, t.Key)}
		for i, m := range t.Metrics {
			if i > 0 {
				c.Asked += ", "
			}
			c.Asked += charts.MetricName(v.L, m)
		}
		out.Choices = append(out.Choices, c)
	}
	return out
}

// formProblem leads to a field that something is wrong with.
type formProblem struct{ Field, Text string }

// Problems lists what is wrong, in the order of the fields.
func (v improvementFormView) Problems() []formProblem {
	var out []formProblem
	for _, name := range formFields {
		if text := v.Page.Problems[name]; text != "" {
			out = append(out, formProblem{name, v.L.ImprovementForm.Fields[name].Label + ": " + text})
		}
	}
	for name, text := range v.Page.Problems {
		if !slices.Contains(formFields, name) {
			out = append(out, formProblem{"", strings.TrimSpace(name + " " + text)})
		}
	}
	return out
}

// Expected says how long the verdict takes; "" while nobody has asked.
func (v improvementFormView) Expected() []string {
	if v.Page.Plan == nil {
		return nil
	}
	plan := *v.Page.Plan
	of := improvementView{v.consoleView, improve.ImprovementReport{Improvement: plan}, v.Page.Touchpoints}
	out := []string{
		of.needed(),
		locales.Fill(v.L.ImprovementForm.Compared, "span", v.L.Span(plan.BaselineFrom, plan.BaselineTo), "n", v.L.Count(plan.Outlook.Answers)),
	}
	if plan.EvidenceFrom > plan.Day {
		out = append(out, locales.Fill(v.L.ImprovementForm.Late, "from", v.L.Day(plan.EvidenceFrom)))
	}
	return append(out, locales.Fill(v.L.ImprovementForm.Unwritten, "alpha", v.L.PercentOf(100*plan.Alpha, 1)))
}
