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
	"halte/surveys/insight"
)

const csvType = "text/csv; charset=utf-8"

// scoresCSV mounts the same scores as a table for spreadsheets.
func (a *api) scoresCSV() {
	r := route{
		method: http.MethodGet, path: "/v1/scores.csv", id: "export-scores", tag: "Scores", scope: surveys.ScopeRead,
		summary: "Scores side by side as CSV, each with its n and its interval",
		more: "The columns are those of the JSON, numbers with a point and unrounded; empty where there is nothing to show. " +
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

var previousColumns = []string{
	"previous_from", "previous_to", "previous_n", "previous_held", "previous_score", "previous_low", "previous_high",
	"difference", "difference_low", "difference_high", "p", "p_bh",
}

// writeScores writes a line for each score as it goes.
func writeScores(w io.Writer, list insight.ScoreList) error {
	out := csv.NewWriter(w)
	columns := scoreColumns
	if list.Previous != nil {
		columns = append(columns[:len(columns):len(columns)], previousColumns...)
	}
	if list.Order == insight.OrderStabilised {
		columns = append(columns[:len(columns):len(columns)], "stabilised", "stabilised_low", "stabilised_high")
	}
	if err := out.Write(columns); err != nil {
		return err
	}
	for _, r := range list.Scores {
		line := []string{safeText(list.By), safeText(r.Key), string(r.Metric), list.From, list.To}
		line = append(line, strconv.FormatInt(r.N, 10), strconv.FormatBool(r.Few), strconv.FormatBool(r.Held))
		line = append(line, number(r.Score), end(r.Interval, 0), end(r.Interval, 1), number(r.Mean), end(r.MeanInterval, 0), end(r.MeanInterval, 1))
		if p := r.Before; p != nil {
			line = append(line, list.Previous.From, list.Previous.To, strconv.FormatInt(p.N, 10), strconv.FormatBool(p.Held),
				number(p.Score), end(p.Interval, 0), end(p.Interval, 1))
			if d := r.Difference; d != nil {
				line = append(line, number(&d.Value), number(&d.Interval[0]), number(&d.Interval[1]), number(&d.P), number(d.PBH))
			} else {
				line = append(line, "", "", "", "", "")
			}
		}
		if s := r.Stabilised; s != nil {
			line = append(line, number(&s.Score), number(&s.Interval[0]), number(&s.Interval[1]))
		} else if list.Order == insight.OrderStabilised {
			line = append(line, "", "", "")
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
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
