package dev.stepfold.generation.builtin.language;

/** What the verbs of requests ask for, as far as it affects what is built. */
public enum VerbKind {
    /** Makes the system itself: "build a …". */
    BUILD,
    /** Names what the system is about: "track …". */
    MANAGE,
    CREATE,
    UPDATE,
    DELETE,
    RENAME,
    READ,
    ASSIGN,
    LINK,
    NOTIFY,
    REPORT,
    TRANSFER,
    /** Moves something to its next state: "approve", "ship". */
    TRANSITION,
    /** Would destroy or circumvent; its object is not part of what to build. */
    DESTROY,
    /** Says nothing about what to build. */
    IGNORE
}
