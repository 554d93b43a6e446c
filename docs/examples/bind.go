// Two people and the number between them, by the standard library of Go: go run bind.go. AXBRIDGE_URL and AXBRIDGE_KEY come from
// the environment; the key has the scopes read, bind, call and admin of the tenant default.
package main

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"time"
)

const (
	a = "+8613800138000"
	b = "+8613800138001"
)

type object map[string]any

var client = http.Client{Timeout: 15 * time.Second}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	if err := makePool(); err != nil {
		return err
	}

	var binding struct {
		ID int64
		X  string
	}
	wish := object{"a": a, "b": b, "pool": "example", "expiresInSeconds": 3600}
	if err := ask("POST", "/v1/bindings", wish, &binding); err != nil {
		return err
	}
	fmt.Printf("Both parties see %s.\n", binding.X)

	var route struct{ Decision string }
	if err := ask("POST", "/v1/routes:explain", object{"caller": a, "x": binding.X}, &route); err != nil {
		return err
	}
	fmt.Printf("A calls it: %s.\n", route.Decision)

	if err := ask("POST", "/v1/calls", object{"a": a, "b": b, "x": binding.X}, nil); err != nil {
		return err
	}
	fmt.Println("A is called, then B.")

	if err := ask("DELETE", fmt.Sprintf("/v1/bindings/%d", binding.ID), nil, nil); err != nil {
		return err
	}
	fmt.Println("Released.")
	return nil
}

// makePool makes a pool with numbers, once. You would name numbers that your carrier sends to you.
func makePool() error {
	var list struct{ Pools []struct{ Pool string } }
	if err := ask("GET", "/v1/pools", nil, &list); err != nil {
		return err
	}
	for _, pool := range list.Pools {
		if pool.Pool == "example" {
			return nil
		}
	}
	if err := ask("POST", "/v1/pools", object{"pool": "example"}, nil); err != nil {
		return err
	}
	numbers := object{"first": "+8617000000001", "last": "+8617000000099"}
	return ask("POST", "/v1/pools/example/numbers", numbers, nil)
}

// ask asks up to four times while the answer says that this is safe, with one idempotency key, so nothing is done twice.
func ask(method, path string, body object, into any) error {
	var content []byte
	header := http.Header{"Authorization": {"Bearer " + os.Getenv("AXBRIDGE_KEY")}}
	if body != nil {
		key := make([]byte, 16)
		if _, err := rand.Read(key); err != nil {
			return err
		}
		content, _ = json.Marshal(body)
		header.Set("Content-Type", "application/json")
		header.Set("Idempotency-Key", hex.EncodeToString(key))
	}
	for attempt := 1; ; attempt++ {
		wait, err := askOnce(method, path, header, content, into)
		if err == nil || wait == 0 || attempt == 4 {
			return err
		}
		time.Sleep(wait)
	}
}

// askOnce also returns how long to wait before the request may be repeated, or 0 when it may not be.
func askOnce(method, path string, header http.Header, content []byte, into any) (time.Duration, error) {
	request, err := http.NewRequest(method, os.Getenv("AXBRIDGE_URL")+path, bytes.NewReader(content))
	if err != nil {
		return 0, err
	}
	request.Header = header
	answer, err := client.Do(request)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return 0, err
	}
	if answer.StatusCode < 300 {
		if into == nil {
			return 0, nil
		}
		return 0, json.Unmarshal(text, into)
	}
	var problem struct{ Title, Retry string }
	if err := json.Unmarshal(text, &problem); err != nil {
		return 0, fmt.Errorf("status %d", answer.StatusCode)
	}
	seconds, _ := strconv.Atoi(answer.Header.Get("Retry-After"))
	if problem.Retry != "safe" {
		seconds = 0
	}
	return time.Duration(seconds) * time.Second, errors.New(problem.Title)
}
