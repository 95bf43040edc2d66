package server

import (
	"context"
	"errors"
	"fmt"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// Installation is the one document that says what this market is.
type Installation struct {
	store.Meta `bson:",inline"` // id: installationID

	Mode     Mode           `bson:"mode"`
	Name     string         `bson:"name"`
	Currency money.Currency `bson:"currency"`
	Country  string         `bson:"country"`
	Env      string         `bson:"env"`    // names the installation in idempotency keys
	Secret   []byte         `bson:"secret"` // keys the access tokens of guests' orders and forms
	Seeded   bool           `bson:"seeded"` // the generated history of a demo is complete
	Opened   bool           `bson:"opened"` // vendors rely on the terms: changes need notice
}

const installationID = "installation"

func installations(db *store.DB) *store.Collection[Installation] {
	return store.Define[Installation](db, store.Spec{Name: "installation", Schema: 1})
}

// ErrNoMarket is returned when a store holds no market and none may be created.
var ErrNoMarket = &markthalle.Error{
	Kind: markthalle.Invalid, Code: "server.no_market",
	Text: "This store holds no market yet: say --create trial or --create live.",
}

// ErrOtherMode is returned when a store was created as something else.
var ErrOtherMode = &markthalle.Error{
	Kind: markthalle.Conflict, Code: "server.other_mode", Text: "This store was created as another kind of market.",
}

// installation loads what the market is, or creates it once.
func (c Config) installation(ctx context.Context, col *store.Collection[Installation], ids markthalle.IDs) (Installation, error) {
	in, err := col.Get(ctx, installationID)
	if errors.Is(err, markthalle.ErrNotFound) {
		if c.Create == "" {
			return Installation{}, ErrNoMarket
		}
		if err := c.allow(c.Create); err != nil {
			return Installation{}, err
		}
		in, err = col.Insert(ctx, Installation{
			Meta: store.Meta{ID: installationID}, Mode: c.Create, Name: c.Name, Currency: c.Currency, Country: c.Country,
			Env: markthalle.Body(ids.New("env"))[16:], Secret: ids.Token(32),
		})
		if errors.Is(err, store.ErrExists) {
			in, err = col.Get(ctx, installationID)
		}
	}
	if err != nil {
		return Installation{}, fmt.Errorf("load installation: %w", err)
	}
	if c.Create != "" && c.Create != in.Mode {
		return Installation{}, ErrOtherMode.Say("This store was created as %s, for ever.", in.Mode)
	}
	return in, c.allow(in.Mode)
}

// Look returns what a store holds without opening the market on it: the zero
// Installation when there is none.
func Look(ctx context.Context, c Config) (in Installation, err error) {
	c = c.withDefaults()
	driver, err := OpenStore(ctx, c.Store)
	if err != nil {
		return in, err
	}
	db, err := store.Open(driver, store.Options{Wall: c.Wall, Log: c.Log})
	if err != nil {
		return in, errors.Join(err, driver.Close(ctx))
	}
	in, err = installations(db).Get(ctx, installationID)
	if errors.Is(err, markthalle.ErrNotFound) {
		err = nil
	}
	return in, errors.Join(err, db.Close(ctx))
}

// MarkSeeded notes that the generated history of a demo is complete.
func (m *Market) MarkSeeded(ctx context.Context) error {
	in, err := m.installations.Modify(ctx, installationID, func(i *Installation) error {
		i.Seeded = true
		return nil
	})
	if err == nil {
		m.Installation = in
	}
	return err
}
