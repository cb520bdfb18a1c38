package wire

import (
	"encoding/json"
	"testing"
)

func TestNumberKeepsEveryDigit(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"0", "-1.50", "123456789012345678901234567890", "1e400", "0.1000"} {
		var n Number
		if err := Unmarshal([]byte(" "+text+" "), &n, (*Decoder).Number); err != nil || string(n) != text {
			t.Errorf("%s read as %s: %v", text, n, err)
		}
		if b, err := json.Marshal(n); err != nil || string(b) != text {
			t.Errorf("%s written as %s: %v", text, b, err)
		}
	}
}

func TestNumberRefusesWhatIsNone(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`"1"`, "01", "1.", "+1", "NaN", "{}"} {
		var n Number
		if err := Unmarshal([]byte(text), &n, (*Decoder).Number); err == nil {
			t.Errorf("%s read as %s", text, n)
		}
	}
	for _, n := range []Number{"abc", "1 ", "--1", "1,2"} {
		if b, err := Marshal(&n, (*Encoder).Number); err == nil {
			t.Errorf("%q written as %s", n, b)
		}
	}
	var zero Number
	if b, err := Marshal(&zero, (*Encoder).Number); err != nil || string(b) != "0" {
		t.Errorf("the empty Number is written as %s: %v", b, err)
	}
}
