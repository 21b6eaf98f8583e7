package dev.stepfold.orchestrator.service;

import dev.stepfold.generation.openai.OpenAiGenerator;
import dev.stepfold.generation.openai.OpenAiSettings;
import dev.stepfold.generation.openai.TokenMeter;
import dev.stepfold.servicehttp.UnusableSettingsException;
import dev.stepfold.tracing.Tracing;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.exceptions.DisabledBeanException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Provides the generator if the environment names an endpoint. If it is the generator of every run, its settings must
 * be complete. If runs may only choose it, incomplete settings mean that this instance does not have it.
 */
@Factory
final class OpenAiFactory {
    private static final Logger LOG = LoggerFactory.getLogger(OpenAiFactory.class);

    @Singleton
    OpenAiSettings.Environment openAiEnvironment(
            @Property(name = "openai.base-url") @Nullable String baseUrl,
            @Property(name = "openai.api-key") @Nullable String apiKey,
            @Property(name = "openai.model") @Nullable String model,
            @Property(name = "stepfold.openai.call-timeout", defaultValue = "20m") Duration callTimeout,
            @Property(name = "stepfold.openai.streaming", defaultValue = "on") boolean streaming,
            @Property(name = "stepfold.openai.response-format", defaultValue = OpenAiSettings.AUTO)
                    String responseFormat) {
        return new OpenAiSettings.Environment(baseUrl, apiKey, model, callTimeout, streaming, responseFormat);
    }

    @Singleton
    @Bean(preDestroy = "close")
    OpenAiGenerator openAiGenerator(
            OpenAiSettings.Environment environment,
            TokenMeter meter,
            Tracing tracing,
            @Property(name = "stepfold.generator") @Nullable String standard) {
        boolean required = OpenAiGenerator.NAME.equals(standard);
        if (!required && !environment.namesEndpoint()) {
            throw new DisabledBeanException("no endpoint is named");
        }
        try {
            OpenAiSettings settings = OpenAiSettings.of(environment);
            LOG.info("generator openai baseUrl={} model={}", settings.baseUrl(), settings.model());
            return new OpenAiGenerator(settings, InstantSource.system(), meter, tracing);
        } catch (IllegalArgumentException e) {
            if (required) {
                throw new UnusableSettingsException(String.valueOf(e.getMessage()));
            }
            LOG.warn("generator openai is not available to runs reason={}", e.getMessage());
            throw new DisabledBeanException("the settings are incomplete");
        }
    }
}
