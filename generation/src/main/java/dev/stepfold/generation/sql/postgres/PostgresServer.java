package dev.stepfold.generation.sql.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * One PostgreSQL: its processes, its folder and the one connection to it. It listens on 127.0.0.1 and accepts only the
 * one role, with a password. Its memory and file sizes are limited. Its processes end when this process does, however
 * that ends: a shell holds the other end of a pipe.
 */
final class PostgresServer implements JudgingServer {
    private static final int ADDRESS_SPACE_KIB = 768 * 1024;
    private static final int FILE_BLOCKS = 128 * 1024;
    private static final int CPU_SECONDS = 120;
    private static final int TRIES = 2;
    private static final Duration START_MAX = Duration.ofSeconds(10);
    private static final Duration START_POLL = Duration.ofMillis(20);

    /**
     * {@code $0} is the folder, {@code $@} the command. The limits are for each process; not every system supports all
     * of them. The server ends when the pipe is closed, and the shell when the server has ended.
     */
    private static final String KEEPER = """
            trap '' INT TERM HUP
            ulimit -c 0; ulimit -t %d; ulimit -f %d; ulimit -v %d 2>/dev/null
            exec 3<&0
            "$@" </dev/null >/dev/null 2>"$0.log" 3<&- &
            server=$!
            { read -r _ <&3; kill -QUIT "$server"; } 2>/dev/null &
            reader=$!
            wait "$server"
            kill -KILL "$reader" 2>/dev/null
            rm -rf "$0"
            """.formatted(CPU_SECONDS, FILE_BLOCKS, ADDRESS_SPACE_KIB);

    private final Process keeper;
    private final Connection connection;

    private PostgresServer(Process keeper, Connection connection) {
        this.keeper = keeper;
        this.connection = connection;
    }

    /**
     * Starts a server, which takes some 0.2 s.
     *
     * @throws PostgresUnavailableException when it does not start
     */
    static PostgresServer start(Installation installation) throws PostgresUnavailableException, InterruptedException {
        PostgresUnavailableException failure = new PostgresUnavailableException("PostgreSQL was not started");
        for (int i = 0; i < TRIES; i++) {
            try {
                return tryToStart(installation);
            } catch (PostgresUnavailableException e) {
                // the port may have been taken meanwhile
                failure = e;
            }
        }
        throw failure;
    }

    @Override
    public Connection connection() {
        return connection;
    }

    /** The database is its own, and its limits are set when it starts. */
    @Override
    public void prepare(Statement statement) {}

    /**
     * Ends all its processes at once, whatever they are doing; a call that waits on the connection fails. PostgreSQL
     * ends them itself, so that no shared memory is left: they exit in the handler of a signal, and after 5 s by
     * {@code SIGKILL}.
     */
    @Override
    public void kill() {
        closePipe(keeper);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException _) {
            // its processes end all the same
        }
        closePipe(keeper);
    }

    private static void closePipe(Process keeper) {
        try {
            keeper.getOutputStream().close();
        } catch (IOException _) {
            // already closed
        }
    }

    private static PostgresServer tryToStart(Installation installation)
            throws PostgresUnavailableException, InterruptedException {
        try {
            Path folder = Files.createTempDirectory(installation.servers(), "server-");
            installation.account().give(folder);
            Path cluster = folder.resolve("cluster");
            installation.copyCluster(cluster);
            int port = freePort();
            Process keeper = keeper(installation, folder, cluster, port);
            Path log = folder.resolveSibling(folder.getFileName() + ".log");
            try {
                return new PostgresServer(keeper, connect(installation, keeper, port, log));
            } catch (PostgresUnavailableException | InterruptedException | RuntimeException e) {
                closePipe(keeper);
                throw e;
            } finally {
                Files.deleteIfExists(log);
            }
        } catch (IOException e) {
            throw new PostgresUnavailableException("PostgreSQL could not be started: " + e.getMessage(), e);
        }
    }

    private static Process keeper(Installation installation, Path folder, Path cluster, int port) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", KEEPER, folder.toString()));
        List<String> server =
                new ArrayList<>(List.of(installation.program("postgres").toString(), "-D", cluster.toString()));
        Stream.of(
                        "listen_addresses=127.0.0.1",
                        "port=" + port,
                        "unix_socket_directories=",
                        "max_connections=3",
                        "superuser_reserved_connections=0",
                        "reserved_connections=0",
                        "shared_buffers=4MB",
                        "dynamic_shared_memory_type=mmap",
                        "max_locks_per_transaction=4096",
                        "work_mem=1MB",
                        "maintenance_work_mem=4MB",
                        "temp_file_limit=8MB",
                        "max_wal_size=16MB",
                        "min_wal_size=2MB",
                        "wal_level=minimal",
                        "max_wal_senders=0",
                        // Longer than the time limit: it only applies if this process is suspended.
                        "transaction_timeout=15s",
                        "fsync=off",
                        "full_page_writes=off",
                        "synchronous_commit=off",
                        "autovacuum=off",
                        "jit=off",
                        "max_parallel_workers=0",
                        "max_logical_replication_workers=0",
                        "log_min_messages=fatal",
                        "log_min_error_statement=panic")
                .forEach(setting -> server.addAll(List.of("-c", setting)));
        command.addAll(installation.account().command(server));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(Path.of("/").toFile());
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD);
        Environment.limitTo(builder);
        return builder.start();
    }

    private static Connection connect(Installation installation, Process keeper, int port, Path log)
            throws PostgresUnavailableException, InterruptedException {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "user", Installation.NAME,
                "password", installation.password(),
                "sslmode", "disable",
                "gssEncMode", "disable",
                "connectTimeout", "5",
                "loginTimeout", "5",
                "preferQueryMode", "simple",
                // The caller does not wait forever, even if PostgreSQL fails to end.
                "socketTimeout", "30"));
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/" + Installation.NAME;
        long endNanos = System.nanoTime() + START_MAX.toNanos();
        while (true) {
            SQLException failure;
            try {
                Connection connection = DriverManager.getConnection(url, properties);
                connection.setAutoCommit(false);
                return connection;
            } catch (SQLException e) {
                failure = e;
            }
            if (!keeper.isAlive() || System.nanoTime() > endNanos) {
                throw new PostgresUnavailableException("PostgreSQL does not start: " + lastLine(log, failure));
            }
            Thread.sleep(START_POLL);
        }
    }

    private static String lastLine(Path log, SQLException failure) {
        try {
            return Files.readString(log, StandardCharsets.ISO_8859_1)
                    .lines()
                    .reduce(String.valueOf(failure.getMessage()), (_, line) -> line);
        } catch (IOException _) {
            return String.valueOf(failure.getMessage());
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
