"""What the graph is: kinds of nodes and edges, the store, projections, communities."""
