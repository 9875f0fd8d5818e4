package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"halte/api"
	"halte/scheduler"
	"halte/surveys"
	"halte/surveys/mailer"
)

// config is what the environment says. It stops here: packages get values.
type config struct {
	databaseURL string
	redis       scheduler.Redis
	data        string // a folder for the mark of the database; empty: see markFolder
	smtpURL     string // empty: the development mailbox
	mailbox     bool   // whether the development mailbox is asked for by name
	limits      []mailer.Limit
	keys        []mailer.Key
	returnPath  surveys.Address // zero: reports go to the sender's address
	baseURL     string
	listen      string
	connections int            // served at once over HTTP
	rates       api.Rates      // how often one may ask
	secret      surveys.Secret // empty: the one that is kept beside the SQLite file
	inbound     string         // where mails that came back are taken; empty for nowhere
	logJSON     bool
}

// dataFolder is where an unconfigured Halte keeps everything.
const dataFolder = "data"

// sqlite says whether everything is in one file, for one process.
func (c config) sqlite() bool { return strings.HasPrefix(c.databaseURL, "sqlite://") }

// mailboxName in place of the address of a mail server asks for the development
// mailbox, wherever this installation is reached.
const mailboxName = "mailbox"

// showsMailbox says whether /dev/mailbox is there when no mail server is set. An
// installation that others than its own machine can reach has it only when it is
// asked for by name: whoever reads mails can answer in the name of customers.
func (c config) showsMailbox() bool { return c.mailbox || api.Loopback(c.baseURL) }

// defaultConnections bounds the HTTP connections that are served at once, so that they
// cannot take all files and memory; whoever comes then waits until one ends. A silent
// one ends after ten seconds, an idle one after two minutes.
const defaultConnections = 4096

// settings reads the variables of the environment, and collects what is wrong with them.
type settings struct {
	getenv   func(string) string
	problems []error
}

// readConfig reads the environment and reports all of its problems together.
// Every variable has a twin with _FILE at its end that names a file to read it
// from.
func readConfig(getenv func(string) string) (config, error) {
	e := &settings{getenv: getenv}
	var c config
	c.readDatabase(e)
	c.readMail(e)
	c.readAddresses(e)
	switch format := e.read("HALTE_LOG"); format {
	case "", "text":
	case "json":
		c.logJSON = true
	default:
		e.complain("HALTE_LOG", "is neither text nor json")
	}
	switch secret := e.read("HALTE_SECRET"); {
	case secret != "":
		c.secret = surveys.Secret(secret)
		e.check("HALTE_SECRET", checkSecret(secret))
	case !c.sqlite():
		e.complain("HALTE_SECRET", "is needed with PostgreSQL; make one with `openssl rand -hex 32` and keep it with your backups")
	}
	if len(e.problems) > 0 {
		return c, usageError{fmt.Errorf("the environment is not right:\n%w", errors.Join(e.problems...))}
	}
	return c, nil
}

func (c *config) readDatabase(e *settings) {
	if c.databaseURL = e.read("HALTE_DATABASE_URL"); c.databaseURL == "" {
		c.databaseURL = "sqlite://" + filepath.Join(dataFolder, "halte.db")
	}
	if !c.sqlite() && !strings.HasPrefix(c.databaseURL, "postgres://") && !strings.HasPrefix(c.databaseURL, "postgresql://") {
		e.complain("HALTE_DATABASE_URL", "has to begin with sqlite:// or postgres://")
	}
	var err error
	c.redis, err = scheduler.ParseRedis(e.read("HALTE_REDIS_URL"))
	e.check("HALTE_REDIS_URL", err)
	if c.data = e.read("HALTE_DATA"); c.data != "" {
		if i, err := os.Stat(c.data); err != nil || !i.IsDir() {
			e.complain("HALTE_DATA", "is not a folder that exists")
		}
	}
}

func (c *config) readMail(e *settings) {
	var err error
	if c.smtpURL = e.read("HALTE_SMTP_URL"); c.smtpURL == mailboxName {
		c.smtpURL, c.mailbox = "", true
	} else if c.smtpURL != "" {
		e.check("HALTE_SMTP_URL", mailer.CheckAddress(c.smtpURL))
	}
	c.limits, err = mailer.ParseLimits(e.read("HALTE_SMTP_DOMAINS"))
	e.check("HALTE_SMTP_DOMAINS", err)
	c.keys, err = mailer.ParseKeys(e.read("HALTE_DKIM"), os.ReadFile)
	e.check("HALTE_DKIM", err)
	if path := e.read("HALTE_RETURN_PATH"); path != "" {
		c.returnPath, err = surveys.ParseReturnPath(path)
		e.check("HALTE_RETURN_PATH", err)
	}
}

// plainPath is what the path of a base URL may be: proxies and mail systems spell no
// part of it in two ways.
var plainPath = regexp.MustCompile(`^(/[A-Za-z0-9_-]+)*$`)

// readAddresses reads where Halte listens, and by which address it is reached.
func (c *config) readAddresses(e *settings) {
	if c.listen = e.read("HALTE_LISTEN"); c.listen == "" {
		c.listen = "127.0.0.1:8080"
	}
	if _, _, err := net.SplitHostPort(c.listen); err != nil {
		e.complain("HALTE_LISTEN", "is not an address such as 127.0.0.1:8080")
	}
	c.connections = defaultConnections
	if most := e.read("HALTE_CONNECTIONS"); most != "" {
		n, err := strconv.Atoi(most)
		if err != nil || n < 1 {
			e.complain("HALTE_CONNECTIONS", "is not a whole number from 1")
		}
		c.connections = n
	}
	var err error
	c.rates, err = api.ParseRates(e.read("HALTE_RATE_LIMITS"))
	e.check("HALTE_RATE_LIMITS", err)
	if c.inbound = e.read("HALTE_INBOUND_LISTEN"); c.inbound != "" {
		if _, _, err := net.SplitHostPort(c.inbound); err != nil {
			e.complain("HALTE_INBOUND_LISTEN", "is not an address such as 127.0.0.1:2525")
		}
	}
	if c.baseURL = strings.TrimRight(e.read("HALTE_BASE_URL"), "/"); c.baseURL == "" {
		c.baseURL = "http://" + c.listen
	}
	u, err := url.Parse(c.baseURL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || strings.ContainsAny(c.baseURL, "?#"):
		e.complain("HALTE_BASE_URL", "is not an address such as https://ask.example.org or https://www.example.org/ask")
	case !plainPath.MatchString(u.EscapedPath()):
		e.complain("HALTE_BASE_URL", "has a path of other characters than a-z, A-Z, 0-9, - and _, with / between its parts")
	}
}

// read gives a variable, or what is in the file that its twin names.
func (e *settings) read(name string) string {
	value, file := e.getenv(name), e.getenv(name+"_FILE")
	switch {
	case value != "" && file != "":
		e.complain(name, "is set, and so is %s_FILE: keep one of them", name)
	case file != "":
		b, err := os.ReadFile(file)
		if err != nil {
			e.complain(name+"_FILE", "cannot be read: %v", err)
		}
		return strings.TrimSpace(string(b))
	}
	return strings.TrimSpace(value)
}

// check complains of an error, of joined ones each on a line of its own.
func (e *settings) check(name string, err error) {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range many.Unwrap() {
			e.complain(name, "%v", one)
		}
	} else if err != nil {
		e.complain(name, "%v", err)
	}
}

func (e *settings) complain(name, format string, args ...any) {
	e.problems = append(e.problems, fmt.Errorf("%s %s", name, fmt.Sprintf(format, args...)))
}

// host is the name customers reach us by; mail servers are told it.
func (c config) host() string {
	u, err := url.Parse(c.baseURL)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// databaseFile is the SQLite file.
func (c config) databaseFile() string { return strings.TrimPrefix(c.databaseURL, "sqlite://") }

// databaseFolder is the folder of the SQLite file.
func (c config) databaseFolder() string { return filepath.Dir(c.databaseFile()) }

// fewestCharacters is how many different characters a secret has at least. One of 32
// random hexadecimal digits has fewer once in a million times, one of 64 never.
const fewestCharacters = 8

// checkSecret refuses a secret that others may guess: one that is short, has few
// different characters, or is a shorter text over and over.
func checkSecret(secret string) error {
	why := ""
	different := map[byte]bool{}
	for i := range len(secret) {
		different[secret[i]] = true
	}
	switch {
	case len(secret) < 32:
		why = "is shorter than 32 characters"
	case len(different) < fewestCharacters:
		why = fmt.Sprintf("has fewer than %d different characters, and may be guessed", fewestCharacters)
	case strings.Contains((secret + secret)[1:2*len(secret)-1], secret):
		why = "repeats a shorter text, and may be guessed"
	default:
		return nil
	}
	return errors.New(why + "; make one with `openssl rand -hex 32`")
}

// keptSecret reads the secret beside the database, or makes it.
func keptSecret(folder string) (surveys.Secret, error) {
	path := filepath.Join(folder, "secret")
	for patience := 50; ; patience-- {
		b, err := os.ReadFile(path)
		if errors.Is(err, os.ErrNotExist) {
			break
		}
		if err != nil {
			return nil, err
		}
		secret := strings.TrimSpace(string(b))
		weak := checkSecret(secret)
		if weak == nil {
			return surveys.Secret(secret), nil
		}
		if patience == 0 {
			return nil, fmt.Errorf("what %s holds %w", path, weak)
		}
		time.Sleep(10 * time.Millisecond) // a process that has just made it is writing it
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	var b [32]byte
	_, _ = rand.Read(b[:])
	secret := hex.EncodeToString(b[:])
	// O_EXCL: of two processes that start at once, one makes it and both read it.
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return keptSecret(folder)
	}
	if err != nil {
		return nil, err
	}
	_, err = f.WriteString(secret + "\n")
	return surveys.Secret(secret), errors.Join(err, f.Sync(), f.Close())
}
