"""Posts of the Ombudsman, the Head, deputies, Representatives and employees: appointments, absence, acting,
delegation, staffing (¶8, ¶16–¶20)."""
