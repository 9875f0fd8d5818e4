package store

import (
	"context"
	"strconv"

	"halte/surveys"
)

type definition struct {
	Revision  int64
	Document  whole[surveys.Definition]
	Versions  object[int]
	AppliedAt instant
}

type surveyVersion struct {
	Survey      string
	Version     int
	Document    whole[surveys.Survey]
	PublishedAt instant
}

var (
	definitions    = newTable(func(a, b definition) int { return int(a.Revision - b.Revision) })
	surveyVersions = newTable(by(
		func(v surveyVersion) string { return v.Survey },
		func(v surveyVersion) string { return strconv.Itoa(v.Version) }))
)

func (v surveyVersion) value() surveys.SurveyVersion {
	return surveys.SurveyVersion{Survey: v.Document.value, Version: v.Version, PublishedAt: v.PublishedAt.Time}
}

// Revision gives the newest definition; Number 0 when there is none yet.
func (s *Store) Revision(ctx context.Context) (surveys.Revision, error) {
	var rows []definition
	err := s.reads(ctx).find(&rows, "SELECT * FROM definitions ORDER BY revision DESC LIMIT 1")
	if err != nil || len(rows) == 0 {
		return surveys.Revision{Versions: map[string]int{}}, failed("read the definition", err)
	}
	d := rows[0]
	return surveys.Revision{Number: d.Revision, Definition: d.Document.value, Versions: d.Versions, AppliedAt: d.AppliedAt.Time}, nil
}

// SurveyVersion gives a published version of a survey.
func (s *Store) SurveyVersion(ctx context.Context, survey string, version int) (surveys.Survey, error) {
	v, err := take[surveyVersion](s.reads(ctx).db.Where("survey = ? AND version = ?", survey, version), "version of the survey")
	return v.Document.value, err
}

func (t tx) Revision() (number int64, err error) {
	err = t.find(&number, t.revision)
	return number, failed("read the revision", err)
}

func (t tx) LockRevision() (int64, error) {
	if err := t.lock(t.lockDefinitions); err != nil {
		return 0, err
	}
	return t.Revision()
}

func (t tx) Publish(r surveys.Revision, newVersions []surveys.SurveyVersion) error {
	if err := t.lock(t.lockDefinitions); err != nil {
		return err
	}
	row := definition{r.Number, whole[surveys.Definition]{r.Definition}, r.Versions, at(r.AppliedAt)}
	if err := definitions.insert(t.queries, []definition{row}, ""); err != nil {
		return failed("apply the definition", err)
	}
	rows := each(newVersions, func(v surveys.SurveyVersion) surveyVersion {
		return surveyVersion{v.Survey.Key, v.Version, whole[surveys.Survey]{v.Survey}, at(v.PublishedAt)}
	})
	return failed("publish the surveys", surveyVersions.insert(t.queries, rows, ""))
}

func (t tx) SurveyVersions() ([]surveys.SurveyVersion, error) {
	var rows []surveyVersion
	err := t.find(&rows, `SELECT * FROM survey_versions AS v WHERE NOT EXISTS
		(SELECT 1 FROM survey_versions AS n WHERE n.survey = v.survey AND n.version > v.version) ORDER BY survey`)
	return each(rows, surveyVersion.value), failed("read the surveys", err)
}
