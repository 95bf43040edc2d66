package stripesim

import (
	"bytes"
	"encoding/json"
	"strings"
)

// expandable are the fields that hold the id of another object, which a client may
// ask to see in full. A field that is null stays null.
var expandable = map[string]bool{
	"account": true, "application": true, "balance_transaction": true, "charge": true, "customer": true, "destination": true,
	"destination_payment": true, "destination_payment_refund": true, "failure_balance_transaction": true, "invoice": true,
	"latest_charge": true, "payment_intent": true, "payment_method": true, "review": true, "source": true,
	"source_refund": true, "source_transaction": true, "source_transfer": true, "source_transfer_reversal": true,
	"transfer": true, "transfer_reversal": true, "on_behalf_of": true, "setup_intent": true, "original_payout": true, "reversed_by": true,
}

// maxExpand is Stripe's limit on the depth of an expansion.
const maxExpand = 4

// render writes an answer as JSON with the asked expansions.
func (c *call) render(out any, expand []string) ([]byte, error) {
	switch x := out.(type) {
	case *page:
		for _, r := range x.Data {
			x.Items = append(x.Items, r.wire(c.tx))
		}
	case record:
		out = x.wire(c.tx)
	}
	b, err := json.Marshal(out)
	if err != nil || len(expand) == 0 {
		return b, err
	}
	tree, err := decodeTree(b)
	if err != nil {
		return nil, err
	}
	for _, path := range expand {
		parts := strings.Split(path, ".")
		_, isList := out.(*page)
		depth := len(parts)
		if isList {
			if parts[0] != "data" {
				return nil, cannotExpand(path)
			}
			depth--
		}
		if depth > maxExpand {
			return nil, invalid("", "expand", "You cannot expand more than 4 levels of a property. Property: %s", path)
		}
		if err := c.expand(tree, parts, path); err != nil {
			return nil, err
		}
	}
	return json.Marshal(tree)
}

func decodeTree(b []byte) (any, error) {
	var tree any
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	err := d.Decode(&tree)
	return tree, err
}

func cannotExpand(path string) *Error {
	return invalid("", "expand", "This property cannot be expanded (%s).", path)
}

// expand walks one path and replaces the ids on it by their objects.
func (c *call) expand(node any, parts []string, path string) error {
	if list, ok := node.([]any); ok {
		for _, e := range list {
			if err := c.expand(e, parts, path); err != nil {
				return err
			}
		}
		return nil
	}
	obj, ok := node.(map[string]any)
	if !ok {
		return cannotExpand(path)
	}
	name := parts[0]
	child, present := obj[name]
	if !present {
		included, err := c.include(obj, name)
		if err != nil {
			return err
		}
		if included == nil {
			return cannotExpand(path)
		}
		obj[name], child = included, included
	}
	switch v := child.(type) {
	case nil:
		if !expandable[name] {
			return cannotExpand(path)
		}
		return nil
	case string:
		full, err := c.full(name, v)
		if err != nil {
			return err
		}
		if full == nil {
			return cannotExpand(path)
		}
		obj[name], child = full, full
	case map[string]any, []any:
	default:
		return cannotExpand(path)
	}
	if len(parts) == 1 {
		return nil
	}
	return c.expand(child, parts[1:], path)
}

// full returns the object behind an id as a tree, nil when the field holds no id.
func (c *call) full(name, id string) (any, error) {
	if !expandable[name] {
		return nil, nil //nolint:nilnil // nil is "not expandable" and never leaves this file
	}
	var out any
	if r := c.load(id); r != nil {
		out = r.wire(c.tx)
	} else if bank, ok := c.bankAccount(id); ok {
		out = bank
	} else {
		return nil, nil //nolint:nilnil // as above
	}
	return asTree(out)
}

// include returns a part that is shown only when it is asked for.
func (c *call) include(obj map[string]any, name string) (any, error) {
	id, _ := obj["id"].(string)
	switch r := c.load(id).(type) {
	case *session:
		if name == "line_items" {
			return asTree(r.lineItems())
		}
	case *charge:
		if name == "refunds" {
			return asTree(r.refundList(c.tx))
		}
	}
	return nil, nil //nolint:nilnil // nil is "no such part" and never leaves this file
}

func asTree(v any) (any, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return decodeTree(b)
}
