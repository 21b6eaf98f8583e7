package dev.stepfold.orchestrator.service;

import dev.stepfold.servicehttp.UnusableSettingsException;
import java.util.function.Supplier;

/** What the library says about its settings, as the service says it. */
final class Settings {
    private Settings() {}

    /**
     * What {@code made} makes of settings.
     *
     * @throws UnusableSettingsException where the library refuses them; its message names the environment variable
     */
    static <T> T checked(Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new UnusableSettingsException(String.valueOf(e.getMessage()));
        }
    }
}
