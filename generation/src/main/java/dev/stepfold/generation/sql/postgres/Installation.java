package dev.stepfold.generation.sql.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * PostgreSQL's programs and an empty cluster, kept below the folder for temporary files and created once for each user
 * of the machine: 75 MB of programs and a 16 MB cluster, of which every server gets a copy. The cluster has one
 * database and one role that may log in. The role owns the database and has no other rights.
 *
 * @param home the folder of all of it; nobody else may write there
 * @param servers where each server has a folder of its own; in memory if the machine has room, since a schema is many
 *     small files
 * @param account the user that its programs run as
 * @param password of the role
 */
record Installation(Path home, Path servers, Account account, String password) {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final long MEMORY_BYTES_MIN = 512L * 1024 * 1024;

    /** The name of its role and database; nothing else may be reached over the network. */
    static final String NAME = "judge";

    /** Increased with each change of the folder's contents. */
    private static final String VERSION = "postgresql-17.11-2";

    private static final long COMMAND_SECONDS_MAX = 60;
    private static final Duration LEFT_OVER_AFTER = Duration.ofMinutes(10);
    private static final ReentrantLock LOCK = new ReentrantLock();

    /**
     * Finds the installation or creates it; several processes may do so at once.
     *
     * @throws PostgresUnavailableException when it cannot be created
     */
    static Installation prepare(Path temporary) throws PostgresUnavailableException, InterruptedException {
        LOCK.lockInterruptibly();
        try {
            Path own = ownFolder(temporary);
            try (FileChannel file = FileChannel.open(
                            own.resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            LinkOption.NOFOLLOW_LINKS);
                    FileLock _ = file.lock()) {
                return prepared(own);
            }
        } catch (IOException | UnsupportedOperationException e) {
            throw new PostgresUnavailableException("PostgreSQL could not be unpacked: " + e.getMessage(), e);
        } finally {
            LOCK.unlock();
        }
    }

    Path program(String name) {
        return home.resolve("bin").resolve(name);
    }

    /** Deletes the folders of servers that ended without deleting them, as in a power cut. */
    void deleteLeftovers() throws IOException {
        try (Stream<Path> folders = Files.list(servers())) {
            for (Path folder : folders.toList()) {
                if (isLeftOver(folder)) {
                    delete(folder);
                }
            }
        } catch (NoSuchFileException _) {
            // its own process has just deleted it
        }
    }

    /**
     * The first line of a server's {@code postmaster.pid} is its process id; a new folder may not have the file yet.
     */
    private static boolean isLeftOver(Path folder) throws IOException {
        Path pid = folder.resolve("cluster").resolve("postmaster.pid");
        boolean old = Files.getLastModifiedTime(folder, LinkOption.NOFOLLOW_LINKS)
                .toInstant()
                .isBefore(Instant.now().minus(LEFT_OVER_AFTER));
        if (!old || !Files.isRegularFile(pid, LinkOption.NOFOLLOW_LINKS)) {
            return old;
        }
        String process =
                Files.readAllLines(pid, StandardCharsets.ISO_8859_1).getFirst().strip();
        return ProcessHandle.of(Long.parseLong(process)).isEmpty();
    }

    /** Copies the cluster for one server. */
    void copyCluster(Path to) throws IOException, InterruptedException, PostgresUnavailableException {
        run(List.of("cp", "-Rp", home.resolve("cluster").toString(), to.toString()), "");
    }

    private static Path ownFolder(Path temporary) throws IOException, PostgresUnavailableException {
        Path mine = Files.createTempDirectory(temporary, "stepfold-");
        Account account = Account.of(mine);
        Path folder = temporary.resolve("stepfold-" + account.own());
        try {
            Files.createDirectory(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (FileAlreadyExistsException _) {
            // created before; its owner is checked below
        } finally {
            Files.delete(mine);
        }
        Set<PosixFilePermission> rights = Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                || Account.owner(folder) != account.own()
                || rights.contains(PosixFilePermission.GROUP_WRITE)
                || rights.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new PostgresUnavailableException(folder + " is not a folder that only this user may write to");
        }
        return folder;
    }

    private static Installation prepared(Path own)
            throws IOException, PostgresUnavailableException, InterruptedException {
        Path home = own.resolve(VERSION);
        Path servers = folderOfServers(own);
        if (!Files.isDirectory(servers, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(servers);
            Files.setPosixFilePermissions(servers, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Account account = Account.of(own);
        Path password = home.resolve("password");
        if (!Files.exists(password)) {
            Path part = Files.createTempDirectory(own, "part-");
            try {
                make(part, account);
                delete(home);
                Files.move(part, home, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                delete(part);
            }
        }
        Installation installation = new Installation(home, servers, account, Files.readString(password));
        installation.deleteLeftovers();
        return installation;
    }

    private static Path folderOfServers(Path own) throws IOException {
        try {
            if (Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() >= MEMORY_BYTES_MIN) {
                return ownFolder(MEMORY).resolve("servers");
            }
        } catch (PostgresUnavailableException _) {
            // another user owns the folder: use the disk
        }
        return own.resolve("servers");
    }

    private static void make(Path folder, Account account)
            throws IOException, PostgresUnavailableException, InterruptedException {
        try (InputStream archive = Programs.open()
                .orElseThrow(() -> new PostgresUnavailableException("there is no PostgreSQL for "
                        + System.getProperty("os.name") + " on " + System.getProperty("os.arch")))) {
            Programs.unpack(archive, folder);
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path cluster = Files.createDirectory(folder.resolve("cluster"));
        account.give(cluster);
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        Installation made =
                new Installation(folder, folder, account, HexFormat.of().formatHex(random));
        made.initialise(cluster);
        Path file = Files.createFile(
                folder.resolve("password"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, made.password());
    }

    private void initialise(Path cluster) throws IOException, PostgresUnavailableException, InterruptedException {
        String data = cluster.toString();
        run(
                account.command(List.of(
                        program("initdb").toString(),
                        "--pgdata=" + data,
                        "--username=postgres",
                        "--auth=reject",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--wal-segsize=1",
                        "--no-sync")),
                "");
        String rules = "host " + NAME + " " + NAME + " 127.0.0.1/32 scram-sha-256\n";
        Files.writeString(cluster.resolve("pg_hba.conf"), rules);
        // The stand-alone mode needs no network and no password; it reads one statement a line.
        run(
                account.command(List.of(program("postgres").toString(), "--single", "-D", data, "-F", "template1")),
                "CREATE ROLE " + NAME + " LOGIN PASSWORD '" + password + "'\n"
                        + "ALTER ROLE " + NAME + " SET client_min_messages = error\n"
                        + "CREATE DATABASE " + NAME + " OWNER " + NAME + "\n"
                        + "DROP DATABASE postgres\n"
                        + "ALTER DATABASE template0 IS_TEMPLATE false\n"
                        + "DROP DATABASE template0\n"
                        + "CHECKPOINT\n");
    }

    private static void run(List<String> command, String input)
            throws IOException, PostgresUnavailableException, InterruptedException {
        Path output = Files.createTempFile("stepfold-", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(Path.of("/").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            Environment.limitTo(builder);
            Process process = builder.start();
            try (var stdin = process.outputWriter(StandardCharsets.UTF_8)) {
                stdin.write(input);
            }
            if (!process.waitFor(COMMAND_SECONDS_MAX, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                String last = Files.readString(output, StandardCharsets.ISO_8859_1)
                        .lines()
                        .reduce("", (_, line) -> line);
                throw new PostgresUnavailableException(
                        Path.of(command.getFirst()).getFileName() + " failed: " + last);
            }
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            try (var paths = Files.walk(folder)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
