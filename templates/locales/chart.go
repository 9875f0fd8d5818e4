package locales

import "halte/surveys/metric"

// Chart is what stands in and beside the charts.
type Chart struct {
	NoAnswers        string
	HeldBack         string // {n}, {least}
	HeldBeside       string // {n}
	HeldUncounted    string // not even the number is told
	Worth            string // {n}
	WorthWhy         string // {n}
	Interval         string
	Target           string
	Metrics          map[string]string // their names, by metric
	Kinds            map[string]Kinds  // by metric
	RatingCount      string            // {rating}, {n}
	RatingsCount     string            // {ratings}, {n}
	Distribution     string
	DistributionDesc string
	Day              string
	Week             string
	Month            string
	Trend            string
	TrendDesc        string
	TrendSmooth      string
	TrendFaint       string
	TrendFrom        string
	ScaleOf          string // {metric}, {lo}, {hi}
	Map              string // {journey}
	MapDesc          string
	Best             string
	Middle           string
	Worst            string
	Share            string
	ShareDesc        string // {share}, {interval}
	ShareAxis        string
	PriorityTitle    string
	PriorityDesc     string
	MendFirst        string
	KeepUp           string
	Importance       string
	Performance      string
	SmallestEffect   string
}

// Kinds are the names of the unhappy, the middle and the happy answers.
type Kinds struct{ Low, Middle, High string }

// KindsOf gives the names for a metric.
func (c Chart) KindsOf(m metric.Metric) Kinds { return c.Kinds[string(m)] }

// Step gives the name of a step of a trend: "day", "month", or else a week.
func (c Chart) Step(step string) string {
	switch step {
	case "day":
		return c.Day
	case "month":
		return c.Month
	}
	return c.Week
}
