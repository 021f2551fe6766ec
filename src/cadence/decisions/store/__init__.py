"""What the room must remember, a Protocol a subject. Reads raise StoreUnavailable; a Change is made by whoever settles
the job, in one transaction with everything else that comes of it."""
