package api

import (
	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/search/tuning"
	"github.com/markthalle/markthalle/store"
)

func (r *routes) adminSearch() []endpoint.Endpoint {
	read, write := asOperator(markthalle.CategoriesRead), asOperator(markthalle.CategoriesWrite)
	synonyms, rule, words := endpoint.About("synonyms"), endpoint.About("search_rule"), endpoint.About("word_list")
	return []endpoint.Endpoint{
		endpoint.Route("GET", "/admin/search/synonyms", "Wordings that count as each other, oldest first", r.adminSynonymsList, read),
		endpoint.Route("POST", "/admin/search/synonyms", "Add synonyms: one-way with from, else all words count as each other", r.adminSynonymsAdd, write, created201()),
		endpoint.Route("GET", "/admin/search/synonyms/{id}", "One set of synonyms", r.adminSynonymsGet, read, synonyms),
		endpoint.Route("PUT", "/admin/search/synonyms/{id}", "Replace synonyms", r.adminSynonymsPut, write, synonyms),
		endpoint.Route("DELETE", "/admin/search/synonyms/{id}", "Delete synonyms", r.adminSynonymsDelete, write, synonyms),
		endpoint.Route("GET", "/admin/search/words", "Stop phrases and banned terms, a list for each language and one for all", r.adminWordLists, read),
		endpoint.Route("PUT", "/admin/search/words/{id}", "Replace a list of words, such as stop_en or banned_all", r.adminWordsPut, write, words),
		endpoint.Route("GET", "/admin/search/rules", "Rules of curation in the order in which they are asked", r.adminCurationList, read),
		endpoint.Route("POST", "/admin/search/rules", "Add a rule: pin, boost, bury, hide, or lead somewhere else", r.adminCurationAdd, write, created201()),
		endpoint.Route("GET", "/admin/search/rules/{id}", "One rule of curation", r.adminCurationGet, read, rule),
		endpoint.Route("PUT", "/admin/search/rules/{id}", "Replace a rule of curation", r.adminCurationPut, write, rule),
		endpoint.Route("DELETE", "/admin/search/rules/{id}", "Delete a rule of curation", r.adminCurationDelete, write, rule),
		endpoint.Route("POST", "/admin/search/preview", "What a draft of a rule would change: results before and after", r.adminCurationPreview, read),
		endpoint.Route("GET", "/admin/search/queries", "What is searched for: popular, without results, with few clicks", r.adminQueries, read),
		endpoint.Route("GET", "/admin/search/explain", "A search with the reasons of its order", r.adminExplain, read),
	}
}

// AdminSynonymsIn are wordings that count as each other.
type AdminSynonymsIn struct {
	Locale string   `json:"locale" validate:"omitempty,oneof=en de pl"` // every language when left out
	Market string   `json:"market" validate:"max=100"`                  // every market when left out
	From   []string `json:"from" validate:"max=10,dive,max=200"`        // one-way: what is typed
	Words  []string `json:"words" validate:"required,max=10,dive,max=200"`
	Active *bool    `json:"active"` // true when left out
}

func (in AdminSynonymsIn) synonyms(id string) tuning.Synonyms {
	return tuning.Synonyms{
		Meta: store.Meta{ID: id}, Locale: markthalle.Locale(in.Locale), Market: in.Market, From: in.From, Words: in.Words, Active: in.Active == nil || *in.Active,
	}
}

// AdminSynonymsOut are stored synonyms.
type AdminSynonymsOut struct {
	ID       string   `json:"id"`
	Revision int64    `json:"revision"`
	Locale   string   `json:"locale"`
	Market   string   `json:"market"`
	From     []string `json:"from"`
	Words    []string `json:"words"`
	OneWay   bool     `json:"one_way"`
	Active   bool     `json:"active"`
}

func adminSynonyms(x tuning.Synonyms) AdminSynonymsOut {
	return AdminSynonymsOut{
		ID: x.ID, Revision: x.Version, Locale: string(x.Locale), Market: x.Market, From: x.From, Words: x.Words, OneWay: x.OneWay(), Active: x.Active,
	}
}

func adminSynonymsOr(x tuning.Synonyms, err error) (AdminSynonymsOut, error) {
	if err != nil {
		return AdminSynonymsOut{}, err
	}
	return adminSynonyms(x), nil
}

func (r *routes) adminSynonymsList(c *endpoint.Call, in PageIn) (List[AdminSynonymsOut], error) {
	page, err := r.Tuning.AllSynonyms(c.Ctx, c.Actor, in.query())
	if err != nil {
		return List[AdminSynonymsOut]{}, err
	}
	return wireList(page, adminSynonyms), nil
}

func (r *routes) adminSynonymsAdd(c *endpoint.Call, in AdminSynonymsIn) (AdminSynonymsOut, error) {
	return adminSynonymsOr(r.Tuning.AddSynonyms(c.Ctx, c.Actor, in.synonyms(c.Mint("syn"))))
}

func (r *routes) adminSynonymsGet(c *endpoint.Call, in ByID) (AdminSynonymsOut, error) {
	return adminSynonymsOr(r.Tuning.Synonyms(c.Ctx, c.Actor, in.ID))
}

// AdminSynonymsPutIn replaces synonyms.
type AdminSynonymsPutIn struct {
	ByID
	AdminSynonymsIn
}

func (r *routes) adminSynonymsPut(c *endpoint.Call, in AdminSynonymsPutIn) (AdminSynonymsOut, error) {
	return adminSynonymsOr(r.Tuning.ChangeSynonyms(c.Ctx, c.Actor, in.synonyms(in.ID), c.IfMatch))
}

func (r *routes) adminSynonymsDelete(c *endpoint.Call, in ByID) (Empty, error) {
	return Empty{}, r.Tuning.DropSynonyms(c.Ctx, c.Actor, in.ID, c.IfMatch)
}

// AdminWordListOut is a list of stop phrases or banned terms.
type AdminWordListOut struct {
	ID       string   `json:"id"`
	Revision int64    `json:"revision"`
	Kind     string   `json:"kind" enum:"stop,banned"`
	Locale   string   `json:"locale"` // empty: every language
	Words    []string `json:"words"`
}

// wordListID is how a list of words is called in addresses: stop_en, banned_all.
func wordListID(l tuning.WordList) string {
	if l.Locale == "" {
		return l.Kind + "_all"
	}
	return l.Kind + "_" + string(l.Locale)
}

func adminWordList(l tuning.WordList) AdminWordListOut {
	return AdminWordListOut{ID: wordListID(l), Revision: l.Version, Kind: l.Kind, Locale: string(l.Locale), Words: append([]string{}, l.Words...)}
}

func (r *routes) adminWordLists(c *endpoint.Call, _ Empty) (List[AdminWordListOut], error) {
	lists, err := r.Tuning.WordLists(c.Ctx, c.Actor)
	if err != nil {
		return List[AdminWordListOut]{}, err
	}
	return List[AdminWordListOut]{Items: mapped(lists, adminWordList)}, nil
}

// AdminWordsPutIn replaces a list of words.
type AdminWordsPutIn struct {
	ByID
	Words []string `json:"words" validate:"max=500,dive,max=200"`
}

func (r *routes) adminWordsPut(c *endpoint.Call, in AdminWordsPutIn) (AdminWordListOut, error) {
	for _, list := range tuning.EmptyLists() {
		if wordListID(list) == in.ID {
			list.Words = in.Words
			out, err := r.Tuning.SetWords(c.Ctx, c.Actor, list, c.IfMatch)
			return adminWordList(out), err
		}
	}
	return AdminWordListOut{}, markthalle.ErrNotFound
}
