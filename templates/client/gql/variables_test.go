package gql_test

import (
	"testing"

	"github.com/keywright/keywright/templates/client/gql"
)

func TestNonNull(t *testing.T) {
	t.Parallel()
	if got := gql.NonNull[int](nil); got == nil || len(got) != 0 {
		t.Errorf("NonNull(nil) = %#v, want an empty list", got)
	}
	if got := gql.NonNull([]int{1}); len(got) != 1 || got[0] != 1 {
		t.Errorf("NonNull([1]) = %v", got)
	}
}
