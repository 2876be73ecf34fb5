"""Who may do what, where: people, their roles and regions, the table of permissions, the guard that keeps to them."""
