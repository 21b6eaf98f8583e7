package dev.stepfold.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Processes that were started here, and their folder. They are killed, and the folder is removed, when this is closed,
 * at the latest when this JVM ends.
 */
final class Processes implements AutoCloseable {
    private final Path home;
    private final Queue<Process> started = new ConcurrentLinkedQueue<>();

    private Processes(Path home) {
        this.home = home;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "kill-all"));
    }

    /** None yet; the folder is new. */
    static Processes none() {
        try {
            return new Processes(Files.createTempDirectory("stepfold-benchmark"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where their logs and data are. */
    Path home() {
        return home;
    }

    /**
     * Starts a process. Its output goes to a log in the folder.
     *
     * @param name of the log, without {@code .log}
     * @param environment all that the process gets
     */
    Process start(String name, List<String> command, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(log(name).toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            started.add(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The log of a process. */
    Path log(String name) {
        return home.resolve(name + ".log");
    }

    /**
     * Whether something listens on the port.
     *
     * @throws IllegalStateException when the process that should has ended
     */
    boolean isListening(Process process, int port) {
        if (!process.isAlive()) {
            throw new IllegalStateException(
                    process.info().command().orElse("a process") + " has ended with exit code " + process.exitValue());
        }
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills every process that was started here with all its children, and removes the folder. */
    @Override
    public void close() {
        started.forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
        started.forEach(process -> process.onExit().join());
        if (Files.exists(home)) {
            remove(home);
        }
    }

    private static void remove(Path folder) {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException gone) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
                        throws IOException {
                    Files.deleteIfExists(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
