package dev.stepfold.orchestrator.service;

import dev.stepfold.servicehttp.UnusableSettingsException;
import java.util.function.Supplier;

/** Reports settings that the library refuses as the service's own error. */
final class Settings {
    private Settings() {}

    /**
     * Returns the result of {@code made}, which checks its settings.
     *
     * @throws UnusableSettingsException if the library refuses them; its message names the environment variable
     */
    static <T> T checked(Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new UnusableSettingsException(String.valueOf(e.getMessage()));
        }
    }
}
