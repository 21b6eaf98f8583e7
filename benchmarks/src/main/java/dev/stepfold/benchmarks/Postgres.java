package dev.stepfold.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A PostgreSQL of this machine on fresh data, with the settings that {@code initdb} gives it: it waits for the disk at
 * every commit. It does not run as root; a root user runs it as {@code postgres}, the account of Debian's package.
 */
final class Postgres implements AutoCloseable {
    private static final String ACCOUNT = "postgres";

    private final Processes processes = Processes.none();
    private final int port = Processes.freePort();
    private final Path data = processes.home().resolve("data");
    private final Process server;

    private Postgres() throws UnavailableException, InterruptedException {
        if (isRoot()) {
            giveAway(processes.home());
        }
        finish("initdb", "-D", data.toString(), "-A", "trust", "-U", ACCOUNT, "-E", "UTF8", "--locale=C.UTF-8");
        this.server = begin(
                "postgres",
                "-D",
                data.toString(),
                "-p",
                Integer.toString(port),
                "-k",
                processes.home().toString(),
                "-c",
                "listen_addresses=127.0.0.1");
    }

    /** @throws UnavailableException when it is not installed, or does not start */
    static Postgres start(Waiting waiting) throws UnavailableException, InterruptedException {
        Postgres postgres = new Postgres();
        waiting.until("PostgreSQL is ready", () -> postgres.processes.isListening(postgres.server, postgres.port));
        return postgres;
    }

    /** Where a client connects. DBOS creates the database. */
    String url(String database) {
        return "postgresql://" + ACCOUNT + "@127.0.0.1:" + port + "/" + database;
    }

    double processorSeconds() {
        return ProcessorTime.secondsOf(server);
    }

    private Process begin(String program, String... arguments) throws UnavailableException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of(
                    Peers.program("setpriv").toString(), "--reuid=" + ACCOUNT, "--regid=" + ACCOUNT, "--clear-groups"));
        }
        command.add(Peers.program(program).toString());
        command.addAll(List.of(arguments));
        return processes.start(program, command, Map.of("PATH", System.getenv("PATH")));
    }

    private void finish(String program, String... arguments) throws UnavailableException, InterruptedException {
        if (begin(program, arguments).waitFor() != 0) {
            try {
                throw new UnavailableException(program + " failed: " + Files.readString(processes.log(program)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static void giveAway(Path folder) throws UnavailableException {
        try {
            Files.setOwner(
                    folder,
                    folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(ACCOUNT));
        } catch (IOException e) {
            throw new UnavailableException("there is no account " + ACCOUNT + ": " + e.getMessage());
        }
    }

    /** Lets PostgreSQL end itself, so that no shared memory is left, and removes its data. */
    @Override
    public void close() {
        try {
            finish("pg_ctl", "stop", "-D", data.toString(), "-m", "immediate");
        } catch (UnavailableException _) {
            // it is killed below
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        processes.close();
    }
}
