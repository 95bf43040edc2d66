package endpoint

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"

	"github.com/go-playground/validator/v10"

	"github.com/markthalle/markthalle"
)

var (
	validateOnce sync.Once
	validate     *validator.Validate
)

// embedded stands in a namespace for a struct whose fields are the outer one's.
const embedded = "\x00"

// rules returns the validator: field names are the wire's.
func rules() *validator.Validate {
	validateOnce.Do(func() {
		validate = validator.New(validator.WithRequiredStructEnabled())
		validate.RegisterTagNameFunc(func(f reflect.StructField) string {
			for _, tag := range []string{"path", "query", "header"} {
				if name := f.Tag.Get(tag); name != "" {
					return name
				}
			}
			if f.Anonymous && jsonName(f) == "" || f.Tag.Get("body") == "object" {
				return embedded
			}
			return jsonName(f)
		})
	})
	return validate
}

// check runs the validate tags of an input and records each broken one.
func check(in any, faults *markthalle.Faults) {
	err := rules().Struct(in)
	var broken validator.ValidationErrors
	if !errors.As(err, &broken) {
		return
	}
	told := map[string]bool{}
	for _, f := range faults.List() {
		told[f.Pointer] = true
	}
	for _, b := range broken {
		at := pointer(b.Namespace())
		if told[at] {
			continue // its type is wrong already; a second complaint would confuse
		}
		code, message, wanted := explain(b)
		found := ""
		if b.Tag() != "required" {
			found = shorten(fmt.Sprint(reflect.Indirect(reflect.ValueOf(b.Value()))))
		}
		faults.AddField(markthalle.Field{Pointer: at, Code: code, Message: message, Found: found, Wanted: wanted})
	}
}

// pointer turns a validator's namespace (Input.lines[0].quantity) into a JSON Pointer.
func pointer(namespace string) string {
	_, rest, _ := strings.Cut(namespace, ".")
	var b strings.Builder
	for _, part := range strings.Split(rest, ".") {
		name, index, more := strings.Cut(part, "[")
		if name != "" && name != embedded {
			b.WriteString("/" + escape(name))
		}
		for more {
			var i string
			i, index, _ = strings.Cut(index, "]")
			b.WriteString("/" + i)
			_, index, more = strings.Cut(index, "[")
		}
	}
	return b.String()
}

// explain puts a broken rule into words: stable code, message, what is wanted.
func explain(b validator.FieldError) (code, message, wanted string) {
	text := b.Kind() == reflect.String
	list := b.Kind() == reflect.Slice || b.Kind() == reflect.Map
	unit := ""
	switch {
	case text:
		unit = " characters"
	case list:
		unit = " entries"
	}
	switch b.Tag() {
	case "required", "required_if", "required_with", "required_without":
		return "required", "A value is needed here.", ""
	case "min", "gte":
		if text || list {
			return "too_short", "The value is too short.", "at least " + b.Param() + unit
		}
		return "too_small", "The value is too small.", "at least " + b.Param()
	case "gt":
		return "too_small", "The value is too small.", "more than " + b.Param()
	case "max", "lte":
		if text || list {
			return "too_long", "The value is too long.", "at most " + b.Param() + unit
		}
		return "too_large", "The value is too large.", "at most " + b.Param()
	case "oneof":
		return "not_allowed", "This value is not one of those allowed.", strings.ReplaceAll(b.Param(), " ", ", ")
	case "email":
		return "not_an_email", "This is not an e-mail address.", "an address such as name@example.com"
	case "url", "http_url":
		return "not_a_url", "This is not a web address.", "an address such as https://example.com/page"
	case "len":
		return "wrong_length", "The value has the wrong length.", b.Param() + unit
	case "iso3166_1_alpha2":
		return "not_a_country", "This is not a country code.", "two letters by ISO 3166-1, such as DE"
	case "iso4217":
		return "not_a_currency", "This is not a currency code.", "three letters by ISO 4217, such as EUR"
	}
	return "invalid", "The value is not allowed.", strings.TrimSpace(b.Tag() + " " + b.Param())
}
