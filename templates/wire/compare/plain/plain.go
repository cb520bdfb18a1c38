// The types as people write them for encoding/json and what is like it: optional
// values are pointers, and an event is one struct with the fields of all kinds, which
// spares these decoders the second pass that a union would cost them.

// Package plain is what decoders by reflection get to fill.
package plain

// TimeLeft is an open enum.
type TimeLeft string

type Link struct {
	Href string `json:"href"`
}

type SelfLinks struct {
	Self Link `json:"self"`
}

type AuctionHouse struct {
	Links          SelfLinks `json:"_links"`
	ConnectedRealm Link      `json:"connected_realm"`
	Auctions       []Auction `json:"auctions"`
	Commodities    *Link     `json:"commodities,omitempty"`
}

type Auction struct {
	ID       int64       `json:"id"`
	Item     AuctionItem `json:"item"`
	Bid      *int64      `json:"bid,omitempty"`
	Buyout   *int64      `json:"buyout,omitempty"`
	Quantity int64       `json:"quantity"`
	TimeLeft TimeLeft    `json:"time_left"`
}

type AuctionItem struct {
	ID           int64      `json:"id"`
	Context      *int64     `json:"context,omitempty"`
	BonusLists   []int64    `json:"bonus_lists,omitempty"`
	Modifiers    []Modifier `json:"modifiers,omitempty"`
	PetBreedID   *int64     `json:"pet_breed_id,omitempty"`
	PetLevel     *int64     `json:"pet_level,omitempty"`
	PetQualityID *int64     `json:"pet_quality_id,omitempty"`
	PetSpeciesID *int64     `json:"pet_species_id,omitempty"`
}

type Modifier struct {
	Type  int64 `json:"type"`
	Value int64 `json:"value"`
}

type CommodityIndex struct {
	Links    SelfLinks   `json:"_links"`
	Auctions []Commodity `json:"auctions"`
}

type Commodity struct {
	ID        int64         `json:"id"`
	Item      CommodityItem `json:"item"`
	Quantity  int64         `json:"quantity"`
	UnitPrice int64         `json:"unit_price"`
	TimeLeft  TimeLeft      `json:"time_left"`
}

type CommodityItem struct {
	ID int64 `json:"id"`
}

type EventPage struct {
	Data              []Event  `json:"data"`
	NextPageTimestamp *float64 `json:"nextPageTimestamp,omitempty"`
}

type Event struct {
	Timestamp            int64           `json:"timestamp"`
	Type                 string          `json:"type"`
	SourceID             *int64          `json:"sourceID,omitempty"`
	SourceInstance       *int64          `json:"sourceInstance,omitempty"`
	TargetID             int64           `json:"targetID"`
	TargetInstance       *int64          `json:"targetInstance,omitempty"`
	AbilityGameID        *int64          `json:"abilityGameID,omitempty"`
	Fight                int64           `json:"fight"`
	Buffs                *string         `json:"buffs,omitempty"`
	HitType              *int64          `json:"hitType,omitempty"`
	Amount               *int64          `json:"amount,omitempty"`
	Mitigated            *int64          `json:"mitigated,omitempty"`
	UnmitigatedAmount    *int64          `json:"unmitigatedAmount,omitempty"`
	Absorbed             *int64          `json:"absorbed,omitempty"`
	Overkill             *int64          `json:"overkill,omitempty"`
	Tick                 *bool           `json:"tick,omitempty"`
	Overheal             *int64          `json:"overheal,omitempty"`
	Stack                *int64          `json:"stack,omitempty"`
	Melee                *bool           `json:"melee,omitempty"`
	ClassResources       []ClassResource `json:"classResources,omitempty"`
	HitPoints            *int64          `json:"hitPoints,omitempty"`
	MaxHitPoints         *int64          `json:"maxHitPoints,omitempty"`
	X                    *int64          `json:"x,omitempty"`
	Y                    *int64          `json:"y,omitempty"`
	Facing               *float64        `json:"facing,omitempty"`
	ItemLevel            *float64        `json:"itemLevel,omitempty"`
	ResourceChange       *int64          `json:"resourceChange,omitempty"`
	ResourceChangeType   *int64          `json:"resourceChangeType,omitempty"`
	Waste                *float64        `json:"waste,omitempty"`
	KillerID             *int64          `json:"killerID,omitempty"`
	KillingAbilityGameID *int64          `json:"killingAbilityGameID,omitempty"`
}

type ClassResource struct {
	Amount int64  `json:"amount"`
	Max    int64  `json:"max"`
	Type   int64  `json:"type"`
	Cost   *int64 `json:"cost,omitempty"`
}

type Reference struct {
	Key  Link    `json:"key"`
	Name *string `json:"name,omitempty"`
	ID   int64   `json:"id"`
}

type Named struct {
	Type string `json:"type"`
	Name string `json:"name"`
}

type Color struct {
	R int64   `json:"r"`
	G int64   `json:"g"`
	B int64   `json:"b"`
	A float64 `json:"a"`
}

type Display struct {
	DisplayString string `json:"display_string"`
	Color         Color  `json:"color"`
}

type Stat struct {
	Type         Named   `json:"type"`
	Value        int64   `json:"value"`
	IsNegated    *bool   `json:"is_negated,omitempty"`
	IsEquipBonus *bool   `json:"is_equip_bonus,omitempty"`
	Display      Display `json:"display"`
}

type Level struct {
	Value         int64  `json:"value"`
	DisplayString string `json:"display_string"`
}

type Requirements struct {
	Level *Level `json:"level,omitempty"`
	Skill *Level `json:"skill,omitempty"`
}

type Enchantment struct {
	DisplayString string     `json:"display_string"`
	SourceItem    *Reference `json:"source_item,omitempty"`
	EnchantmentID int64      `json:"enchantment_id"`
}

type Spell struct {
	Spell       Reference `json:"spell"`
	Description string    `json:"description"`
}

type Transmog struct {
	Item                     Reference `json:"item"`
	DisplayString            string    `json:"display_string"`
	ItemModifiedAppearanceID int64     `json:"item_modified_appearance_id"`
}

type Weapon struct {
	MinValue      int64   `json:"min_value"`
	MaxValue      int64   `json:"max_value"`
	DisplayString string  `json:"display_string"`
	DPS           float64 `json:"dps"`
}

type EquippedItem struct {
	Item                 Reference     `json:"item"`
	Slot                 Named         `json:"slot"`
	Quantity             int64         `json:"quantity"`
	Context              *int64        `json:"context,omitempty"`
	BonusList            []int64       `json:"bonus_list,omitempty"`
	Quality              Named         `json:"quality"`
	Name                 string        `json:"name"`
	ModifiedAppearanceID *int64        `json:"modified_appearance_id,omitempty"`
	Media                Reference     `json:"media"`
	ItemClass            Reference     `json:"item_class"`
	ItemSubclass         Reference     `json:"item_subclass"`
	InventoryType        Named         `json:"inventory_type"`
	Binding              Named         `json:"binding"`
	UniqueEquipped       *string       `json:"unique_equipped,omitempty"`
	Armor                *Stat         `json:"armor,omitempty"`
	Weapon               *Weapon       `json:"weapon,omitempty"`
	Stats                []Stat        `json:"stats,omitempty"`
	Spells               []Spell       `json:"spells,omitempty"`
	Requirements         *Requirements `json:"requirements,omitempty"`
	Level                *Level        `json:"level,omitempty"`
	Transmog             *Transmog     `json:"transmog,omitempty"`
	Durability           *Level        `json:"durability,omitempty"`
	Enchantments         []Enchantment `json:"enchantments,omitempty"`
}

type ProfileCharacter struct {
	Key   Link      `json:"key"`
	Name  string    `json:"name"`
	ID    int64     `json:"id"`
	Realm Reference `json:"realm"`
}

type Profile struct {
	Links         SelfLinks        `json:"_links"`
	Character     ProfileCharacter `json:"character"`
	EquippedItems []EquippedItem   `json:"equipped_items"`
}

type Realm struct {
	Links          SelfLinks   `json:"_links"`
	ID             int64       `json:"id"`
	Region         Reference   `json:"region"`
	ConnectedRealm Link        `json:"connected_realm"`
	Name           string      `json:"name"`
	Category       string      `json:"category"`
	Locale         string      `json:"locale"`
	Timezone       string      `json:"timezone"`
	Type           Named       `json:"type"`
	IsTournament   bool        `json:"is_tournament"`
	Slug           string      `json:"slug"`
	Neighbours     []Reference `json:"neighbours,omitempty"`
}
