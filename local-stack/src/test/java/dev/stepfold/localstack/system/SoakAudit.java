package dev.stepfold.localstack.system;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.localstack.system.SoakDocument.Shown;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.CommandRejected;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentState;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Compares everything that tells of the documents of a soak once they are at rest, without keeping their events in memory: what
 * was accepted, what was shown, the history over HTTP, the log in its topic or in the archive, the feed, the states of
 * projection and gateway, the list.
 */
final class SoakAudit {
    private static final Duration PROJECTED_WITHIN = Duration.ofMinutes(2);
    private static final int AT_ONCE = 4;
    private static final int PAGE = 100;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int FAULTS_KEPT = 50;

    private final SoakScene scene;
    private final Client client;
    private final Client projection;
    private final Kafka kafka;
    private final Map<String, Tail> logs = new HashMap<>();
    private final Map<String, Tail> feed = new HashMap<>();
    private final Set<String> listed = new HashSet<>();
    private final Map<String, JsonNode> rows = new ConcurrentHashMap<>();
    private final List<String> faults = Collections.synchronizedList(new ArrayList<>());
    private long events;

    /** What is left of events that were looked at: the last one's sequence, how many there were, their digest. */
    private record Tail(long sequence, long count, long digest) {
        static final Tail NONE = new Tail(-1, 0, 0);

        Tail and(long next, byte[] event) {
            return new Tail(next, count + 1, SoakDocument.digest(digest, event));
        }
    }

    /** @param projection where the projection is */
    SoakAudit(SoakScene scene, Client projection, Kafka kafka) {
        this.scene = scene;
        this.client = scene.client();
        this.projection = projection;
        this.kafka = kafka;
    }

    /** Returns what does not agree. */
    List<String> faults() throws Exception {
        kafka.scan(KafkaNames.DEFAULT.stepEvents(), this::takeOfFeed);
        kafka.scan(KafkaNames.DEFAULT.documentArchive(), this::takeOfArchive);
        for (String topic : kafka.documentTopics()) {
            takeLog(topic);
        }
        readList();
        each(scene.documents().living(), this::look);
        each(scene.documents().erased(), this::lookForTraces);
        int letters = kafka.read(KafkaNames.DEFAULT.deadLetters()).records().size();
        if (letters > 0) {
            fault(letters + " dead letters");
        }
        return List.copyOf(faults);
    }

    /** How many events the histories hold. */
    synchronized long events() {
        return events;
    }

    private void fault(String what) {
        if (faults.size() < FAULTS_KEPT) {
            faults.add(what);
        }
    }

    private void takeOfFeed(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            feed.remove(record.key());
            return;
        }
        long sequence = decoded(record.value()).sequence();
        Tail before = feed.getOrDefault(record.key(), Tail.NONE);
        if (sequence > before.sequence()) {
            feed.put(record.key(), before.and(sequence, record.value()));
        }
    }

    private void takeOfArchive(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            logs.remove(record.key());
        } else {
            logs.put(record.key(), tail(Topic.ofArchived(record)));
        }
    }

    /** A topic that has something counts more than the archive. */
    private void takeLog(String name) {
        KafkaNames.DEFAULT.documentOf(name).map(DocumentId::value).ifPresent(id -> {
            Topic topic = kafka.read(name);
            if (!topic.records().isEmpty()) {
                logs.put(id, tail(topic));
            }
        });
    }

    private static Tail tail(Topic log) {
        Tail tail = Tail.NONE;
        for (ConsumerRecord<String, byte[]> record : log.records()) {
            if (decoded(record.value()).sequence() == record.offset()) {
                tail = tail.and(record.offset(), record.value());
            }
        }
        return tail;
    }

    private static RecordedEvent decoded(byte[] event) {
        try {
            return JsonCodec.EVENTS.decode(event);
        } catch (UnreadableException e) {
            throw new AssertionError("no event: " + new String(event, StandardCharsets.UTF_8), e);
        }
    }

    private void readList() {
        String path = "/api/documents?limit=" + PAGE;
        while (!path.isEmpty()) {
            HttpResponse<String> page = client.get(path);
            for (JsonNode row : Client.json(page.body()).path("documents")) {
                rows.put(row.path("documentId").asText(), row);
                if (!listed.add(row.path("documentId").asText())) {
                    fault("listed twice: " + row);
                }
            }
            path = page.headers()
                    .firstValue("Link")
                    .map(link -> link.substring(1, link.indexOf('>')))
                    .orElse("");
        }
    }

    private interface Look {
        void at(SoakDocument document);
    }

    private void each(List<SoakDocument> documents, Look look) throws Exception {
        try (ExecutorService some = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> looks = new ArrayList<>();
            documents.forEach(document -> looks.add(some.submit(() -> {
                try {
                    look.at(document);
                } catch (AssertionError | RuntimeException e) {
                    fault(document.id() + ": " + e);
                }
            })));
            for (Future<?> one : looks) {
                one.get();
            }
        }
    }

    private void look(SoakDocument document) {
        String id = document.id();
        List<String> lines = client.historyLines(id);
        List<RecordedEvent> history = lines.stream()
                .map(line -> decoded(line.getBytes(StandardCharsets.UTF_8)))
                .toList();
        synchronized (this) {
            events += history.size();
        }
        DocumentState state = Runs.fold(id, history);
        check(id, "is at rest", state.status().isAtRest());
        check(id, "rises", rises(history));
        check(id, "holds every accepted command", commands(history).containsAll(document.accepted()));
        for (Shown shown : document.shown()) {
            check(id, "is what was shown, " + shown, shown.digest() == digest(history, lines, shown));
        }
        checkSteps(id, history);
        Tail told = tail(history, lines);
        check(id, "is its log", told.equals(logs.get(id)));
        check(id, "is its feed", told.equals(feed.get(id)));
        check(id, "is the gateway's state", client.state(id).equals(state));
        check(id, "is the projection's state", projected(id, state.sequence()).equals(state));
        JsonNode verified = Client.json(client.get(document.path() + "/verify").body());
        check(id, "is verified " + verified, verified.path("matches").asBoolean());
        JsonNode row = rows.get(id);
        check(
                id,
                "is listed as it is: " + row,
                row != null
                        && row.path("sequence").asLong() == state.sequence()
                        && row.path("status").asText().equals(state.status().wireName()));
    }

    private void check(String id, String what, boolean holds) {
        if (!holds) {
            fault(id + ": not so: its history " + what);
        }
    }

    private static boolean rises(List<RecordedEvent> history) {
        for (int i = 1; i < history.size(); i++) {
            if (history.get(i).sequence() <= history.get(i - 1).sequence()) {
                return false;
            }
        }
        return true;
    }

    /** The commands that an event answers. */
    private static Set<String> commands(List<RecordedEvent> history) {
        Set<String> commands = new HashSet<>();
        for (RecordedEvent event : history) {
            switch (event.event()) {
                case AgentRun.Started started ->
                    commands.add(started.commandId().value());
                case AgentRun.Paused paused -> commands.add(paused.commandId().value());
                case AgentRun.Resumed resumed ->
                    commands.add(resumed.commandId().value());
                case AgentRun.Cancelled cancelled ->
                    commands.add(cancelled.commandId().value());
                case CommandRejected rejected ->
                    commands.add(rejected.commandId().value());
                case DocumentEvent _ -> {}
            }
        }
        return commands;
    }

    private static long digest(List<RecordedEvent> history, List<String> lines, Shown shown) {
        long digest = 0;
        for (int i = 0; i < lines.size(); i++) {
            long sequence = history.get(i).sequence();
            if (sequence > shown.from() && sequence <= shown.to()) {
                digest = SoakDocument.digest(digest, lines.get(i));
            }
        }
        return digest;
    }

    private static Tail tail(List<RecordedEvent> history, List<String> lines) {
        Tail tail = Tail.NONE;
        for (int i = 0; i < lines.size(); i++) {
            tail = tail.and(history.get(i).sequence(), lines.get(i).getBytes(StandardCharsets.UTF_8));
        }
        return tail;
    }

    /** No step of a run completes twice, and none is asked for that is complete. */
    private void checkSteps(String id, List<RecordedEvent> history) {
        record Completed(String runId, StepId step) {}
        Set<Completed> completed = new HashSet<>();
        String request = "";
        for (RecordedEvent event : history) {
            if (event.event() instanceof AgentRun.Started started) {
                request = started.request();
            } else if (event.event() instanceof AgentStep.Complete complete) {
                StepId step = complete.step();
                check(
                        id,
                        "completes " + step + " once in " + event.runId(),
                        completed.add(new Completed(event.runId().value(), step)));
                check(
                        id,
                        "has " + step + " asked for before it completes: " + request,
                        !scene.model().lastAsk(request, step).isAfter(event.timestamp()));
            }
        }
    }

    private DocumentState projected(String id, long sequence) {
        HttpResponse<String> answer = await().atMost(PROJECTED_WITHIN)
                .until(
                        () -> projection.get("/documents/" + id),
                        found -> found.statusCode() == OK
                                && new Frame("", "", found.body()).state().sequence() >= sequence);
        return new Frame("", "", answer.body()).state();
    }

    private void lookForTraces(SoakDocument document) {
        String id = document.id();
        for (String path : List.of("", "/history", "/events?until=rest", "/resume")) {
            int status = client.get(document.path() + path).statusCode();
            if (status != NOT_FOUND) {
                fault(id + " was erased, and answers " + status + " to GET " + path);
            }
        }
        if (logs.containsKey(id) || feed.containsKey(id) || listed.contains(id)) {
            fault(id + " was erased, and there is something of it: log " + logs.get(id) + ", feed " + feed.get(id)
                    + ", list " + rows.get(id));
        }
    }
}
