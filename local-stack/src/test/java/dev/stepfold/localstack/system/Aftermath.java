package dev.stepfold.localstack.system;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.localstack.system.PowerCutRun.Doc;
import dev.stepfold.localstack.system.Survivors.Step;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentState;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What became of the documents after a power cut: looks at each until everything that tells of it agrees, or the time is
 * over.
 */
final class Aftermath implements AutoCloseable {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(400);
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(4);
    private static final int AT_ONCE = 6;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final Client client;
    private final Survivors before;
    private final Survivors survivors;
    private final PacedModel model;
    private volatile boolean stepsAllowed;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    Aftermath(Client client, Survivors before, Survivors survivors, PacedModel model) {
        this.client = client;
        this.before = before;
        this.survivors = survivors;
        this.model = model;
    }

    /**
     * What was found out about a document.
     *
     * @param faults what does not agree; empty where all does
     * @param after how long after the start was over that was so for the first time
     */
    record Verdict(Doc document, Set<String> faults, Duration after, String detail) {
        boolean isGood() {
            return faults.isEmpty();
        }
    }

    /** Looks until all are good, at most so long. */
    List<Verdict> await(List<Doc> documents, Duration atMost) throws InterruptedException {
        Instant began = Instant.now();
        Map<String, Verdict> verdicts = new LinkedHashMap<>();
        do {
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
            Map<String, JsonNode> rows = rows();
            List<Doc> open = documents.stream()
                    .filter(doc -> !verdicts.containsKey(doc.id())
                            || !verdicts.get(doc.id()).isGood())
                    .toList();
            each(open, doc -> look(doc, rows, began))
                    .forEach(verdict -> verdicts.put(verdict.document().id(), verdict));
        } while (verdicts.values().stream().anyMatch(verdict -> !verdict.isGood())
                && Duration.between(began, Instant.now()).compareTo(atMost) < 0);
        Map<String, JsonNode> rows = rows();
        return each(documents, doc -> {
            Verdict last = look(doc, rows, began);
            Verdict earlier = Objects.requireNonNull(verdicts.get(doc.id()));
            return last.isGood() && earlier.isGood() ? earlier : last;
        });
    }

    /** Asks about some at once. */
    private <T> List<T> each(List<Doc> documents, Function<Doc, T> question) throws InterruptedException {
        try (ExecutorService some = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<T>> answers = documents.stream()
                    .map(doc -> some.submit(() -> question.apply(doc)))
                    .toList();
            List<T> all = new ArrayList<>();
            for (Future<T> answer : answers) {
                all.add(answer.get());
            }
            return all;
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** From now on, steps may be asked for again. */
    void allowSteps() {
        stepsAllowed = true;
    }

    long misled(List<Verdict> verdicts) throws InterruptedException {
        return each(
                        verdicts.stream()
                                .filter(verdict -> !verdict.faults().contains("not-at-rest"))
                                .map(Verdict::document)
                                .toList(),
                        this::misleadsAnOldWatcher)
                .stream()
                .filter(misled -> misled)
                .count();
    }

    private Verdict look(Doc doc, Map<String, JsonNode> rows, Instant began) {
        Set<String> faults = new TreeSet<>();
        StringBuilder detail = new StringBuilder();
        try {
            look(doc, rows, faults, detail);
        } catch (AssertionError | RuntimeException | ExecutionException | TimeoutException e) {
            faults.add("no-answer");
            detail.append(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return new Verdict(doc, faults, Duration.between(began, Instant.now()), detail.toString());
    }

    private void look(Doc doc, Map<String, JsonNode> rows, Set<String> faults, StringBuilder detail)
            throws InterruptedException, ExecutionException, TimeoutException {
        String path = "/api/documents/" + doc.id();
        HttpResponse<String> get = ask(path);
        if (get.statusCode() == NOT_FOUND) {
            faultsOfNone(doc, rows, faults, detail);
            return;
        }
        if (get.statusCode() != OK) {
            faults.add("get-" + get.statusCode());
            return;
        }
        DocumentState state = new Frame("", "", get.body()).state();
        detail.append("get ").append(state.status()).append('@').append(state.sequence());
        if (!state.status().isAtRest()) {
            faults.add("not-at-rest");
        }
        HttpResponse<String> past = ask(path + "/history");
        if (past.statusCode() != OK) {
            faults.add("history-" + past.statusCode());
            return;
        }
        List<RecordedEvent> history = recorded(past);
        detail.append(" history ").append(history.size());
        if (history.isEmpty() || !Runs.fold(doc.id(), history).equals(state)) {
            faults.add("get≠history");
        }
        HttpResponse<String> verify = ask(path + "/verify");
        if (verify.statusCode() != OK
                || !Client.json(verify.body()).path("matches").asBoolean()) {
            faults.add("verify");
            detail.append(" verify ").append(verify.statusCode());
        }
        JsonNode row = rows.get(doc.id());
        if (row == null) {
            faults.add("list-lacks");
        } else if (row.path("sequence").asLong() != state.sequence()
                || !row.path("status").asText().equals(state.status().wireName())) {
            faults.add("list≠get");
            detail.append(" list ")
                    .append(row.path("status").asText())
                    .append('@')
                    .append(row.path("sequence"));
        }
        if (state.status().isAtRest()) {
            lookAtStreams(path, state, history, faults);
        }
        List<RecordedEvent> left = survivors.events(doc.id());
        if (history.size() < left.size() || !history.subList(0, left.size()).equals(left)) {
            faults.add(startsWith(history, survivors.log(doc.id())) ? "lost-of-feed" : "lost-of-log");
            detail.append(" left log ")
                    .append(survivors.log(doc.id()).size())
                    .append(" feed ")
                    .append(survivors.feed(doc.id()).size());
        }
        Set<Step> again = again(doc);
        if (!again.isEmpty()) {
            faults.add("run-again");
            detail.append(" again ").append(again.stream().map(Step::step).toList());
        }
        if (!isEachStepOnce(history)) {
            faults.add("step-twice");
        }
    }

    private static List<RecordedEvent> recorded(HttpResponse<String> history) {
        List<RecordedEvent> events = new ArrayList<>();
        for (JsonNode event : Client.json(history.body())) {
            events.add(new Frame("", "", event.toString()).recorded());
        }
        return events;
    }

    private static boolean startsWith(List<RecordedEvent> history, List<RecordedEvent> first) {
        return history.size() >= first.size()
                && history.subList(0, first.size()).equals(first);
    }

    /** Nobody may know a document that nothing is left of; but nothing may be left of it. */
    private void faultsOfNone(Doc doc, Map<String, JsonNode> rows, Set<String> faults, StringBuilder detail)
            throws InterruptedException, ExecutionException, TimeoutException {
        detail.append("get 404");
        if (!survivors.events(doc.id()).isEmpty()) {
            faults.add("gone");
        } else if (survivors.isCommanded(doc.id())) {
            faults.add("accepted-and-gone");
        }
        if (rows.containsKey(doc.id())) {
            faults.add("list≠get");
        }
        if (ask("/api/documents/" + doc.id() + "/history").statusCode() != NOT_FOUND) {
            faults.add("get≠history");
        }
    }

    private void lookAtStreams(String path, DocumentState state, List<RecordedEvent> history, Set<String> faults)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            List<Frame> all = frames(path + "/events?until=rest&lastEventId=-1");
            if (all.stream().anyMatch(frame -> frame.is("reset") || frame.is("snapshot"))
                    || !Runs.recorded(all).equals(history)) {
                faults.add("stream≠history");
            }
        } catch (TimeoutException _) {
            faults.add("stream-hangs");
        }
        List<Frame> now = frames(path + "/events?until=rest");
        if (now.isEmpty()
                || !now.getFirst().is("snapshot")
                || !now.getFirst().state().equals(state)) {
            faults.add("snapshot≠get");
        }
    }

    /**
     * Whether a client that had seen everything before the cut, and comes back with its last event id, is told what it
     * has to know: the events behind it, or a reset.
     */
    private boolean misleadsAnOldWatcher(Doc doc) {
        List<RecordedEvent> seen = before.log(doc.id());
        if (seen.isEmpty()) {
            return false;
        }
        try {
            String path = "/api/documents/" + doc.id();
            HttpResponse<String> past = ask(path + "/history");
            if (past.statusCode() != OK) {
                return false;
            }
            DocumentState state = Runs.fold(doc.id(), recorded(past));
            List<RecordedEvent> view = new ArrayList<>(seen);
            Optional<DocumentState> snapshot = Optional.empty();
            for (Frame frame : frames(
                    path + "/events?until=rest&lastEventId=" + seen.getLast().sequence())) {
                if (frame.is("snapshot")) {
                    snapshot = Optional.of(frame.state());
                    view.clear();
                } else if (!frame.is("reset")) {
                    view.add(frame.recorded());
                }
            }
            if (snapshot.isPresent() && view.isEmpty()) {
                return !snapshot.get().equals(state);
            }
            return snapshot.isEmpty() && !Runs.fold(doc.id(), view).equals(state);
        } catch (ExecutionException | TimeoutException | AssertionError | RuntimeException e) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** The steps that a model was asked for though their result was left. */
    private Set<Step> again(Doc doc) {
        if (stepsAllowed) {
            return Set.of();
        }
        Set<Step> asked = model.asks().stream()
                .map(ask -> new Step(ask.request(), ask.step()))
                .collect(Collectors.toCollection(HashSet::new));
        asked.retainAll(survivors.results(doc.id()));
        return asked;
    }

    private static boolean isEachStepOnce(List<RecordedEvent> history) {
        Set<Object> completed = new HashSet<>();
        return history.stream()
                .filter(event -> event.event() instanceof AgentStep.Complete)
                .allMatch(event -> completed.add(List.of(event.runId(), ((AgentStep.Complete) event.event()).step())));
    }

    private Map<String, JsonNode> rows() {
        Map<String, JsonNode> rows = new HashMap<>();
        try {
            String path = "/api/documents?limit=100";
            while (!path.isEmpty()) {
                HttpResponse<String> page = ask(path);
                for (JsonNode row : Client.json(page.body()).path("documents")) {
                    rows.put(row.path("documentId").asText(), row);
                }
                path = page.headers()
                        .firstValue("Link")
                        .map(link -> link.substring(1, link.indexOf('>')))
                        .orElse("");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException _) {
            // no rows: every document lacks its own
        }
        return rows;
    }

    private List<Frame> frames(String path) throws InterruptedException, ExecutionException, TimeoutException {
        FrameParser parser = new FrameParser("");
        return ask(path)
                .body()
                .lines()
                .flatMap(line -> parser.line(line).stream())
                .toList();
    }

    private HttpResponse<String> ask(String path) throws InterruptedException, ExecutionException, TimeoutException {
        Future<HttpResponse<String>> answer = threads.submit(() -> client.get(path));
        try {
            return answer.get(ANSWERS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw e;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
