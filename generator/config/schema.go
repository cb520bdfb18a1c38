// This file holds the config's JSON Schema, which editors complete and check
// keywright.yaml by.

package config

import _ "embed"

//go:embed schema.json
var schema string

// Schema returns the JSON Schema (draft 2020-12) of keywright.yaml.
func Schema() string { return schema }
