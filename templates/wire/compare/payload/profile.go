// Small answers: a profile of many kinds of small objects, and a realm.

package payload

import "strings"

func (t *text) key(what string) {
	t.f(`{"href":"%s/data/wow/%s/%d?namespace=static-11.2.0_62213-eu"}`, host, what, 1000+t.r.IntN(230_000))
}

func (t *text) reference(what, name string) {
	t.WriteString(`{"key":`)
	t.key(what)
	if name != "" {
		t.f(`,"name":%q`, name)
	}
	t.f(`,"id":%d}`, 1000+t.r.IntN(230_000))
}

func (t *text) named(name string) {
	t.f(`{"type":%q,"name":%q}`, strings.ToUpper(strings.ReplaceAll(name, " ", "_")), name)
}

func (t *text) stat(name string) {
	t.WriteString(`{"type":`)
	t.named(name)
	n := t.r.IntN(2000)
	t.f(`,"value":%d`, n)
	if t.chance(40) {
		t.WriteString(`,"is_equip_bonus":true`)
	}
	t.f(`,"display":{"display_string":"+%d %s","color":{"r":0,"g":255,"b":0,"a":1.0}}}`, n, name)
}

// Profile is what a character wears.
func Profile() []byte {
	t := begin(4)
	t.links("/profile/wow/character/argent-dawn/ænimus/equipment?namespace=profile-eu")
	t.WriteString(`,"character":{"key":`)
	t.key("character")
	t.WriteString(`,"name":"Ænimus","id":154523,"realm":`)
	t.reference("realm", "Argent Dawn")
	t.WriteString(`},"equipped_items":`)
	t.list(items, t.equipped)
	t.WriteByte('}')
	return t.bytes()
}

func (t *text) equipped() {
	t.WriteString(`{"item":`)
	t.reference("item", "")
	t.WriteString(`,"slot":`)
	t.named("Main Hand")
	t.f(`,"quantity":1,"context":%d,"bonus_list":`, t.r.IntN(60))
	t.list(3+t.r.IntN(4), func() { t.f("%d", 1000+t.r.IntN(9000)) })
	t.WriteString(`,"quality":`)
	t.named("Epic")
	t.f(`,"name":"Greatcloak of the Ninth %d","modified_appearance_id":%d,"media":`, t.r.IntN(99), t.r.IntN(99_999))
	t.reference("media/item", "")
	t.WriteString(`,"item_class":`)
	t.reference("item-class", "Armor")
	t.WriteString(`,"item_subclass":`)
	t.reference("item-class/4/item-subclass", "Cloth")
	t.WriteString(`,"inventory_type":`)
	t.named("Back")
	t.WriteString(`,"binding":`)
	t.named("Binds when picked up")
	if t.chance(20) {
		t.f(`,"weapon":{"min_value":%d,"max_value":%d,"display_string":"Damage \u2013 great","dps":%.1f}`, t.r.IntN(900), 900+t.r.IntN(900), 900*t.r.Float64())
	} else {
		t.WriteString(`,"armor":`)
		t.stat("Armor")
	}
	t.WriteString(`,"stats":`)
	names := []string{"Intellect", "Stamina", "Critical Strike", "Haste"}
	k := -1
	t.list(len(names), func() { k++; t.stat(names[k]) })
	if t.chance(20) {
		t.WriteString(`,"spells":[{"spell":`)
		t.reference("spell", "Ancient Rite")
		t.WriteString(`,"description":"Your spells have a chance to call upon what sleeps below.\r\n\r\nIt answers."}]`)
	}
	t.f(`,"requirements":{"level":{"value":80,"display_string":"Requires Level 80"}},"level":{"value":%d,"display_string":"Item Level"}`, 600+t.r.IntN(100))
	if t.chance(60) {
		t.WriteString(`,"transmog":{"item":`)
		t.reference("item", "Plain Cloak")
		t.f(`,"display_string":"Transmogrified to:\nPlain Cloak","item_modified_appearance_id":%d}`, t.r.IntN(99_999))
	}
	if t.chance(60) {
		t.f(`,"durability":{"value":%d,"display_string":"Durability 100 / 100"}`, t.r.IntN(100))
	}
	if t.chance(50) {
		t.WriteString(`,"enchantments":[{"display_string":"Enchanted: Rite of Leeching","source_item":`)
		t.reference("item", "Enchant Cloak")
		t.f(`,"enchantment_id":%d}]`, t.r.IntN(9999))
	}
	t.WriteByte('}')
}

// Realm is a small answer, as most are.
func Realm() []byte {
	t := begin(5)
	t.links("/data/wow/realm/argent-dawn?namespace=dynamic-eu")
	t.WriteString(`,"id":536,"region":`)
	t.reference("region", "Europe")
	t.WriteString(`,"connected_realm":`)
	t.key("connected-realm")
	t.WriteString(`,"name":"Argent Dawn","category":"English","locale":"enGB","timezone":"Europe/Paris","type":`)
	t.named("Roleplaying")
	t.WriteString(`,"is_tournament":false,"slug":"argent-dawn","neighbours":`)
	t.list(12, func() { t.reference("realm", "Steamwheedle Cartel") })
	t.WriteByte('}')
	return t.bytes()
}
