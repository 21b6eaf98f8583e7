package dev.stepfold.generation.builtin.language;

/** What is known of nouns that name attributes. */
public interface AttributeNouns {
    /** Whether a noun has a list of values: "status". */
    boolean haveStates(String noun);

    /** Whether a noun names an attribute rather than a thing: "phone". */
    boolean include(String noun);
}
