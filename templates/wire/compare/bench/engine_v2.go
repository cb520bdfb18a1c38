// Which engine encoding/json has, as go build was told.

//go:build goexperiment.jsonv2

package main

func engine() string { return "encoding/json on the engine of json/v2" }
