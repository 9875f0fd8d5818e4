package definition

import (
	"context"
	"fmt"
	"slices"
	"time"

	"halte/surveys"
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
	by := surveys.ActorOf(ctx)
	err = s.store.Update(ctx, func(tx Tx) error {
		number, err := tx.RevisionLock()
		if err != nil {
			return err
		}
		current, err := s.plans.at(tx, number)
		if err != nil {
			return err
		}
		published, err := tx.SurveyVersionsNewest()
		if err != nil {
			return err
		}
		newestSurveys := make(map[string]surveys.Survey, len(published))
		for _, v := range published {
			newestSurveys[v.Survey.Key] = v.Survey
		}
		if problems := checkPublished(d, newestSurveys); len(problems) > 0 {
			return refusedDefinition(text, problems)
		}
		out.Revision, out.Changes = number, Diff(current.Definition, d)
		if len(out.Changes) == 0 {
			out.Changes = []Change{}
			return nil
		}
		next, created := after(number, d, published, s.now())
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
		if err := tx.RevisionPublish(next, created); err != nil {
			return err
		}
		for _, follow := range s.publish {
			if err := follow(tx, current.Definition, d); err != nil {
				return err
			}
		}
		return tx.AuditAppend(by.Did(s.now(), surveys.ActionDefinitionApplied, fmt.Sprint("revision ", next.Number), "", changes(len(out.Changes))))
	})
	if err != nil {
		return Applied{}, err
	}
	if !dryRun {
		_, err = s.plans.reload(s.store.Read(ctx))
	}
	return out, err
}

// changes counts in words.
func changes(n int) string { return fmt.Sprint(n, surveys.IfElse(n == 1, " change", " changes")) }

// after gives the revision that puts a definition in force after another one, and
// the versions of surveys that are new with it. newest are the newest versions so far.
func after(number int64, d surveys.Definition, newest []surveys.SurveyVersion, now time.Time) (surveys.Revision, []surveys.SurveyVersion) {
	next := surveys.Revision{Number: number + 1, Definition: d, Versions: map[string]int{}, AppliedAt: now}
	var created []surveys.SurveyVersion
	for _, survey := range d.Surveys {
		v := surveys.SurveyVersion{}
		if at := slices.IndexFunc(newest, func(v surveys.SurveyVersion) bool { return v.Survey.Key == survey.Key }); at >= 0 {
			v = newest[at]
		}
		if v.Version == 0 || !SameContent(v.Survey, survey) {
			v = surveys.SurveyVersion{Survey: survey, Version: v.Version + 1, PublishedAt: now}
			created = append(created, v)
		}
		next.Versions[survey.Key] = v.Version
	}
	return next, created
}

// Export gives the definition in force as YAML that applies to nothing changed.
// NotFound before the first one was applied.
func (s *Service) Export(ctx context.Context) ([]byte, error) {
	p, err := s.plans.reload(s.store.Read(ctx))
	if err != nil {
		return nil, err
	}
	if p.Number == 0 {
		return nil, surveys.Errorf(surveys.NotFound, "No definition has been applied yet. Write one and apply it with `halte apply FILE`.")
	}
	return WriteDefinition(p.Definition)
}
