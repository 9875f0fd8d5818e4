package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

func TestEachContainerIsConfinedAndShowsNoPasswordInItsEnvironment(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Services map[string]struct {
			Environment map[string]string
			ReadOnly    bool     `yaml:"read_only"`
			CapDrop     []string `yaml:"cap_drop"`
			SecurityOpt []string `yaml:"security_opt"`
			MemLimit    string   `yaml:"mem_limit"`
			Secrets     []string
		}
		Secrets map[string]struct{ File string }
	}
	if err := yaml.Unmarshal(text, &file); err != nil || len(file.Services) == 0 {
		t.Fatal(err)
	}
	for name, s := range file.Services {
		if !s.ReadOnly || !slices.Equal(s.CapDrop, []string{"ALL"}) || !slices.Equal(s.SecurityOpt, []string{"no-new-privileges:true"}) || s.MemLimit == "" {
			t.Errorf("%s is not confined: %+v", name, s)
		}
		for variable, value := range s.Environment {
			secret := strings.Contains(variable, "PASSWORD") || strings.Contains(variable, "SECRET") || strings.HasPrefix(variable, "HALTE_DATABASE") || strings.HasPrefix(variable, "HALTE_REDIS")
			if path, ok := strings.CutPrefix(value, "/run/secrets/"); secret && (!ok || !strings.HasSuffix(variable, "_FILE") || !slices.Contains(s.Secrets, path)) {
				t.Errorf("%s has %s in its environment, %q", name, variable, value)
			}
		}
		for _, secret := range s.Secrets {
			if file.Secrets[secret].File != "secrets/"+secret {
				t.Errorf("%s needs the secret %s, which is in %q", name, secret, file.Secrets[secret].File)
			}
		}
	}
}

// A tag may be moved to something else by whoever holds its repository; a digest not.
func TestImagesAndActionsAreNamedByDigest(t *testing.T) {
	t.Parallel()
	workflows, err := filepath.Glob("../../.github/workflows/*.yaml")
	if err != nil || len(workflows) == 0 {
		t.Fatal(workflows, err)
	}
	var (
		others = regexp.MustCompile(`(?m)^\s*(?:FROM|image:|- uses:|uses:)\s+(\S+)`)
		pinned = regexp.MustCompile(`@(?:sha256:[0-9a-f]{64}|[0-9a-f]{40})$`)
		found  = 0
	)
	for _, path := range append(workflows, "../../Dockerfile", "../../compose.yaml") {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range others.FindAllStringSubmatch(string(text), -1) {
			found++
			if m[1] != "scratch" && !pinned.MatchString(m[1]) {
				t.Errorf("%s names %s, which may become something else", path, m[1])
			}
		}
	}
	if found < 6 {
		t.Errorf("%d images and actions were found, want more", found)
	}
}
