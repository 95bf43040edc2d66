package notify

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// Message is what somebody is to be told.
type Message struct {
	ID     string // derived from the cause: "mail_<…>"
	To     string
	Name   string
	Locale markthalle.Locale
	Data   Template
}

// Mail is a message as it was worded.
type Mail struct {
	store.Meta `bson:",inline"`

	To       string            `bson:"to"`
	Name     string            `bson:"name,omitempty"`
	From     string            `bson:"from"`
	FromName string            `bson:"from_name"`
	Locale   markthalle.Locale `bson:"locale"`
	Template string            `bson:"template"`
	Subject  string            `bson:"subject"`
	Text     string            `bson:"text"`
	HTML     string            `bson:"html"`
	QueuedAt time.Time         `bson:"queued_at"`
}

// Queued asks for a stored mail to be delivered.
type Queued struct {
	Template string `bson:"template"`
}

// EventType implements store.Event.
func (Queued) EventType() string { return "notify.queued" }

// Sender takes a mail to the world.
type Sender interface {
	Send(ctx context.Context, m Mail) error
}

// Service words, stores and delivers mails.
type Service struct {
	mails  *store.Collection[Mail]
	sender Sender
	clock  markthalle.Clock
	texts  *texts
	cfg    Config
}

// Config is who mails come from.
type Config struct {
	From     string // address
	FromName string // the market's name
	BaseURL  string // origin of links, without a slash at the end
	Trial    bool   // marks every mail as simulated
}

// Deps is what the service needs.
type Deps struct {
	DB     *store.DB
	Sender Sender
	Clock  markthalle.Clock
	Config Config
}

// New returns the service. It fails when a template is missing in a language.
func New(d Deps) (*Service, error) {
	t, err := parse()
	if err != nil {
		return nil, err
	}
	return &Service{
		sender: d.Sender, clock: d.Clock, texts: t, cfg: d.Config,
		mails: store.Define[Mail](d.DB, store.Spec{Name: "mails", Schema: 1, Indexes: []store.Index{
			{Name: "queued", Sort: []store.Field{store.TimeAt("queued_at")}},
			{Name: "to", Eq: []store.Field{store.S("to")}, Sort: []store.Field{store.TimeAt("queued_at")}},
		}}),
	}, nil
}

// Queue words a message and stores it for delivery. A second call with the same id
// changes nothing.
func (s *Service) Queue(ctx context.Context, in Message) error {
	subject, text, html, err := s.texts.render(in, s.cfg)
	if err != nil {
		return err
	}
	m := Mail{
		Meta: store.Meta{ID: in.ID}, To: in.To, Name: in.Name, From: s.cfg.From, FromName: s.cfg.FromName,
		Locale: in.Locale, Template: in.Data.TemplateName(), Subject: subject, Text: text, HTML: html, QueuedAt: s.clock.Now(),
	}
	m.Emit(Queued{Template: m.Template})
	if _, err := s.mails.Insert(ctx, m); err != nil && !errors.Is(err, store.ErrExists) {
		return fmt.Errorf("store mail: %w", err)
	}
	return nil
}

// Deliver is the reaction to Queued.
func (s *Service) Deliver(ctx context.Context, _ Queued, c store.Cause) error {
	m, err := s.mails.Get(ctx, c.ID)
	if err != nil {
		return fmt.Errorf("load mail: %w", err)
	}
	return s.sender.Send(ctx, m)
}

// Recent lists mails, newest first. Only trial installations show it to anybody.
func (s *Service) Recent(ctx context.Context, page markthalle.PageQuery) (markthalle.Page[Mail], error) {
	return s.mails.Find(ctx, store.Query{Index: "queued", Desc: true, Page: page})
}

// MailsTo lists the mails to one address, newest first.
func (s *Service) MailsTo(ctx context.Context, address string, page markthalle.PageQuery) (markthalle.Page[Mail], error) {
	return s.mails.Find(ctx, store.Query{Index: "to", Eq: []any{address}, Desc: true, Page: page})
}

// Mail returns one mail. Error: not_found.
func (s *Service) Mail(ctx context.Context, id string) (Mail, error) { return s.mails.Get(ctx, id) }
