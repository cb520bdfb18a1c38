package emit
func (g *generator) fakeSources() []*source { return nil }
