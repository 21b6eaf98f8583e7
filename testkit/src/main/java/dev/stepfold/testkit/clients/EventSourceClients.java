package dev.stepfold.testkit.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * One of each client of {@code text/event-stream} that {@code docs/clients.md} has a table of, all at the same address and as
 * they are. Besides events, a client reports what it does when its stream has ended or is refused: {@code after}, which is
 * {@code comes back} or {@code stops}.
 */
public final class EventSourceClients implements AutoCloseable {
    static final List<String> TYPES = List.of(
            "snapshot", "reset", "expired", "agent-run", "agent-step", "step-result", "agent-data", "command-rejected");

    private static final Path DOCUMENTATION = Path.of("../docs/clients.md");
    private static final String CHROMIUM = "Chromium";
    private static final String OK_HTTP = "`okhttp-eventsource`";
    private static final List<String> FROM_NPM =
            List.of("eventsource", "eventsource-client", "fetch-event-source", "undici");

    private final Map<String, ReportingClient> clients = new LinkedHashMap<>();

    /** Connects one of each. */
    public EventSourceClients(Chromium chromium, URI uri) {
        for (String name : FROM_NPM) {
            clients.put(
                    "`" + name + "`",
                    NodeScript.start("clients", "event-source.mjs", name, uri, String.join(",", TYPES)));
        }
        clients.put(OK_HTTP, new OkHttpEventSource(uri));
        clients.put(CHROMIUM, new ChromiumEventSource(chromium, uri));
    }

    /** How many there are. */
    public int count() {
        return clients.size();
    }

    /** Each client with its name in the table. */
    public void forEach(BiConsumer<String, ReportingClient> action) {
        clients.forEach(action);
    }

    /** Waits until each has the event of that sequence. */
    public void awaitSequence(long sequence) {
        clients.values().forEach(client -> client.awaitSequence(sequence));
    }

    /** What each does after that. */
    public Map<String, String> awaitAfter() {
        Map<String, String> after = new LinkedHashMap<>();
        clients.forEach((name, client) ->
                after.put(name, client.await("after").path("after").asText()));
        return after;
    }

    /** What the table says of each of these clients in a case. */
    public Map<String, String> documented(String inCase) {
        List<List<String>> table = table();
        List<String> names = table.getFirst();
        List<String> row = table.stream()
                .filter(cells -> cells.getFirst().equals(inCase))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no case \"" + inCase + "\" in " + DOCUMENTATION));
        Map<String, String> documented = new LinkedHashMap<>();
        clients.keySet().forEach(name -> documented.put(name, row.get(names.indexOf(name))));
        return documented;
    }

    private static List<List<String>> table() {
        try {
            return Files.readAllLines(DOCUMENTATION).stream()
                    .dropWhile(line -> !line.startsWith("| case |"))
                    .takeWhile(line -> line.startsWith("|"))
                    .map(line -> Arrays.stream(line.substring(1).split("\\|"))
                            .map(String::strip)
                            .toList())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        List.copyOf(clients.values()).forEach(ReportingClient::close);
    }
}
