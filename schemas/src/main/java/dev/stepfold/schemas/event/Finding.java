package dev.stepfold.schemas.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stepfold.schemas.Checks;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.WireName;
import org.jspecify.annotations.Nullable;

/**
 * Something that validation found.
 *
 * @param step the step whose result it is about
 * @param severity how bad it is
 * @param code stable, in lower case with hyphens
 * @param message for a person
 * @param path JSON Pointer (RFC 6901) into the result
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Finding(
        StepId step,
        Severity severity,
        String code,
        String message,
        @Nullable String path) {
    public Finding {
        Checks.notBlank("finding.code", code);
        Checks.notBlank("finding.message", message);
    }

    /** How bad a finding is. */
    public enum Severity implements WireName {
        /** The result cannot be used. */
        ERROR("error"),
        /** The result can be used; a person should look. */
        WARNING("warning");

        private final String wireName;

        Severity(String wireName) {
            this.wireName = wireName;
        }

        @Override
        public String wireName() {
            return wireName;
        }

        @JsonCreator
        public static Severity of(String wireName) {
            return WireName.parse(Severity.class, wireName);
        }
    }
}
