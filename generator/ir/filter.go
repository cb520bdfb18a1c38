// Filters of searches in the model.

package ir

// Filter says how an API writes filters of a query parameter (runtime type
// client.Filter); the parameter's Type is that of the values.
type Filter struct {
	Or    string // between values of which one has to be met; empty: one value only
	Not   string // in place of =, such as "!="; empty: there is none
	Range bool   // [low,high] and (low,high)
}
