package validate

import (
	"math/rand/v2"

	"halte/surveys/metric"
	"halte/surveys/worlds"
)

// weighed is one score that was weighted to all who were asked.
type weighed struct{ given, holds, raw bool }

var weighted = experiment{
	key: "weighted", title: "Scores weighted to all who were asked",
	promise: "Groups with few answers are weighed together; the interval allows for what they may differ by, and when they are more than a quarter of those asked, no score is called weighted.",
	how:     "Five segments, of which the small ones answer least and are the least satisfied; everybody is asked once. Refused: lives in which no score is called weighted. Holds: of the others, intervals that hold the score of all who were asked. As answered: intervals of the score without weights that do.",
	columns: []string{"refused", "holds", "as answered"},
	live: func(r run) (rows []Row, err error) {
		for _, w := range worlds.Unequal {
			lives, err := each(r, "weighted: "+w.Name, 10*r.Lives, func(random *rand.Rand) (weighed, error) {
				strata := w.Draw(random)
				var all metric.Tally
				for _, s := range strata {
					all = all.Plus(s.Tally)
				}
				s := metric.NPS.Stratify(strata, .95)
				return weighed{!s.Refused, s.Interval.Contains(w.Truth()), metric.NPS.Score(all).Interval.Contains(w.Truth())}, nil
			})
			if err != nil {
				return nil, err
			}
			given, holds, raw := 0, 0, 0
			for _, l := range lives {
				if l.raw {
					raw++
				}
				if l.given {
					given++
				}
				if l.given && l.holds {
					holds++
				}
			}
			row := Row{w.Name, len(lives), []Figure{share(len(lives)-given, len(lives), nil), {}, share(raw, len(lives), nil)}}
			if given >= len(lives)/20 { // else it is refused
				row.Figures[1] = share(holds, given, covers)
			}
			rows = append(rows, row)
		}
		return rows, nil
	},
}
