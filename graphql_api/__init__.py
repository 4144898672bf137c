"""The one door: GraphQL over the register. Knows the domain and the read models; the rest comes through `ports`."""
