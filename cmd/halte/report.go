package main

import (
	"fmt"
	"strconv"
	"text/tabwriter"

	"halte/surveys/insight"
)

type reportCommand struct {
	AsOf       string `required:"" placeholder:"DAY" help:"The day, meaning its end in the organisation's zone, or an RFC 3339 time."`
	From       string `placeholder:"DAY" help:"First day of the experience; 90 days in all when left out."`
	To         string `placeholder:"DAY" help:"Last day of the experience; the day of --as-of when left out."`
	Touchpoint string `help:"Only this touchpoint."`
	By         string `enum:"recorded,answered" default:"recorded" help:"When an answer counts as known: since Halte recorded it (imported ones since the import), or since it was given."`
}

func (c reportCommand) Run(env *environment) error {
	return withService(env, func(a *application) error {
		r, err := a.insight.Report(env.ctx, insight.ReportQuery{
			AsOf: c.AsOf, From: c.From, To: c.To, Touchpoint: c.Touchpoint, By: c.By, Small: true,
		})
		if err != nil {
			return err
		}
		fmt.Fprintf(env.stdout, "Experiences from %s to %s, by the answers %s up to %s, scoring rule %d.\n\n", r.From, r.To, map[string]string{insight.ByRecorded: "recorded", insight.ByAnswered: "given"}[r.By], r.AsOf.Format("2006-01-02 15:04:05 MST"), r.Rule.Version)
		if len(r.Figures) == 0 {
			fmt.Fprintln(env.stdout, "No answers were known then.")
			if r.By == insight.ByRecorded {
				fmt.Fprintln(env.stdout, "Imported answers count from the day of the import on; --by answered counts them from when they were given.")
			}
			return nil
		}
		w := tabwriter.NewWriter(env.stdout, 0, 4, 2, ' ', tabwriter.AlignRight)
		fmt.Fprintln(w, "TOUCHPOINT\tSURVEY\tMETRIC\tN\tSCORE\tFROM\tTO\t")
		number := func(x float64) string { return strconv.FormatFloat(x, 'f', 4, 64) }
		for _, f := range r.Figures {
			fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%s\t%s\t%s\t\n", f.Touchpoint, f.Survey, f.Metric, f.N, number(*f.Score), number(f.Interval[0]), number(f.Interval[1]))
		}
		return w.Flush()
	})
}
