package store_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"halte/surveys"
	"halte/surveys/store"
	"halte/surveys/surveystest/servers"
)

func TestBothDatabasesHaveTheSameTablesAndColumns(t *testing.T) {
	t.Parallel()
	sqlite, postgres := sqliteURL(t), servers.Postgres(t)
	migrated(t, sqlite)
	migrated(t, postgres)
	columns := map[string][]string{
		sqlite: strings.Fields(column(t, sqlite, `SELECT group_concat(m.name || '.' || c.name, ' ') FROM sqlite_master AS m, pragma_table_xinfo(m.name) AS c
			WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> 'goose_db_version'`)),
		postgres: strings.Fields(column(t, postgres, `SELECT string_agg(table_name || '.' || column_name, ' ') FROM information_schema.columns
			WHERE table_schema = 'public' AND table_name <> 'goose_db_version'`)),
	}
	indexes := map[string][]string{
		sqlite:   strings.Fields(column(t, sqlite, `SELECT group_concat(name, ' ') FROM sqlite_master WHERE type = 'index' AND name NOT LIKE 'sqlite_%'`)),
		postgres: strings.Fields(column(t, postgres, `SELECT string_agg(indexname, ' ') FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE '%_pkey' AND indexname NOT LIKE '%_key'`)),
	}
	for _, names := range []map[string][]string{columns, indexes} {
		slices.Sort(names[sqlite])
		slices.Sort(names[postgres])
		if len(names[sqlite]) == 0 || !slices.Equal(names[sqlite], names[postgres]) {
			t.Errorf("SQLite has\n%v, PostgreSQL has\n%v", names[sqlite], names[postgres])
		}
	}
}

// A database that was filled when the schema was at its first version is brought
// forward and read. The rows are SQL that both databases understand.
func TestAnOldDatabaseOpensWithNewCode(t *testing.T) {
	t.Parallel()
	rows, err := os.ReadFile("testdata/schema1.sql")
	if err != nil {
		t.Fatal(err)
	}
	servers.Databases(t, func(t *testing.T, url string) {
		s := opened(t, url)
		if err := store.MigrateTo(t.Context(), s, 1); err != nil {
			t.Fatal(err)
		}
		if _, err := raw(t, url).Exec(string(rows)); err != nil {
			t.Fatal(err)
		}
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx := t.Context()
		got := []string{}
		note := func(v any, err error) {
			t.Helper()
			if err != nil {
				t.Error(err)
			}
			got = append(got, fmt.Sprint(v))
		}
		r, err := s.Read(ctx).Revision()
		note(r.Definition.Organisation.Name, err)
		v, err := s.Read(ctx).SurveyVersion("delivery-nps", 1)
		note(v.Question["en"], err)
		c, err := s.Read(ctx).Contact("c-881")
		note(c.Properties["persona"], err)
		e, err := s.Read(ctx).Event("ord-10021-delivered")
		note(e.OccurredAt, err)
		d, err := s.Read(ctx).DecisionsOfEvent("ord-10021-delivered")
		note(d[0].Checks[0].Rule, err)
		i, wave, err := s.Read(ctx).InvitationByToken("7d1a54127b222502f5b79b5fb0803061152a44f92b37e23c6527baf665d4da9a")
		note(i.OpenFor, err)
		note(wave, err)
		answer, err := s.Read(ctx).ResponseToInvitation(i.ID)
		note(answer.Answers["delight"], err)
		sums, err := s.Read(ctx).RollupSums(surveys.RollupQuery{})
		note(sums[0].Tally, err)
		keys, err := s.Read(ctx).Keys()
		note(keys[0].Scopes, err)
		sending, err := s.Read(ctx).Sending()
		note(sending.Paused, err)
		if len(sending.Mark.Database) != 32 {
			t.Errorf("the database has the id %q", sending.Mark.Database)
		}
		want := "De Ketting|How likely?|commuter|2026-11-20 14:03:00.5 +0000 UTC|condition|21d|0|[quick]|[0 0 0 0 0 0 0 0 0 1 0]|[events read metrics]|2026-11-22 08:00:00 +0000 UTC"
		if got := strings.Join(got, "|"); got != want {
			t.Errorf("it reads\n%s, not\n%s", got, want)
		}
	})
}

func TestAMigrationThatIsMissingBeforeTheNewestRunsToo(t *testing.T) {
	t.Parallel()
	servers.Databases(t, func(t *testing.T, url string) {
		s := opened(t, url)
		if err := store.MigrateTo(t.Context(), s, 20); err != nil {
			t.Fatal(err)
		}
		if _, err := raw(t, url).Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (23, true)"); err != nil {
			t.Fatal(err)
		}
		if err := s.Migrate(t.Context()); err != nil {
			t.Error(err)
		}
		if n, err := s.Pending(t.Context()); n != 0 || err != nil {
			t.Errorf("%d are left, %v", n, err)
		}
	})
}

func TestASchemaThatIsTooNewIsRefused(t *testing.T) {
	t.Parallel()
	servers.Databases(t, func(t *testing.T, url string) {
		s := migrated(t, url)
		if _, err := raw(t, url).Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Pending(t.Context()); err == nil || !strings.Contains(err.Error(), "99999") {
			t.Errorf("asking what is pending gives %v", err)
		}
		if err := s.Migrate(t.Context()); err == nil || !strings.Contains(err.Error(), "99999") {
			t.Errorf("migrating gives %v", err)
		}
	})
}

func TestClaimsOfEarlierMethodsAreKnownAsSuch(t *testing.T) {
	t.Parallel()
	servers.Databases(t, func(t *testing.T, url string) {
		s := opened(t, url)
		if err := store.MigrateTo(t.Context(), s, 20); err != nil {
			t.Fatal(err)
		}
		for _, words := range []string{"after", "after.1"} {
			if _, err := raw(t, url).Exec("INSERT INTO improvement_claims (improvement, version, words, day, document) VALUES ('a', 1, '" + words + "', '2026-12-01', '{\"words\":\"after\",\"day\":\"2026-12-01\"}')"); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		claims, err := s.Read(t.Context()).ImprovementClaims("a", 1)
		if err != nil || len(claims) != 2 || claims[0].Method != 1 || claims[1].Method != 2 {
			t.Errorf("the claims are %+v, %v", claims, err)
		}
	})
}

func TestIdsOfBeforeAreBroughtIntoTheFormInWhichTheyAreLookedFor(t *testing.T) {
	t.Parallel()
	rows, err := os.ReadFile("testdata/schema1.sql")
	if err != nil {
		t.Fatal(err)
	}
	servers.Databases(t, func(t *testing.T, url string) {
		s := opened(t, url)
		if err := store.MigrateTo(t.Context(), s, 1); err != nil {
			t.Fatal(err)
		}
		old := strings.NewReplacer("c-881", "Cafe\u0301", "ord-10021-delivered", "Bestellung fu\u0308r zwei").Replace(string(rows))
		both := "INSERT INTO contacts (id, email, person, name, locale, timezone, properties, respondent, created_at) VALUES ('%s', '%s', '', '', '', '', '{}', %d, '2026-11-20 14:03:01+00:00');"
		event := "INSERT INTO events (id, name, contact_id, properties, imported, digest) VALUES ('%s', '%s', '', '{}', false, '');"
		for _, statement := range []string{
			old,
			fmt.Sprintf(both, "ama\u0301lia", "old@example.org", 7), fmt.Sprintf(both, "amália", "new@example.org", 8),
			fmt.Sprintf(event, "twice e\u0301", "first"), fmt.Sprintf(event, "twice é", "second"),
		} {
			if _, err := raw(t, url).Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		read := s.Read(t.Context())
		c, err := read.Contact("Café")
		if err != nil || c.Email != "jo@example.org" {
			t.Errorf("the contact is %+v, %v", c, err)
		}
		if c, err = read.Contact("amália"); err != nil || c.Email != "new@example.org" {
			t.Errorf("of two contacts there is %+v, %v", c, err)
		}
		e, err := read.Event("Bestellung für zwei")
		if err != nil || e.ContactID != "Café" {
			t.Errorf("the event is %+v, %v", e, err)
		}
		for id, name := range map[string]string{"twice e\u0301": "first", "twice é": "second"} {
			if e, err := read.Event(id); err != nil || e.Name != name {
				t.Errorf("of two events %+q is %+v, %v", id, e, err)
			}
		}
		d, err := read.DecisionsOfEvent("Bestellung für zwei")
		if err != nil || len(d) != 1 || d[0].ContactID != "Café" {
			t.Errorf("the decisions are %+v, %v", d, err)
		}
		for query, want := range map[string]string{
			"SELECT count(*) FROM contacts": "2", "SELECT min(event_id || contact_id) FROM invitations": "Bestellung für zweiCafé", "SELECT min(event_id || contact_id) FROM responses": "Bestellung für zweiCafé",
		} {
			if got := column(t, url, query); got != want {
				t.Errorf("%s gives %s, want %s", query, got, want)
			}
		}
	})
}

func TestMigratingTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	servers.Databases(t, func(t *testing.T, url string) {
		s := opened(t, url)
		pending := func(want bool) {
			t.Helper()
			if n, err := s.Pending(t.Context()); err != nil || n > 0 != want {
				t.Errorf("%d migrations are pending, %v", n, err)
			}
		}
		pending(true)
		for range 2 {
			if err := s.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			pending(false)
		}
	})
}

func TestSeveralProcessesMayMigrateAtOnce(t *testing.T) {
	t.Parallel()
	servers.Databases(t, func(t *testing.T, url string) {
		var all sync.WaitGroup
		for range 3 {
			s := opened(t, url)
			all.Go(func() {
				if err := s.Migrate(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	})
}

// column gives the one value that a query gives.
func column(t *testing.T, url, query string) (text string) {
	t.Helper()
	if err := raw(t, url).QueryRow(query).Scan(&text); err != nil {
		t.Fatal(err)
	}
	return text
}

// Answers that an earlier version erased kept the id that stands in the mail.
func TestAnswersThatWereErasedBeforeLoseTheIdOfTheirMail(t *testing.T) {
	t.Parallel()
	rows, err := os.ReadFile("testdata/schema1.sql")
	if err != nil {
		t.Fatal(err)
	}
	servers.Databases(t, func(t *testing.T, url string) {
		s := opened(t, url)
		if err := store.MigrateTo(t.Context(), s, 1); err != nil {
			t.Fatal(err)
		}
		if _, err := raw(t, url).Exec(string(rows) + "; UPDATE responses SET contact_id = '', person = ''"); err != nil {
			t.Fatal(err)
		}
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := column(t, url, `SELECT CAST(count(*) AS text) FROM responses AS r JOIN invitations AS i ON i.id = r.invitation JOIN decisions AS d ON d.invitation = i.id
			WHERE r.id = i.id AND r.id LIKE 'erased-%'`); got == "0" {
			t.Error("no erased answer has a random id together with its invitation")
		}
	})
}
