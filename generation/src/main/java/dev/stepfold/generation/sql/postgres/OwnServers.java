package dev.stepfold.generation.sql.postgres;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Starts servers of an installation that is made, or found, when the first is needed. */
final class OwnServers implements JudgingServer.Source {
    private final Path temporary;
    private final AtomicReference<@Nullable Installation> installation = new AtomicReference<>();

    /** @param temporary the folder for temporary files */
    OwnServers(Path temporary) {
        this.temporary = temporary;
    }

    @Override
    public PostgresServer next() throws PostgresUnavailableException, InterruptedException {
        Installation known = installation.get();
        Installation installed = known == null ? Installation.prepare(temporary) : known;
        PostgresServer server = PostgresServer.start(installed);
        installation.set(installed);
        return server;
    }
}
