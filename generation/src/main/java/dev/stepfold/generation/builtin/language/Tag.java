package dev.stepfold.generation.builtin.language;

/** A word's part of speech in its sentence. */
public enum Tag {
    NOUN,
    VERB,
    ADJECTIVE,
    ADVERB,
    DETERMINER,
    NUMBER,
    PRONOUN,
    POSSESSIVE,
    PREPOSITION,
    TO,
    MODAL,
    HAVE,
    BE,
    MARKER,
    AND,
    OR,
    COMMA,
    COLON,
    OPEN,
    CLOSE
}
