package store

import (
	"cmp"

	"halte/surveys"
	"halte/surveys/store/sqldb"
)

type revision struct {
	Revision  int64
	Document  sqldb.Whole[surveys.Definition]
	Versions  sqldb.Object[int]
	AppliedAt sqldb.Instant
}

func (revision) TableName() string { return "definitions" }

type surveyVersion struct {
	Survey      string
	Version     int
	Document    sqldb.Whole[surveys.Survey]
	PublishedAt sqldb.Instant
}

var (
	definitions    = sqldb.NewTable(func(a, b revision) int { return cmp.Compare(a.Revision, b.Revision) })
	surveyVersions = sqldb.NewTable(func(a, b surveyVersion) int {
		return cmp.Or(cmp.Compare(a.Survey, b.Survey), cmp.Compare(a.Version, b.Version))
	})
)

func (v surveyVersion) value() surveys.SurveyVersion {
	return surveys.SurveyVersion{Survey: v.Document.V, Version: v.Version, PublishedAt: v.PublishedAt.Time}
}

// Revision gives the newest definition; Number 0 when there is none yet.
func (r Reader) Revision() (surveys.Revision, error) {
	var rows []revision
	err := r.Find(&rows, "SELECT * FROM definitions ORDER BY revision DESC LIMIT 1")
	if err != nil || len(rows) == 0 {
		return surveys.Revision{Versions: map[string]int{}}, sqldb.Failed("read the definition", err)
	}
	d := rows[0]
	return surveys.Revision{Number: d.Revision, Definition: d.Document.V, Versions: d.Versions, AppliedAt: d.AppliedAt.Time}, nil
}

// SurveyVersion gives a published version of a survey.
func (r Reader) SurveyVersion(survey string, version int) (surveys.Survey, error) {
	v, err := sqldb.One[surveyVersion](r.Queries, "version of the survey", "SELECT * FROM survey_versions WHERE survey = $1 AND version = $2", survey, version)
	return v.Document.V, err
}

// RevisionShare gives the number of the newest definition, locked against
// publishing until the transaction ends; 0 when there is none.
func (t Tx) RevisionShare() (int64, error) {
	if number, err := t.StartRevision(); err != nil || len(number) == 1 {
		return append(number, 0)[0], err
	}
	return sqldb.One[int64](t.Queries, "revision", t.ReadRevision)
}

// RevisionLock is Revision, but keeps every other publisher out until the transaction ends.
func (t Tx) RevisionLock() (int64, error) {
	t.SkipRevision()
	if err := t.Lock(t.LockDefinitions); err != nil {
		return 0, err
	}
	return sqldb.One[int64](t.Queries, "revision", t.ReadRevision)
}

// RevisionPublish stores a definition as the next revision, with the survey
// versions that are new in it.
func (t Tx) RevisionPublish(r surveys.Revision, newVersions []surveys.SurveyVersion) error {
	t.SkipRevision()
	if err := t.Lock(t.LockDefinitions); err != nil {
		return err
	}
	row := revision{r.Number, sqldb.Whole[surveys.Definition]{V: r.Definition}, r.Versions, sqldb.At(r.AppliedAt)}
	if err := definitions.Insert(t.Queries, "apply the definition", []revision{row}, ""); err != nil {
		return err
	}
	rows := sqldb.Each(newVersions, func(v surveys.SurveyVersion) surveyVersion {
		return surveyVersion{v.Survey.Key, v.Version, sqldb.Whole[surveys.Survey]{V: v.Survey}, sqldb.At(v.PublishedAt)}
	})
	return surveyVersions.Insert(t.Queries, "publish the surveys", rows, "")
}

// SurveyVersionsNewest gives the newest published version of each survey.
func (t Tx) SurveyVersionsNewest() ([]surveys.SurveyVersion, error) {
	var rows []surveyVersion
	err := t.Find(&rows, `SELECT * FROM survey_versions AS v WHERE NOT EXISTS
		(SELECT 1 FROM survey_versions AS n WHERE n.survey = v.survey AND n.version > v.version) ORDER BY survey`)
	return sqldb.Each(rows, surveyVersion.value), sqldb.Failed("read the surveys", err)
}
