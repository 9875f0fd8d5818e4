package followup

import "halte/surveys"

// held says which cells are held back, by option and category.
type held map[string]*[4]bool

func (h held) has(option string, column int) bool { return h[option] != nil && h[option][column] }

// guard says which cells of a question are held back from readers who may not see small
// cells: those of one to four respondents, and others, so that no small cell can be
// computed by subtraction, neither among the options of a category nor among the
// categories of an option. Cells that are held already stay held. With guardParts it is the one place that decides so.
// How many answered the question is no secret, as the n of a score is none.
//
// It cannot guard against a reader who subtracts two periods that differ by a day.
func guard(options []string, several bool, of counts, already held) held {
	held := held{}
	for _, o := range options {
		held[o] = &[4]bool{}
		for c := range held[o] {
			held[o][c] = tooSmall(of[""][c]) || already.has(o, c)
		}
	}
	for changed := true; changed; {
		changed = false
		for c := range (cells{}) {
			among := line{whole: of[""][c]}
			for _, o := range options {
				one := line{whole: of[""][c]}
				one.add(of[o][c], &held[o][c])
				changed = one.close() || changed
				among.add(of[o][c], &held[o][c])
			}
			if !several { // options that exclude each other sum to the whole
				changed = among.close() || changed
			}
		}
		for _, o := range options {
			l := line{whole: of[o][all], wholeHeld: &held[o][all]}
			for c := range all {
				l.add(of[o][c], &held[o][c])
			}
			changed = l.close() || changed
		}
	}
	return held
}

// guardParts says which cells are held back of each part of a whole: of the values of
// a dimension beside one another, or of the weeks of a period.
func guardParts(options []string, whole counts, parts []counts) []held {
	out := make([]held, len(parts))
	for i := range out {
		out[i] = held{}
		for _, o := range options {
			out[i][o] = &[4]bool{}
		}
	}
	for _, o := range options {
		for c := range (cells{}) {
			l := line{whole: whole[o][c]}
			for i, part := range parts {
				l.add(part[o][c], &out[i][o][c])
			}
			l.close()
		}
	}
	return out
}

func tooSmall(n int64) bool { return n > 0 && n < surveys.SmallCell }

// line is some parts of a whole. A reader could subtract them from it.
type line struct {
	whole     int64
	wholeHeld *bool // nil where the whole is always shown
	parts     []int64
	held      []*bool
}

func (l *line) add(n int64, held *bool) { l.parts, l.held = append(l.parts, n), append(l.held, held) }

// close holds back the parts that are too small, and as many more as it takes until
// the others leave neither one to four respondents nor a single part; the smallest
// go first, and the whole last. It reports that it held back anything.
func (l *line) close() (changed bool) {
	hold := func(h *bool) { *h, changed = true, true }
	for i, n := range l.parts {
		if tooSmall(n) && !*l.held[i] {
			hold(l.held[i])
		}
	}
	if l.wholeHeld != nil && tooSmall(l.whole) && !*l.wholeHeld {
		hold(l.wholeHeld)
	}
	for {
		left, missing, next := l.whole, 0, -1
		for i, n := range l.parts {
			switch {
			case *l.held[i]:
				missing++
			default:
				left -= n
				if n > 0 && (next < 0 || n < l.parts[next]) {
					next = i
				}
			}
		}
		hidden := l.wholeHeld != nil && *l.wholeHeld
		switch {
		case hidden && missing > 0, !hidden && missing != 1 && !tooSmall(left), !hidden && len(l.parts) == 1 && !tooSmall(left), hidden && l.whole == 0:
			return changed
		case next >= 0:
			hold(l.held[next])
		case !hidden && l.wholeHeld != nil:
			hold(l.wholeHeld)
		default:
			return changed
		}
	}
}
