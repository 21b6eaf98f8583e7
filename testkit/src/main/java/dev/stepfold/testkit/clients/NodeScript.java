package dev.stepfold.testkit.clients;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.schemas.codec.ContractMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A script in a Node process. Each line that it prints is a JSON object; its other output is shown if something fails. */
public final class NodeScript extends ReportingClient {
    private static final int LINES_MAX = 10_000;
    private static final String END = "";

    private final String command;
    private final Process process;
    private final Path errors;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>(LINES_MAX);

    private NodeScript(String command, Process process, Path errors) {
        this.command = command;
        this.process = process;
        this.errors = errors;
        Thread.ofVirtual().start(this::read);
    }

    /** Starts a script of a folder of {@code testkit/npm}. */
    public static NodeScript start(String folder, String script, Object... arguments) {
        Path packages = NodePackages.folder(folder);
        List<String> command = new ArrayList<>(List.of("node", script));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        try {
            Path errors = Files.createTempFile(packages.toAbsolutePath(), script, ".log");
            return new NodeScript(
                    String.join(" ", command),
                    new ProcessBuilder(command)
                            .directory(packages.toFile())
                            .redirectError(errors.toFile())
                            .start(),
                    errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.put(line);
            }
            lines.put(END);
        } catch (IOException | InterruptedException e) {
            lines.offer(END);
        }
    }

    /** Writes a line to the script. */
    public void tell(Object line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new AssertionError(errors(), e);
        }
    }

    /** Says that nothing more comes. */
    public void tellEnd() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new AssertionError(errors(), e);
        }
    }

    @Override
    JsonNode next() {
        try {
            String line = lines.poll(SECONDS_MAX, TimeUnit.SECONDS);
            if (line == null || line.equals(END)) {
                throw new AssertionError(command + (line == null ? " is silent: " : " ended: ") + errors());
            }
            return ContractMapper.mapper().readTree(line);
        } catch (IOException e) {
            throw new AssertionError(errors(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String errors() {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
