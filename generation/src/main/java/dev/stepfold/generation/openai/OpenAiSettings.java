package dev.stepfold.generation.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the model is, and how it is called.
 *
 * @param baseUrl to which {@code /chat/completions} is added
 * @param apiKey null for an endpoint that requires none
 * @param model the model's name, as the endpoint knows it
 * @param callTimeout how long one call may take, from connecting to the last byte
 * @param streaming whether the endpoint is asked to stream its answer
 * @param responseFormat how the endpoint is told the form of the answer: {@code auto}, {@code json_schema},
 *     {@code json_object} or {@code none}
 */
public record OpenAiSettings(
        URI baseUrl,
        @Nullable ApiKey apiKey,
        String model,
        Duration callTimeout,
        boolean streaming,
        String responseFormat) {
    /** The strongest form that the endpoint does not refuse. */
    public static final String AUTO = "auto";

    static final String OPENAI_ITSELF = "https://api.openai.com/v1";

    public OpenAiSettings {
        if (!callTimeout.isPositive()) {
            throw new IllegalArgumentException("STEPFOLD_OPENAI_CALL_TIMEOUT must be longer than zero");
        }
        if (!responseFormat.equals(AUTO) && ResponseForm.of(responseFormat).isEmpty()) {
            throw new IllegalArgumentException(
                    "STEPFOLD_OPENAI_RESPONSE_FORMAT must be auto, json_schema, json_object or none");
        }
    }

    /**
     * The settings from the environment, where a blank value counts as missing. Without a base URL the endpoint is
     * OpenAI's own, which requires a key. Others may require none, for example Ollama.
     *
     * @throws IllegalArgumentException when a setting is missing or malformed; the message is one sentence that names
     *     the variable, and does not show the key
     */
    public static OpenAiSettings of(Environment environment) {
        String baseUrl = given(environment.baseUrl());
        String apiKey = given(environment.apiKey());
        String model = given(environment.model());
        if (model == null) {
            throw new IllegalArgumentException("The generator openai needs OPENAI_MODEL, the name of the model to ask");
        }
        if (baseUrl == null && apiKey == null) {
            throw new IllegalArgumentException(
                    "The generator openai needs OPENAI_API_KEY, or OPENAI_BASE_URL of an endpoint that needs no key");
        }
        return new OpenAiSettings(
                endpoint(baseUrl == null ? OPENAI_ITSELF : baseUrl),
                apiKey == null ? null : new ApiKey(apiKey),
                model,
                environment.callTimeout(),
                environment.streaming(),
                environment.responseFormat());
    }

    /** The only form to ask for; null to find out which the endpoint takes. */
    @Nullable ResponseForm responseForm() {
        return ResponseForm.of(responseFormat).orElse(null);
    }

    /** The text without the key, if there is a key. */
    String scrub(String text) {
        return apiKey == null ? text : apiKey.scrub(text);
    }

    /** A step's result without the key: a model may repeat what a hostile request made it read. */
    ObjectNode scrub(ObjectNode result) {
        return apiKey == null ? result : (ObjectNode) apiKey.scrub(result);
    }

    private static URI endpoint(String baseUrl) {
        try {
            URI uri = new URI(baseUrl);
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (http && uri.getHost() != null && uri.getUserInfo() == null && uri.getQuery() == null) {
                return uri;
            }
        } catch (URISyntaxException _) {
            // refused below, like every other malformed URL
        }
        throw new IllegalArgumentException(
                "OPENAI_BASE_URL must be an http or https URL with a host, without user, password or query");
    }

    private static @Nullable String given(@Nullable String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }

    /**
     * The environment's values, unparsed.
     *
     * @param baseUrl {@code OPENAI_BASE_URL}
     * @param apiKey {@code OPENAI_API_KEY}
     * @param model {@code OPENAI_MODEL}
     * @param callTimeout {@code STEPFOLD_OPENAI_CALL_TIMEOUT}
     * @param streaming {@code STEPFOLD_OPENAI_STREAMING}
     * @param responseFormat {@code STEPFOLD_OPENAI_RESPONSE_FORMAT}
     */
    public record Environment(
            @Nullable String baseUrl,
            @Nullable String apiKey,
            @Nullable String model,
            Duration callTimeout,
            boolean streaming,
            String responseFormat) {
        /** With {@code auto}. */
        public Environment(
                @Nullable String baseUrl,
                @Nullable String apiKey,
                @Nullable String model,
                Duration callTimeout,
                boolean streaming) {
            this(baseUrl, apiKey, model, callTimeout, streaming, AUTO);
        }

        /** Whether an endpoint is named at all. */
        public boolean namesEndpoint() {
            return given(baseUrl) != null || given(apiKey) != null;
        }

        @Override
        public String toString() {
            return "Environment[baseUrl=" + baseUrl + ", model=" + model + "]";
        }
    }
}
