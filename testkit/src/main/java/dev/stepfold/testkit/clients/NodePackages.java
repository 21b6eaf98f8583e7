package dev.stepfold.testkit.clients;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A folder of {@code testkit/npm} with the packages of its lock file, installed once under {@code testkit/target/npm} for all
 * modules. Where there is no Node {@value #NODE_MIN} or later, or no npm, the test that asks for it is skipped.
 */
public final class NodePackages {
    private static final Path SOURCES = Path.of("../testkit/npm");
    private static final Path INSTALLED = Path.of("../testkit/target/npm");
    private static final List<Path> FOLDERS =
            Arrays.stream(System.getenv("PATH").split(":", -1)).map(Path::of).toList();
    private static final int NODE_MIN = 20;
    private static final int INSTALLATION_MINUTES_MAX = 5;

    private NodePackages() {}

    /** The folder with its scripts and its packages. */
    public static Path folder(String name) {
        Assumptions.assumeTrue(
                isCommand("node") && isCommand("npm") && nodeVersion() >= NODE_MIN,
                "no Node " + NODE_MIN + " and npm here: nothing is tested with real clients");
        Path folder = INSTALLED.resolve(name);
        try {
            Files.createDirectories(folder);
            try (FileChannel channel = FileChannel.open(
                            INSTALLED.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock _ = channel.lock()) {
                boolean isNew = copy(SOURCES.resolve(name), folder);
                if (isNew || !Files.exists(folder.resolve("installed"))) {
                    install(folder);
                    Files.writeString(folder.resolve("installed"), "");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }

    private static boolean isCommand(String name) {
        return FOLDERS.stream().map(folder -> folder.resolve(name)).anyMatch(Files::isExecutable);
    }

    private static int nodeVersion() {
        try {
            Process node = new ProcessBuilder("node", "--print", "process.versions.node.split('.')[0]").start();
            try (BufferedReader output = node.inputReader()) {
                String version = output.readLine();
                return version == null ? 0 : Integer.parseInt(version);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return whether the lock file is another one than before */
    private static boolean copy(Path from, Path to) throws IOException {
        Path lock = to.resolve("package-lock.json");
        boolean isNew = !Files.exists(lock) || Files.mismatch(from.resolve("package-lock.json"), lock) >= 0;
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(file.getFileName());
                // A script of another test may be starting.
                if (!Files.exists(copy) || Files.mismatch(file, copy) >= 0) {
                    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        return isNew;
    }

    private static void install(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve("installed"));
        Path log = folder.resolve("npm.log");
        Process npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!npm.waitFor(INSTALLATION_MINUTES_MAX, TimeUnit.MINUTES) || npm.exitValue() != 0) {
                throw new AssertionError("npm ci failed in " + folder + ":\n" + Files.readString(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            npm.destroyForcibly();
        }
    }
}
