package dev.stepfold.generation.openai;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which form of answer is asked of the server. Where none is set, the strongest is; a server that refuses it (with
 * words about it) is asked for the next weaker one at once. That is remembered for an hour; then the strongest is
 * asked for again, because the server may have been updated.
 *
 * <p>Safe for use by many threads.
 */
final class ResponseForms {
    static final Duration REMEMBERED = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(ResponseForms.class);
    /** What a refusal is about, in the words of the servers; one about the length of a prompt has none of them. */
    private static final List<String> WORDS = List.of(
            "response_format", "response format", "json_schema", "json schema", "json_object", "structured output");

    private final @Nullable ResponseForm fixed;
    private final InstantSource clock;
    private volatile @Nullable Learned learned;

    /** @param fixed the only form to ask for; null to find out which the server takes */
    ResponseForms(@Nullable ResponseForm fixed, InstantSource clock) {
        this.fixed = fixed;
        this.clock = clock;
    }

    /** The form to begin with. */
    ResponseForm current() {
        if (fixed != null) {
            return fixed;
        }
        Learned last = learned;
        return last == null || !clock.instant().isBefore(last.until()) ? ResponseForm.JSON_SCHEMA : last.form();
    }

    /** Whether a form is weaker than the one that would be asked for if the server took it. */
    boolean isMakeshift(ResponseForm form) {
        return fixed == null && form != ResponseForm.JSON_SCHEMA;
    }

    /**
     * The form to ask for instead, if the server refuses a form and no form is set.
     *
     * @param refusal what the server said of a request that it does not take
     * @param said the same for the log
     */
    Optional<ResponseForm> insteadOf(ResponseForm refused, String refusal, String said) {
        if (fixed != null || !isAboutTheForm(refusal)) {
            return Optional.empty();
        }
        Optional<ResponseForm> weaker = refused.weaker();
        weaker.ifPresent(form -> {
            LOG.warn(
                    "the model's server refuses a form of answers refused={} instead={} forMs={} said={}",
                    refused.wireName(),
                    form.wireName(),
                    REMEMBERED.toMillis(),
                    said);
            learned = new Learned(form, clock.instant().plus(REMEMBERED));
        });
        return weaker;
    }

    private static boolean isAboutTheForm(String refusal) {
        String words = refusal.toLowerCase(Locale.ROOT);
        return WORDS.stream().anyMatch(words::contains);
    }

    private record Learned(ResponseForm form, Instant until) {}
}
