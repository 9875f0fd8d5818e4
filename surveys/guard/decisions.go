package guard

import (
	"cmp"
	"slices"
	"sync"
)

// atOnce is how many surveys are decided at the same time: a database and a program
// have work to do in turn.
const atOnce = 4

// Prepare decides what is told of the answers to some surveys from a day on, so that
// nobody waits for it later.
func (g Guarded) Prepare(keys []string, from string) error {
	blocks, _, err := g.blocks(keys, anyDay)
	if err != nil {
		return err
	}
	groups := map[string][][]block{}
	for survey, own := range blocks {
		for _, group := range groupsOf(own) {
			if _, last := spanOf(group); last >= from {
				groups[survey] = append(groups[survey], group)
			}
		}
	}
	_, err = g.told(groups)
	return err
}

// told gives what is told of groups of blocks, by survey, in their order.
func (g Guarded) told(groups map[string][][]block) (map[string][]told, error) {
	var mutex sync.Mutex
	var failed error
	var working sync.WaitGroup
	out, turn := map[string][]told{}, make(chan struct{}, atOnce)
	for survey, own := range groups {
		working.Go(func() {
			turn <- struct{}{}
			defer func() { <-turn }()
			decided, err := g.decisions(survey, own)
			mutex.Lock()
			defer mutex.Unlock()
			out[survey], failed = decided, cmp.Or(failed, err)
		})
	}
	working.Wait()
	return out, failed
}

// mostTogether is how many groups are counted with one question.
const mostTogether = 20

// decisions gives what is told of groups of one survey. Those not yet decided that follow
// on each other are counted together.
func (g Guarded) decisions(survey string, groups [][]block) ([]told, error) {
	out := make([]told, len(groups))
	for at := 0; at < len(groups); {
		decided, there := g.guard.decisionOn(survey, groups[at])
		if there {
			out[at], at = decided, at+1
			continue
		}
		end := at + 1
		for end < len(groups) && end-at < mostTogether {
			if _, there := g.guard.decisionOn(survey, groups[end]); there {
				break
			}
			end++
		}
		last := groups[end-1][len(groups[end-1])-1].To
		profiles, err := g.reader.ResponseProfiles(survey, groups[at][0].From, last)
		if err != nil {
			return nil, err
		}
		for ; at < end; at++ {
			group := groups[at]
			of := slices.DeleteFunc(slices.Clone(profiles), func(p Profile) bool { return blockOf(group, p.Day) < 0 })
			out[at] = g.guard.decide(survey, group, of)
		}
	}
	return out, nil
}

// decisionOn gives what was decided of a group while its answers were what they are.
func (g *Guard) decisionOn(survey string, blocks []block) (told, bool) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	d, there := g.decided[keyOf(survey, blocks)]
	return d.told, there && slices.Equal(d.blocks, blocks)
}

// decide says what is told of a group, and keeps it. It tells nothing where answers
// came in between.
func (g *Guard) decide(survey string, blocks []block, profiles []Profile) told {
	if !agree(blocks, profiles) {
		return told{}
	}
	d := decision{blocks, toldOf(blocks, profiles)}
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if len(g.decided) >= mostDecisions {
		clear(g.decided)
	}
	g.decided[keyOf(survey, blocks)] = d
	return d.told
}

func keyOf(survey string, blocks []block) groupKey {
	return groupKey{survey, blocks[0].From, blocks[len(blocks)-1].To}
}
