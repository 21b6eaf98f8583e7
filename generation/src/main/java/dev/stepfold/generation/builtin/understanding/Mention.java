package dev.stepfold.generation.builtin.understanding;

/** How a text mentions a thing, by how surely that makes it something to keep. */
enum Mention {
    /** "each invoice has …" */
    DESCRIBED(5),
    /** "track invoices" */
    MANAGED(5),
    /** "a CRM with contacts and deals" */
    LISTED(4),
    /** "managers approve expenses": somebody does something to them */
    TREATED(4),
    /** "an invoice tracker" */
    SYSTEM(3),
    /** "approve expenses" */
    HANDLED(3),
    /** "customers book", "remind customers" */
    ACTING(2),
    /** anywhere else */
    NAMED(1);

    private final int weight;

    Mention(int weight) {
        this.weight = weight;
    }

    /** Whether the text handles it as a thing to keep. */
    boolean sure() {
        return this == DESCRIBED || this == MANAGED || this == LISTED || this == TREATED || this == SYSTEM;
    }

    int weight() {
        return weight;
    }
}
