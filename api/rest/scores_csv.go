package rest

import (
	"context"
	"encoding/csv"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"halte/api/internal/reply"
	"halte/surveys"
	"halte/surveys/insight"
)

const csvType = "text/csv; charset=utf-8"

// scoresCSV mounts the same scores as a table for spreadsheets.
func (a *api) scoresCSV() {
	r := route{
		method: http.MethodGet, path: "/v1/scores.csv", id: "export-scores", tag: "Scores", scope: surveys.ScopeRead,
		summary: "Scores side by side as CSV, each with its n and its interval",
		more: "The columns are those of the JSON, numbers with a point and unrounded; empty where there is nothing to show. " +
			"filter names what picked the answers; taken_from to taken_without say which days of the period a line is of, for keys that lack the scope small_cells: empty where it is of all. " +
			"A text that a spreadsheet would take for a formula is written with an apostrophe in front.",
	}
	o := r.operation()
	o.Middlewares = a.middlewares(r.scope, "")
	o.Responses = map[string]*huma.Response{"200": {
		Description: "A line of names, and a line for each score",
		Content:     map[string]*huma.MediaType{"text/csv": {Schema: &huma.Schema{Type: "string"}}},
	}}
	huma.Register(a.huma, o, func(ctx context.Context, in *scoresQuery) (*huma.StreamResponse, error) {
		list, err := a.Insight.Scores(ctx, in.query(ctx))
		if err != nil {
			return nil, reply.ProblemOf(ctx, err)
		}
		return &huma.StreamResponse{Body: func(out huma.Context) {
			out.SetHeader("Content-Type", csvType)
			out.SetHeader("Content-Disposition", `attachment; filename="scores-`+list.From+"-"+list.To+`.csv"`)
			_ = writeScores(out.BodyWriter(), list) // a client that went away cannot be told
		}}, nil
	})
}

var scoreColumns = []string{"by", "key", "metric", "from", "to", "n", "few", "held", "score", "interval_low", "interval_high", "mean", "mean_low", "mean_high"}

// pickedColumns say of which answers a line is: which filter picked them, and which days
// of the period count for whoever may not see small cells.
var pickedColumns = append([]string{"filter", "counted_from"}, takenColumns("")...)

func takenColumns(of string) []string {
	return []string{of + "taken_from", of + "taken_to", of + "taken_held", of + "taken_further", of + "taken_without"}
}

var previousColumns = append([]string{
	"previous_from", "previous_to", "previous_n", "previous_held", "previous_score", "previous_low", "previous_high",
	"difference", "difference_low", "difference_high", "p", "p_bh", "change",
}, takenColumns("previous_")...)

var lastYearColumns = append([]string{
	"last_year_from", "last_year_to", "last_year_n", "last_year_held", "last_year_score", "last_year_low", "last_year_high",
	"last_year_difference", "last_year_difference_low", "last_year_difference_high", "last_year_p", "last_year_p_bh", "last_year_change",
}, takenColumns("last_year_")...)

var targetColumns = []string{"target", "target_standing", "target_low", "target_high", "target_more"}

// writeScores writes a line for each score as it goes.
func writeScores(w io.Writer, list insight.ScoreList) error {
	out := csv.NewWriter(w)
	columns := slices.Concat(scoreColumns, pickedColumns)
	if list.Previous != nil {
		columns = append(columns, previousColumns...)
	}
	if list.Order == insight.OrderStabilised {
		columns = append(columns, "stabilised", "stabilised_low", "stabilised_high")
	}
	if list.LastYear != nil {
		columns = append(columns, lastYearColumns...)
	}
	if list.By == "touchpoint" {
		columns = append(columns, targetColumns...)
	}
	if err := out.Write(columns); err != nil {
		return err
	}
	for _, r := range list.Scores {
		if err := out.Write(scoreLine(list, r)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func scoreLine(list insight.ScoreList, r insight.ScoreRow) []string {
	line := []string{safeText(list.By), safeText(r.Key), string(r.Metric), list.From, list.To}
	line = append(line, strconv.FormatInt(r.N, 10), strconv.FormatBool(r.Few), strconv.FormatBool(r.Held))
	line = append(line, number(r.Score), end(r.Interval, 0), end(r.Interval, 1), number(r.Mean), end(r.MeanInterval, 0), end(r.MeanInterval, 1))
	line = append(line, safeText(strings.Join(list.Filter, "; ")), list.CountedFrom)
	line = append(line, takenCells(r.Taken)...)
	if r.Before != nil {
		line = append(line, since(*list.Previous, *r.Before, r.Difference)...)
	}
	if s := r.Stabilised; s != nil {
		line = append(line, number(&s.Score), number(&s.Interval[0]), number(&s.Interval[1]))
	} else if list.Order == insight.OrderStabilised {
		line = append(line, "", "", "")
	}
	if r.LastYear != nil {
		line = append(line, since(*list.LastYear, r.LastYear.Figures, r.LastYear.Difference)...)
	}
	switch t := r.Target; {
	case list.By != "touchpoint":
	case t == nil:
		line = append(line, "", "", "", "", "")
	default:
		line = append(line, number(&t.Value), string(t.Standing), number(&t.Interval[0]), number(&t.Interval[1]), whole(t.More))
	}
	return line
}

// since writes the figures of an earlier period, and what came of them.
func since(in surveys.Days, f insight.Figures, d *insight.Difference) []string {
	line := []string{in.From, in.To, strconv.FormatInt(f.N, 10), strconv.FormatBool(f.Held), number(f.Score), end(f.Interval, 0), end(f.Interval, 1)}
	if d == nil {
		line = append(line, "", "", "", "", "", "")
	} else {
		line = append(line, number(&d.Value), number(&d.Interval[0]), number(&d.Interval[1]), number(&d.P), number(d.PBH), string(d.Change))
	}
	return append(line, takenCells(f.Taken)...)
}

// takenCells says which days count; empty where all do, and where nothing is told.
func takenCells(t *insight.Taken) []string {
	if t == nil {
		return []string{"", "", "", "", ""}
	}
	without := make([]string, len(t.Without))
	for i, d := range t.Without {
		without[i] = d.From + ".." + d.To
	}
	return []string{t.From, t.To, strconv.FormatInt(t.Held, 10), strconv.FormatBool(t.Further), strings.Join(without, " ")}
}

// whole writes a count; "" for none.
func whole(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}

// number writes a number in full; "" for none.
func number(x *float64) string {
	if x == nil {
		return ""
	}
	return strconv.FormatFloat(*x, 'g', -1, 64)
}

func end(interval *[2]float64, i int) string {
	if interval == nil {
		return ""
	}
	return number(&interval[i])
}

// safeText keeps a spreadsheet from running a text: what begins, spaces aside,
// with a sign that starts a formula (also in its full-width form), a tab or a
// line's end gets an apostrophe in front (OWASP, CSV injection).
func safeText(s string) string {
	trimmed := strings.TrimLeft(s, " \u00a0\u3000")
	if trimmed != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(trimmed)[0]) {
		return "'" + s
	}
	return s
}
