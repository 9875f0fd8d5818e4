package surveys

import (
	"context"
)

// Applied is what applying a definition changed, or would change.
type Applied struct {
	Revision int64    `json:"revision" doc:"Number of the definition in force afterwards"`
	Changes  []Change `json:"changes"`
	DryRun   bool     `json:"dry_run,omitempty"`
}

// Apply puts a definition in force: all of it, or nothing of it. A survey that
// shows something else than its newest version becomes a new version. Applying
// what is in force changes nothing. With dryRun nothing is written. What is
// wrong comes back as an Invalid error with its Problems.
func (s *Service) Apply(ctx context.Context, text []byte, dryRun bool) (Applied, error) {
	d, err := ReadDefinition(text)
	if err != nil {
		return Applied{}, err
	}
	out := Applied{DryRun: dryRun, Changes: []Change{}}
	err = s.Update(ctx, func(tx Tx) error {
		number, err := tx.LockRevision()
		if err != nil {
			return err
		}
		current, err := s.planAt(ctx, number)
		if err != nil {
			return err
		}
		published, err := tx.SurveyVersions()
		if err != nil {
			return err
		}
		newest := make(map[string]SurveyVersion, len(published))
		newestSurveys := make(map[string]Survey, len(published))
		for _, v := range published {
			newest[v.Survey.Key], newestSurveys[v.Survey.Key] = v, v.Survey
		}
		if problems := d.checkPublished(newestSurveys); len(problems) > 0 {
			return refusedDefinition(text, problems)
		}
		out.Revision, out.Changes = number, Diff(current.Definition, d)
		if len(out.Changes) == 0 {
			out.Changes = []Change{}
			return nil
		}
		next := Revision{Number: number + 1, Definition: d, Versions: map[string]int{}, AppliedAt: s.now()}
		var created []SurveyVersion
		for _, survey := range d.Surveys {
			v, known := newest[survey.Key]
			if !known || !SameContent(v.Survey, survey) {
				v = SurveyVersion{Survey: survey, Version: v.Version + 1, PublishedAt: next.AppliedAt}
				created = append(created, v)
			}
			next.Versions[survey.Key] = v.Version
		}
		for i := range out.Changes {
			for _, v := range created {
				if out.Changes[i].What == "survey "+v.Survey.Key {
					out.Changes[i].Version = v.Version
				}
			}
		}
		if dryRun {
			return nil
		}
		out.Revision = next.Number
		if err := tx.Publish(next, created); err != nil {
			return err
		}
		return refoldPairs(tx, current.Definition, d)
	})
	if err != nil {
		return Applied{}, err
	}
	if !dryRun {
		_, err = s.reload(ctx)
	}
	return out, err
}

// Export gives the definition in force as YAML that applies to nothing changed.
// NotFound before the first one was applied.
func (s *Service) Export(ctx context.Context) ([]byte, error) {
	p, err := s.reload(ctx)
	if err != nil {
		return nil, err
	}
	if p.Number == 0 {
		return nil, Errorf(NotFound, "No definition has been applied yet. Write one and apply it with `halte apply FILE`.")
	}
	return WriteDefinition(p.Definition)
}
