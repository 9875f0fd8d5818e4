package rest

import (
	"context"
	"encoding/csv"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"halte/api/internal/reply"
	"halte/surveys"
	"halte/surveys/followup"
)

// followUpsQuery picks what people chose.
type followUpsQuery struct {
	Key      string            `path:"key"`
	From     string            `query:"from" doc:"First day; 90 days in all when left out" example:"2026-04-01"`
	To       string            `query:"to" doc:"Last day, included; today when left out" example:"2026-10-05"`
	Survey   string            `query:"survey" doc:"Needed when the touchpoint has several"`
	Category followup.Category `query:"category" enum:"dissatisfied,neutral,satisfied" doc:"Only those whose rating is on this side of the scale: for NPS 0 to 6, 7 and 8, 9 and 10"`
	Filtered
	Compare     string `query:"compare" enum:"previous" doc:"Beside the period before, of equal length, with the differences"`
	CompareFrom string `query:"compare_from" doc:"With compare_to: beside these days instead, which may share none with the period"`
	CompareTo   string `query:"compare_to" doc:"Last day, included"`
	Trend       string `query:"trend" enum:"week" doc:"Adds the shares of every week, from Monday"`
}

func (q followUpsQuery) query(ctx context.Context) followup.Query {
	return followup.Query{
		Touchpoint: q.Key, Survey: q.Survey, From: q.From, To: q.To, Filter: q.filter(),
		Category: q.Category, Compare: q.Compare, CompareFrom: q.CompareFrom, CompareTo: q.CompareTo, Trend: q.Trend, Small: maySeeSmallCells(ctx),
	}
}

// followUps mounts what people chose, as JSON and as a table for spreadsheets.
func (a *api) followUps() {
	handle(a, route{
		method: http.MethodGet, path: "/v1/touchpoints/{key}/follow-ups", id: "get-follow-ups", tag: "Scores", scope: surveys.ScopeRead, also: surveys.ScopeSmallCells,
		summary: "What people chose in the follow-ups of a touchpoint: shares with their n and their interval",
		more: "Answers to follow-ups of the types single, multi and yes_no, by the day of the experience; free text is not counted. A share is of the " +
			"respondents to whom the question was shown and who answered it. It needs the scope small_cells: of two periods that differ by a day, the choices of single respondents follow by subtraction. " +
			"Those with values of one dimension are read from counts, which outlive an erasure. Those with values of several (a persona in a country) are counted from the answers, " +
			"250,000 in the period at most, and counted_from says so; what was erased is not among them.",
		errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *followUpsQuery) (followup.Report, error) {
		return a.FollowUp.FollowUps(ctx, in.query(ctx))
	})
	r := route{
		method: http.MethodGet, path: "/v1/touchpoints/{key}/follow-ups.csv", id: "export-follow-ups", tag: "Scores", scope: surveys.ScopeRead, also: surveys.ScopeSmallCells,
		summary: "What people chose as CSV, each share with its n and its interval",
		more:    "A line for each option (part: whole) and, with a trend, for each week of it (part: week, from and to within the period asked for), with the columns of the JSON; empty where there is nothing to show. See the CSV of scores for how numbers and texts are written.",
		errors:  []int{http.StatusNotFound},
	}
	o := r.operation()
	o.Middlewares = a.middlewares(r.scope, r.also)
	o.Responses = map[string]*huma.Response{"200": {
		Description: "A line of names, and a line for each option",
		Content:     map[string]*huma.MediaType{"text/csv": {Schema: &huma.Schema{Type: "string"}}},
	}}
	huma.Register(a.huma, o, func(ctx context.Context, in *followUpsQuery) (*huma.StreamResponse, error) {
		report, err := a.FollowUp.FollowUps(ctx, in.query(ctx))
		if err != nil {
			return nil, reply.ProblemOf(ctx, err)
		}
		return &huma.StreamResponse{Body: func(out huma.Context) {
			out.SetHeader("Content-Type", csvType)
			out.SetHeader("Content-Disposition", `attachment; filename="follow-ups-`+report.Survey+"-"+report.From+"-"+report.To+`.csv"`)
			_ = writeFollowUps(out.BodyWriter(), report) // a client that went away cannot be told
		}}, nil
	})
}

var followUpColumns = []string{
	"survey", "question", "option", "retired", "category", "filter", "counted_from", "from", "to", "part", "n", "few",
	"count", "share", "interval_low", "interval_high",
}

var previousShareColumns = []string{
	"previous_from", "previous_to", "previous_n", "previous_count", "previous_share", "previous_low", "previous_high",
	"difference", "difference_low", "difference_high", "verdict",
}

// writeFollowUps writes a line for each option.
func writeFollowUps(w io.Writer, r followup.Report) error {
	out, columns := csv.NewWriter(w), followUpColumns
	if r.Previous != nil {
		columns = append(columns[:len(columns):len(columns)], previousShareColumns...)
	}
	if err := out.Write(columns); err != nil {
		return err
	}
	for _, q := range r.Questions {
		for i, o := range q.Options {
			line := func(from, to, part string, n int64, few bool, share followup.Share) []string {
				return append([]string{
					r.Survey, q.Key, o.Key, strconv.FormatBool(q.Retired || o.Retired), string(r.Category), safeText(strings.Join(r.Filter, "; ")), r.CountedFrom,
					from, to, part, strconv.FormatInt(n, 10), strconv.FormatBool(few),
				}, shareCells(share)...)
			}
			lines := [][]string{append(line(r.From, r.To, "whole", q.N, q.Few, o.Share), previousCells(r, q, o)...)}
			for _, week := range q.Trend {
				first, last := max(week.Start, r.From), min(surveys.AddDays(week.Start, 6), r.To)
				of := line(first, last, "week", week.N, week.N > 0 && week.N < surveys.FewAnswers, week.Shares[i].Share)
				lines = append(lines, append(of, make([]string, len(columns)-len(of))...))
			}
			if err := out.WriteAll(lines); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

// previousCells are the columns of the period that is compared with; none without one.
func previousCells(r followup.Report, q followup.Question, o followup.Choice) []string {
	if r.Previous == nil {
		return nil
	}
	line := append([]string{r.Previous.From, r.Previous.To, strconv.FormatInt(*q.PreviousN, 10)}, shareCells(*o.Previous)...)
	d := o.Difference
	if d == nil {
		return append(line, "", "", "", "")
	}
	return append(line, number(&d.Value), number(&d.Interval[0]), number(&d.Interval[1]), string(d.Verdict))
}

// shareCells are count, share and interval.
func shareCells(s followup.Share) []string {
	count := ""
	if s.Count != nil {
		count = strconv.FormatInt(*s.Count, 10)
	}
	return []string{count, number(s.Share), end(s.Interval, 0), end(s.Interval, 1)}
}
