package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
)

// sample is what one measurement gave.
type sample struct {
	Value  float64 // in the unit of its row
	N      float64 // how many there were, where they were counted
	P50    float64 // milliseconds
	P99    float64 // milliseconds
	CPU    float64 // seconds of the program's processor time for a thousand
	Server float64 // the same of PostgreSQL
}

// row is a line of the report: what Halte reached, beside what the bare parts reached in
// measurements taken in turns with Halte's.
type row struct {
	Section     string `json:"section"`
	Work        string `json:"work"`
	Database    string `json:"database,omitempty"`
	Connections int    `json:"connections,omitempty"`
	Unit        string `json:"unit"`   // "/s", "ms" or "MB"
	Target      string `json:"target"` // in words; empty where there is none

	Median float64 `json:"median"`
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
	P50    float64 `json:"p50_ms,omitempty"`
	P99    float64 `json:"p99_ms,omitempty"`
	CPU    float64 `json:"cpu_seconds_per_1000,omitempty"`
	Server float64 `json:"postgresql_cpu_seconds_per_1000,omitempty"`

	Bare      float64 `json:"bare,omitempty"` // in the unit
	Ratio     float64 `json:"ratio,omitempty"`
	RatioLow  float64 `json:"ratio_low,omitempty"`
	RatioHigh float64 `json:"ratio_high,omitempty"`
}

// report is all that was measured, in the order of measuring.
type report struct {
	Day      string  `json:"day"`
	Go       string  `json:"go"`
	Cores    int     `json:"cores"`
	Repeat   int     `json:"repeat"`
	Duration float64 `json:"seconds"`
	Rows     []row   `json:"rows"`

	section string
	began   time.Time
}

func newReport(o settings) *report {
	now := time.Now()
	return &report{Day: now.Format(time.DateOnly), Go: runtime.Version(), Cores: runtime.NumCPU(), Repeat: o.repeat, Duration: o.duration.Seconds(), began: now}
}

// measured adds a row: the medians of so many measurements, and of the ratios to the bare
// parts, each of which is measured right before (bare may be nil).
func (p *report) measured(r row, times int, bare, halte func() (sample, error)) error {
	var ours, theirs []sample
	for range times {
		if bare != nil {
			s, err := bare()
			if err != nil {
				return fmt.Errorf("%s: the bare parts: %w", r.Work, err)
			}
			theirs = append(theirs, s)
		}
		s, err := halte()
		if err != nil {
			return fmt.Errorf("%s: %w", r.Work, err)
		}
		ours = append(ours, s)
	}
	value := func(s sample) float64 { return s.Value }
	r.Low, r.Median, r.High = spread(ours, value)
	_, r.P50, _ = spread(ours, func(s sample) float64 { return s.P50 })
	_, r.P99, _ = spread(ours, func(s sample) float64 { return s.P99 })
	_, r.CPU, _ = spread(ours, func(s sample) float64 { return s.CPU })
	_, r.Server, _ = spread(ours, func(s sample) float64 { return s.Server })
	if bare != nil {
		_, r.Bare, _ = spread(theirs, value)
		ratios := make([]sample, len(ours))
		for i := range ours {
			ratios[i].Value = ours[i].Value / theirs[i].Value
		}
		r.RatioLow, r.Ratio, r.RatioHigh = spread(ratios, value)
	}
	p.add(r)
	return nil
}

// figure adds a row of one figure.
func (p *report) figure(r row, value float64) {
	r.Low, r.Median, r.High = value, value, value
	p.add(r)
}

func (p *report) add(r row) {
	r.Section = p.section
	p.Rows = append(p.Rows, r)
	fmt.Fprintln(os.Stderr, strings.Join(slices.DeleteFunc(r.cells(), func(s string) bool { return s == "" }), "  "))
}

// spread gives the least, the median and the greatest of a figure.
func spread(all []sample, of func(sample) float64) (low, median, high float64) {
	values := make([]float64, len(all))
	for i, s := range all {
		values[i] = of(s)
	}
	slices.Sort(values)
	return values[0], percentile(values, .5), values[len(values)-1]
}

var columns = []string{"work", "database", "connections", "median (spread)", "p99", "CPU-s per 1,000 (PostgreSQL)", "bare parts", "ratio (spread)", "target"}

func (r row) cells() []string {
	c := []string{r.Work, r.Database, "", r.amount(r.Median), "", "", "", "", r.Target}
	if r.Connections > 0 {
		c[2] = fmt.Sprint(r.Connections)
	}
	if r.Low != r.High {
		c[3] += fmt.Sprintf(" (%s to %s)", number(r.Low), number(r.High))
	}
	if r.P99 > 0 {
		c[4] = fmt.Sprintf("%s ms", number(r.P99))
	}
	if r.CPU > 0 {
		c[5] = fmt.Sprintf("%.2f", r.CPU)
		if r.Server > 0 {
			c[5] += fmt.Sprintf(" (%.2f)", r.Server)
		}
	}
	if r.Ratio > 0 {
		c[6], c[7] = r.amount(r.Bare), fmt.Sprintf("%.2f (%.2f to %.2f)", r.Ratio, r.RatioLow, r.RatioHigh)
	}
	return c
}

func (r row) amount(v float64) string {
	if r.Unit == "/s" {
		return number(v) + "/s"
	}
	return number(v) + " " + r.Unit
}

// number writes three digits or so, with a comma between thousands.
func number(v float64) string {
	switch {
	case v < 10:
		return fmt.Sprintf("%.2f", v)
	case v < 100:
		return fmt.Sprintf("%.1f", v)
	}
	text := fmt.Sprintf("%.0f", v)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// markdown gives the report as tables, one for each section.
func (p *report) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Measured on %s with %s on %d cores, in %s; medians of %d times %gs.\n", p.Day, p.Go, p.Cores, time.Since(p.began).Round(time.Second), p.Repeat, p.Duration)
	section := ""
	for _, r := range p.Rows {
		if r.Section != section {
			section = r.Section
			fmt.Fprintf(&b, "\n**%s**\n\n| %s |\n|%s\n", section, strings.Join(columns, " | "), strings.Repeat("---|", len(columns)))
		}
		fmt.Fprintf(&b, "| %s |\n", strings.Join(r.cells(), " | "))
	}
	return b.String()
}

// write prints the tables, and writes the report as JSON to a file where one is named.
func (p *report) write(file string) error {
	fmt.Print("\n", p.markdown())
	if file == "" {
		return nil
	}
	text, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o644)
}
