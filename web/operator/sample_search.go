package operator

import (
	"github.com/markthalle/markthalle/web/kernel"
)

var sampleLocales = []kernel.Option{{Value: "", Label: "alle Sprachen"}, {Value: "en", Label: "Englisch"}, {Value: "de", Label: "Deutsch"}, {Value: "pl", Label: "Polnisch"}}

func sampleSearchQueries() SearchQueries {
	row := func(text string, searches, misses, clicks int64, position string) QueryRow {
		return QueryRow{
			Text: text, URL: "/operator/search/explain?q=" + text, Searches: searches, Misses: misses, Clicks: clicks, ShareBP: clicks * 10_000 / searches, Position: position,
			LastOn: in(-day), Synonyms: "/operator/search/synonyms/new?word=" + text, Rule: "/operator/search/rules/new?text=" + text,
		}
	}
	return SearchQueries{
		Days: 30, CanTune: true,
		Tabs:    []Choice{{"popular", "?list=popular", true}, {"without_results", "?list=without_results", false}, {"low_click", "?list=low_click", false}},
		Locales: []Choice{{"en", "?locale=en", false}, {"de", "?locale=de", true}, {"pl", "?locale=pl", false}},
		Rows:    []QueryRow{row("becher", 812, 0, 604, "2.4"), row("notizbuch", 377, 0, 190, "3.1"), row("humpen", 41, 41, 0, "")},
		Pager:   kernel.Pager{From: 1, To: 3, Next: "?cursor=abc"},
	}
}

func sampleSearchRules() SearchRules {
	return SearchRules{
		List: []CurationRow{
			{10, "Advent: Kerzen zuerst", "genau diese Suche: kerze", "scheduled", "/operator/search/rules/cur_1", false},
			{100, "Becher aus Görlitz", "genau diese Suche: becher", "active", "/operator/search/rules/cur_2", true},
			{200, "Ausverkauftes nach hinten", "überall", "off", "/operator/search/rules/cur_3", false},
		},
		ID: "cur_2", Revision: 3, Name: "Becher aus Görlitz", State: "active", When: "query", Text: "becher", Query: "becher", Locales: sampleLocales, Locale: "de",
		Categories: []kernel.Option{{Value: "", Label: "–"}, {Value: "cat_2", Label: "Becher und Tassen"}}, Priority: "100", ValidFrom: "2026-12-01T00:00", Active: true,
		Pins: "becher-seegras\nbecher-neisse", Boost: "brand tonhof-lieske", Bury: "vendor glasstube-elbtal", CanTune: true,
		Preview: &CurationPreview{Query: "becher", Before: 96, After: 96, Rows: []PreviewRow{
			{"Becher ›Seegras‹, 320 ml", "/operator/products/prd_1", 7, 1, "pin"},
			{"Becher ›Neiße‹, 300 ml", "/operator/products/prd_2", 12, 2, "pin"},
			{"Schale ›Welle‹", "/operator/products/prd_3", 3, 3, "boost"},
			{"Glas, mundgeblasen", "/operator/products/prd_4", 1, 0, ""},
		}},
	}
}

func sampleSearchSynonyms() SearchSynonyms {
	return SearchSynonyms{
		List: []SynonymRow{{"becher, tasse, humpen", "de", false, true, "/operator/search/synonyms/syn_1", true}, {"jumper → pullover", "all", true, false, "/operator/search/synonyms/syn_2", false}},
		ID:   "syn_1", Revision: 2, Locale: "de", Locales: sampleLocales, Words: "Becher\nTasse\nHumpen", Active: true, CanTune: true, Pager: kernel.Pager{From: 1, To: 2},
	}
}

func sampleSearchWords() SearchWords {
	return SearchWords{
		Lists: []WordListRow{{"stop", "all", 0, "/operator/search/words/stop_all", false}, {"stop", "de", 3, "/operator/search/words/stop_de", true}, {"banned", "all", 12, "/operator/search/words/banned_all", false}},
		ID:    "stop_de", Kind: "stop", Locale: "de", Revision: 4, Words: "kaufen\ngünstig\nonline bestellen", CanTune: true,
	}
}

func sampleSearchExplain() SearchExplain {
	word := func(word, found string, typos int, fields ...string) ExplainWord {
		return ExplainWord{Word: word, Found: found, Fields: fields, Typos: typos, Prefix: typos == 0 && word != found}
	}
	return SearchExplain{
		Query: "günstig bechr", Locale: "de", Locales: sampleLocales[1:], Asked: true, Total: 96, Stage: "typos",
		Facts: []ExplainFact{{"words", "bechr"}, {"stopped", "gunstig"}, {"corrected", "becher"}},
		Moves: []ExplainMove{{"pin", "product prd_1", "cur_2", "/operator/search/rules/cur_2"}, {"hide", "brand noname", "cur_4", "/operator/search/rules/cur_4"}},
		Rows: []ExplainRow{
			{Place: 1, Title: "Becher ›Seegras‹, 320 ml", URL: "/operator/products/prd_1", Rank: 4120, Action: "pin", RuleURL: "/operator/search/rules/cur_2"},
			{Place: 2, Title: "Becher ›Neiße‹, 300 ml", URL: "/operator/products/prd_2", Rank: 3900, Words: []ExplainWord{word("bechr", "becher", 1, "title", "category")}},
			{Place: 3, Title: "Becherhalter", URL: "/operator/products/prd_3", Rank: 210, Words: []ExplainWord{word("becher", "becherhalter", 0, "title")}},
		},
	}
}
