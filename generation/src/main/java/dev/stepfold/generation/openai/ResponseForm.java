package dev.stepfold.generation.openai;

import java.util.Optional;

/** How a server is told the form of the answer, the strongest first: {@code response_format} of OpenAI's chat API. */
enum ResponseForm {
    /** The server lets the model write nothing that does not fit the schema ({@code strict}). */
    JSON_SCHEMA("json_schema"),
    /** The server lets the model write only JSON; the prompt says in which form. */
    JSON_OBJECT("json_object"),
    /** Nothing is said to the server; the prompt says in which form. */
    NONE("none");

    private final String wireName;

    ResponseForm(String wireName) {
        this.wireName = wireName;
    }

    /** As {@code STEPFOLD_OPENAI_RESPONSE_FORMAT} names it. */
    String wireName() {
        return wireName;
    }

    /** The next that asks less of a server. */
    Optional<ResponseForm> weaker() {
        return switch (this) {
            case JSON_SCHEMA -> Optional.of(JSON_OBJECT);
            case JSON_OBJECT -> Optional.of(NONE);
            case NONE -> Optional.empty();
        };
    }

    static Optional<ResponseForm> of(String wireName) {
        for (ResponseForm form : values()) {
            if (form.wireName.equals(wireName)) {
                return Optional.of(form);
            }
        }
        return Optional.empty();
    }
}
