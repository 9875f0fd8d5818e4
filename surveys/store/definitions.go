package store

import (
	"cmp"

	"halte/surveys"
)

type revision struct {
	Revision  int64
	Document  whole[surveys.Definition]
	Versions  object[int]
	AppliedAt instant
}

func (revision) TableName() string { return "definitions" }

type surveyVersion struct {
	Survey      string
	Version     int
	Document    whole[surveys.Survey]
	PublishedAt instant
}

var (
	definitions    = newTable(func(a, b revision) int { return cmp.Compare(a.Revision, b.Revision) })
	surveyVersions = newTable(func(a, b surveyVersion) int {
		return cmp.Or(cmp.Compare(a.Survey, b.Survey), cmp.Compare(a.Version, b.Version))
	})
)

func (v surveyVersion) value() surveys.SurveyVersion {
	return surveys.SurveyVersion{Survey: v.Document.value, Version: v.Version, PublishedAt: v.PublishedAt.Time}
}

// Revision gives the newest definition; Number 0 when there is none yet.
func (r Reader) Revision() (surveys.Revision, error) {
	var rows []revision
	err := r.find(&rows, "SELECT * FROM definitions ORDER BY revision DESC LIMIT 1")
	if err != nil || len(rows) == 0 {
		return surveys.Revision{Versions: map[string]int{}}, failed("read the definition", err)
	}
	d := rows[0]
	return surveys.Revision{Number: d.Revision, Definition: d.Document.value, Versions: d.Versions, AppliedAt: d.AppliedAt.Time}, nil
}

// SurveyVersion gives a published version of a survey.
func (r Reader) SurveyVersion(survey string, version int) (surveys.Survey, error) {
	v, err := one[surveyVersion](r.queries, "version of the survey", "SELECT * FROM survey_versions WHERE survey = $1 AND version = $2", survey, version)
	return v.Document.value, err
}

// RevisionShare gives the number of the newest definition, locked against
// publishing until the transaction ends; 0 when there is none.
func (t Tx) RevisionShare() (int64, error) {
	if number, err := t.startRevision(); err != nil || len(number) == 1 {
		return append(number, 0)[0], err
	}
	return one[int64](t.queries, "revision", t.revision)
}

// RevisionLock is Revision, but keeps every other publisher out until the transaction ends.
func (t Tx) RevisionLock() (int64, error) {
	t.skipRevision()
	if err := t.lock(t.lockDefinitions); err != nil {
		return 0, err
	}
	return one[int64](t.queries, "revision", t.revision)
}

// RevisionPublish stores a definition as the next revision, with the survey
// versions that are new in it.
func (t Tx) RevisionPublish(r surveys.Revision, newVersions []surveys.SurveyVersion) error {
	t.skipRevision()
	if err := t.lock(t.lockDefinitions); err != nil {
		return err
	}
	row := revision{r.Number, whole[surveys.Definition]{r.Definition}, r.Versions, at(r.AppliedAt)}
	if err := definitions.insert(t.queries, "apply the definition", []revision{row}, ""); err != nil {
		return err
	}
	rows := each(newVersions, func(v surveys.SurveyVersion) surveyVersion {
		return surveyVersion{v.Survey.Key, v.Version, whole[surveys.Survey]{v.Survey}, at(v.PublishedAt)}
	})
	return surveyVersions.insert(t.queries, "publish the surveys", rows, "")
}

// SurveyVersionsNewest gives the newest published version of each survey.
func (t Tx) SurveyVersionsNewest() ([]surveys.SurveyVersion, error) {
	var rows []surveyVersion
	err := t.find(&rows, `SELECT * FROM survey_versions AS v WHERE NOT EXISTS
		(SELECT 1 FROM survey_versions AS n WHERE n.survey = v.survey AND n.version > v.version) ORDER BY survey`)
	return each(rows, surveyVersion.value), failed("read the surveys", err)
}
