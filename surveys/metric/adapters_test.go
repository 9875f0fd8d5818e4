package metric_test

import (
	"encoding/json"
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"halte/surveys/metric"
)

type method func(input json.RawMessage) (map[string]any, error)

// methods translates the input of a worked case into calls of this package, and
// what they return into the case's fields.
var methods = map[string]method{
	"nps":         adapt(npsCase),
	"nps_score":   adapt(npsScoreCase),
	"wilson_top2": adapt(wilsonCase),
	"rating_mean": adapt(ratingMeanCase),

	"nps_diff":       adapt(differenceCase),
	"p_adjust":       adapt(adjustCase),
	"e_bh":           adapt(ebhCase),
	"rank_intervals": adapt(ranksCase),

	"confseq":          adapt(sequenceCase),
	"confseq_path":     adapt(pathCase),
	"planned_boundary": adapt(plannedCase),
	"mde":              adapt(detectableCase),
	"n_after":          adapt(afterCase),
	"n_per_arm":        adapt(perArmCase),

	"lmg_corr":       adapt(lmgCase),
	"lmg_data":       adapt(lmgDataCase),
	"johnson":        adapt(johnsonCase),
	"spearman_table": adapt(spearmanCase),

	"post_stratify": adapt(postStratifyCase),
	"nonresponse":   adapt(nonresponseCase),
	"edetector":     adapt(detectorCase),
	"dispersion":    adapt(dispersionCase),
	"ewma":          adapt(smoothCase),
	"shrink":        adapt(stabiliseCase),
}

func adapt[In any](run func(In) (map[string]any, error)) method {
	return func(input json.RawMessage) (map[string]any, error) {
		var in In
		if err := decode(input, &in); err != nil {
			return nil, err
		}
		return run(in)
	}
}

type histogram []int64

// of also reads the three counts of detractors, passives and promoters.
func (h histogram) of(m metric.Metric) (metric.Tally, error) {
	if m == metric.NPS && len(h) == 3 {
		h = histogram{h[0], 0, 0, 0, 0, 0, 0, h[1], 0, 0, h[2]}
	}
	return m.TallyOf(h)
}

func (h histogram) cell() (metric.Cell, error) {
	tally, err := h.of(metric.NPS)
	return metric.NPS.Cell(tally), err
}

func talliesOf(histograms []histogram) ([]metric.Tally, error) {
	days := make([]metric.Tally, len(histograms))
	for i, h := range histograms {
		day, err := h.of(metric.NPS)
		if err != nil {
			return nil, err
		}
		days[i] = day
	}
	return days, nil
}

type histogramInput struct {
	Counts   histogram
	Min, Max int
	Level    float64
}

func npsCase(in histogramInput) (map[string]any, error) {
	tally, err := in.Counts.of(metric.NPS)
	if err != nil {
		return nil, err
	}
	score, categories := metric.NPS.ScoreAt(tally, in.Level), tally.Categories()
	return map[string]any{
		"n":          score.N,
		"promoters":  categories.Promoters,
		"passives":   categories.Passives,
		"detractors": categories.Detractors,
		"nps":        unless(score.Absent(), score.Value),
		"lo":         score.Interval.Lo,
		"hi":         score.Interval.Hi,
	}, nil
}

func npsScoreCase(in histogramInput) (map[string]any, error) {
	tally, err := in.Counts.of(metric.NPS)
	if err != nil {
		return nil, err
	}
	interval := tally.Categories().ScoreInterval(in.Level)
	return map[string]any{"lo": interval.Lo, "hi": interval.Hi}, nil
}

func wilsonCase(in histogramInput) (map[string]any, error) {
	tally, err := in.Counts.of(metric.CSAT)
	if err != nil {
		return nil, err
	}
	score := metric.CSAT.ScoreAt(tally, in.Level)
	return map[string]any{
		"n":    score.N,
		"k":    tally[4] + tally[5],
		"csat": unless(score.Absent(), score.Value),
		"lo":   score.Interval.Lo,
		"hi":   score.Interval.Hi,
	}, nil
}

func ratingMeanCase(in histogramInput) (map[string]any, error) {
	if len(in.Counts) != in.Max-in.Min+1 {
		return nil, fmt.Errorf("%d counts from %d to %d", len(in.Counts), in.Min, in.Max)
	}
	cell := metric.RatingCell(in.Min, in.Counts)
	interval := cell.Interval(in.Level)
	output := map[string]any{
		"n":    int64(cell.N),
		"mean": unless(cell.N == 0, cell.Raw),
		"lo":   interval.Lo,
		"hi":   interval.Hi,
		"t_lo": nil,
		"t_hi": nil,
	}
	if textbook, ok := studentInterval(in, cell); ok {
		output["t_lo"], output["t_hi"] = textbook.Lo, textbook.Hi
	}
	return output, nil
}

// studentInterval is the textbook interval of a mean. The cases carry it for
// comparison only: at n = 20 it covers a skewed mean 86 times in 100 instead of
// 95, so the package does not offer it.
func studentInterval(in histogramInput, cell metric.Cell) (metric.Interval, bool) {
	if cell.N < 2 {
		return metric.Interval{}, false
	}
	var squares float64
	for i, count := range in.Counts {
		distance := float64(in.Min+i) - cell.Raw
		squares += float64(count) * distance * distance
	}
	t := distuv.StudentsT{Sigma: 1, Nu: cell.N - 1}.Quantile((1 + in.Level) / 2)
	half := t * math.Sqrt(squares/(cell.N-1)/cell.N)
	return metric.Interval{Lo: cell.Raw - half, Hi: cell.Raw + half}, true
}

// unless returns x, or nothing where it is absent.
func unless(absent bool, x float64) any {
	if absent {
		return nil
	}
	return x
}
