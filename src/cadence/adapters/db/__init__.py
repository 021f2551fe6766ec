"""SQLite and PostgreSQL: every table, and one store per room."""
