package metric

// A Metric says which ratings a question takes and how they become a score.
type Metric string

const (
	// NPS is the Net Promoter Score: ratings 0 to 10, promoters (9, 10) minus
	// detractors (0 to 6) in points.
	NPS Metric = "nps"
	// CSAT is customer satisfaction: ratings 1 to 5, the percentage of 4 and 5.
	CSAT Metric = "csat"
	// CES is the Customer Effort Score: ratings 1 (hard) to 7 (easy), their mean.
	CES Metric = "ces"
)

// Known reports whether m is one of the three metrics. The methods of an
// unknown metric admit no rating and score nothing.
func (m Metric) Known() bool {
	return m == NPS || m == CSAT || m == CES
}

// Scale returns the lowest and the highest rating a respondent can give, or
// 0 and -1 for an unknown metric.
func (m Metric) Scale() (lowest, highest int) {
	switch m {
	case NPS:
		return 0, 10
	case CSAT:
		return 1, 5
	case CES:
		return 1, 7
	}
	return 0, -1
}

// Admits reports whether rating lies on the metric's scale.
func (m Metric) Admits(rating int) bool {
	lowest, highest := m.Scale()
	return lowest <= rating && rating <= highest
}

// Range returns the lowest and the highest score: -100 to 100 points for NPS,
// 0 to 100 percent for CSAT, 1 to 7 for CES.
func (m Metric) Range() Interval {
	switch m {
	case NPS:
		return Interval{-100, 100}
	case CSAT:
		return Interval{0, 100}
	case CES:
		return Interval{1, 7}
	}
	return Interval{}
}
