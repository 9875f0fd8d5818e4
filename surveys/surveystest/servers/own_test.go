package servers_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"

	"halte/surveys/surveystest/servers"
)

func TestAPostgresOfATestsOwnKeepsWhatWasCommitted(t *testing.T) {
	t.Parallel()
	s := servers.OwnPostgres(t)
	if _, err := connect(t, s.URL()).Exec(t.Context(), "CREATE TABLE response (rating int); INSERT INTO response VALUES (9)"); err != nil {
		t.Fatal(err)
	}
	s.Kill()
	if conn, err := pgx.Connect(t.Context(), s.URL()); err == nil {
		conn.Close(t.Context())
		t.Error("it answers although it was killed")
	}
	s.Start()
	var rating int
	if err := connect(t, s.URL()).QueryRow(t.Context(), "SELECT rating FROM response").Scan(&rating); err != nil || rating != 9 {
		t.Errorf("after the restart the rating is %d (%v), want 9", rating, err)
	}
}

func TestARedisOfATestsOwnComesBackEmpty(t *testing.T) {
	t.Parallel()
	s := servers.OwnRedis(t)
	options, err := redis.ParseURL(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	defer client.Close()
	if err := client.Set(t.Context(), "key", "value", 0).Err(); err != nil {
		t.Fatal(err)
	}
	s.Kill()
	s.Start()
	if n, err := client.Exists(t.Context(), "key").Result(); err != nil || n != 0 {
		t.Errorf("after the restart the key is there: %d, %v", n, err)
	}
}
