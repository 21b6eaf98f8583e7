package dev.stepfold.localstack.system;

import dev.stepfold.testkit.clients.NodePackages;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Utils;

/**
 * The clients that openapi-generator makes of a description, and the two programs of {@code src/test/generated-clients} and
 * {@code testkit/npm/generated-client} that use them. Each program, and each compiler, is a process of its own.
 */
final class GeneratedClients {
    private static final Path SOURCES = Path.of("src/test/generated-clients").toAbsolutePath();
    private static final Path FOLDER = Path.of("target/generated-clients").toAbsolutePath();
    private static final Path JAVA = FOLDER.resolve("java");
    private static final Path TYPESCRIPT =
            Path.of("../testkit/target/npm/generated-client/client").toAbsolutePath();
    private static final String CLASSES = "classes";
    private static final int MINUTES_MAX = 2;

    private GeneratedClients() {}

    /** Makes both from an OpenAPI document. */
    static void generate(String openApi) throws IOException, InterruptedException {
        Utils.delete(JAVA.toFile());
        Utils.delete(TYPESCRIPT.toFile());
        Files.writeString(FOLDER.resolve("openapi.yaml"), openApi);
        run(
                FOLDER,
                jdk("java"),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                "openapi-generator-cli.jar",
                "batch",
                "--fail-fast",
                SOURCES.resolve("typescript.json").toString(),
                SOURCES.resolve("java.json").toString());
    }

    /** Compiles the TypeScript client strictly, and answers what its program prints. */
    static String runTypeScript(URI gateway) throws IOException, InterruptedException {
        Path folder = NodePackages.folder("generated-client");
        run(folder, "node", "node_modules/typescript/bin/tsc", "--project", ".");
        return run(folder, "node", "out/build-agent.js", gateway.toString());
    }

    /** Compiles the Java client, and answers what its program prints. */
    static String runJava(URI gateway) throws IOException, InterruptedException {
        String libraries = System.getProperty("java.class.path", "");
        List<String> compile = new ArrayList<>(
                List.of(jdk("javac"), "-J-XX:TieredStopAtLevel=1", "-nowarn", "-d", CLASSES, "-cp", libraries));
        try (Stream<Path> sources = Files.walk(JAVA.resolve("src/main/java"))) {
            sources.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(compile::add);
        }
        compile.add(SOURCES.resolve("BuildAgent.java").toString());
        run(JAVA, compile.toArray(String[]::new));
        String classes = CLASSES + ":" + libraries;
        return run(JAVA, jdk("java"), "-XX:TieredStopAtLevel=1", "-cp", classes, "BuildAgent", gateway.toString());
    }

    private static String jdk(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }

    /** Answers what it printed to its standard output. */
    private static String run(Path folder, String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(FOLDER, "output", ".log");
        Path errors = Files.createTempFile(FOLDER, "errors", ".log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            if (!process.waitFor(MINUTES_MAX, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new AssertionError(
                        command[0] + " failed:\n" + Files.readString(output) + Files.readString(errors));
            }
            return Files.readString(output);
        } finally {
            process.destroyForcibly();
        }
    }
}
