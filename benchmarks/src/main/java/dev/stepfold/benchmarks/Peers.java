package dev.stepfold.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The programs of the peers: small Node programs of this module, and npm packages of the versions in their
 * {@code package-lock.json}, which are installed once, without any script of theirs.
 *
 * @param folder where they are installed
 */
record Peers(Path folder) {
    private static final List<String> FILES = List.of(
            "package.json",
            "package-lock.json",
            "six-steps.mjs",
            "restate-worker.mjs",
            "dbos-worker.mjs",
            "redis-streams.mjs");

    private static final long INSTALL_MINUTES_MAX = 5;

    /**
     * Installs the packages, unless they already are.
     *
     * @param root the folder of the project
     * @throws UnavailableException when they cannot be installed
     */
    static Peers install(Path root) throws UnavailableException, InterruptedException {
        Path folder = root.resolve("benchmarks/target/peers");
        Path installed = folder.resolve("node_modules/.installed-lock.json");
        try {
            Files.createDirectories(folder);
            for (String file : FILES) {
                try (InputStream content =
                        Objects.requireNonNull(Peers.class.getResourceAsStream("/peers/" + file), file)) {
                    Files.copy(content, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            Path lock = folder.resolve("package-lock.json");
            if (!Files.exists(installed) || Files.mismatch(installed, lock) >= 0) {
                npmCi(folder);
                Files.copy(lock, installed, StandardCopyOption.REPLACE_EXISTING);
            }
            return new Peers(folder);
        } catch (IOException e) {
            throw new UnavailableException("the npm packages could not be installed: " + e.getMessage());
        }
    }

    private static void npmCi(Path folder) throws IOException, InterruptedException {
        Process npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("npm.log").toFile())
                .start();
        if (!npm.waitFor(INSTALL_MINUTES_MAX, TimeUnit.MINUTES)) {
            npm.descendants().forEach(ProcessHandle::destroyForcibly);
            npm.destroyForcibly();
        }
        if (npm.onExit().join().exitValue() != 0) {
            throw new IOException("npm ci failed, see " + folder.resolve("npm.log"));
        }
    }

    /** The command that runs one of the Node programs. */
    List<String> node(String program) throws UnavailableException {
        return List.of(program("node").toString(), folder.resolve(program).toString());
    }

    /** The Restate server of its npm package. */
    Path restateServer() throws UnavailableException {
        try (Stream<Path> packages = Files.list(folder.resolve("node_modules/@restatedev"))) {
            return packages.map(one -> one.resolve("bin/restate-server"))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow(() -> new UnavailableException("Restate's server is not published for this system"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The environment of the Node programs, besides what each needs. */
    static Map<String, String> environment() {
        return Map.of("PATH", System.getenv("PATH"), "NODE_ENV", "production");
    }

    /** A program of this machine: on the path, or where Debian keeps servers. */
    static Path program(String name) throws UnavailableException {
        return Stream.concat(Stream.of(System.getenv("PATH").split(":", -1)).map(Path::of), debianFolders().stream())
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new UnavailableException(name + " is not installed"));
    }

    private static List<Path> debianFolders() {
        Path versions = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(versions)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(versions)) {
            return all.map(version -> version.resolve("bin")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
