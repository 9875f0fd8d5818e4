package charts

// trendScale puts the i-th point of a trend and its value into a picture.
type trendScale struct {
	x func(i int) float64
	y func(value float64) float64
}

// trace draws band and line of a trend. Where nobody answered it breaks, and
// where few did it is faint.
func (s *svg) trace(points []TrendPoint, scale trendScale) {
	for _, r := range runs(points) {
		var line, upper, lower []point
		for i := r.from; i <= r.to; i++ {
			score := points[i].Score
			line = append(line, point{scale.x(i), scale.y(score.Value)})
			upper = append(upper, point{scale.x(i), scale.y(score.Interval.Hi)})
			lower = append(lower, point{scale.x(i), scale.y(score.Interval.Lo)})
		}
		faint := ""
		if r.faint {
			faint = " faint"
		}
		if r.from == r.to {
			s.line("whisker"+faint, upper[0].x, upper[0].y, lower[0].x, lower[0].y)
			s.circle("dot"+faint, line[0].x, line[0].y, 1.8)
			continue
		}
		s.path("band"+faint, ribbon(upper, lower))
		s.path("trace"+faint, polyline(line))
	}
}

// run is a stretch of a trend that is drawn alike, ends included.
type run struct {
	from, to int
	faint    bool
}

// runs cuts a trend into stretches: broken where there is nothing to show, faint next
// to a point with too few answers.
func runs(points []TrendPoint) []run {
	var all []run
	for i, p := range points {
		if p.hidden() {
			continue
		}
		if i == 0 || points[i-1].hidden() {
			if i+1 == len(points) || points[i+1].hidden() { // alone
				all = append(all, run{i, i, thin(p.Score)})
			}
			continue
		}
		faint := thin(p.Score) || thin(points[i-1].Score)
		if last := len(all) - 1; last >= 0 && all[last].to == i-1 && all[last].from < all[last].to && all[last].faint == faint {
			all[last].to = i
			continue
		}
		all = append(all, run{i - 1, i, faint})
	}
	return all
}

// solid counts the points of a trend with enough answers.
func solid(points []TrendPoint) int {
	n := 0
	for _, p := range points {
		if !p.hidden() && !thin(p.Score) {
			n++
		}
	}
	return n
}
