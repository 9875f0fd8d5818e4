package privacy_test

import (
	"os"
	"testing"

	"halte/surveys/surveystest/servers"
)

func TestMain(m *testing.M) { os.Exit(servers.Run(m)) }
