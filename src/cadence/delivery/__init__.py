"""Makes things happen once: durable jobs under unique keys, workers that claim them, a clock that wakes them."""
