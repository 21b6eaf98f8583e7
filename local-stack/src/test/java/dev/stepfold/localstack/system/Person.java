package dev.stepfold.localstack.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.localstack.system.ChaosPlan.Deed;
import dev.stepfold.localstack.system.ChaosPlan.Errand;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.DocumentEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * Who runs one errand: asks for the document, follows it from its first event, pauses or cancels it where the errand says
 * so, resumes it where it is paused and retries it where it has failed, until its run is completed or cancelled.
 */
final class Person {
    private static final String BEFORE_THE_FIRST = "-1";

    private final Client client;
    private final Errand errand;
    private final String documentId;
    private final String creationKey = Runs.newKey();
    private final List<Frame> frames = new ArrayList<>();
    private final List<Told> told = new ArrayList<>();
    private boolean acted;

    private record Told(String command, String key) {}

    private Person(Client client, Errand errand) {
        this.client = client;
        this.errand = errand;
        this.documentId = client.create(errand.request(), creationKey);
    }

    /** Runs the errand, and returns when it is over. */
    static Person run(Client client, Errand errand) {
        Person person = new Person(client, errand);
        person.followToTheEnd();
        return person;
    }

    Errand errand() {
        return errand;
    }

    String documentId() {
        return documentId;
    }

    /** Every frame of the streams. */
    List<Frame> seen() {
        return List.copyOf(frames);
    }

    /** Asks for everything again, under the same keys. */
    void repeatEverything() {
        assertThat(client.create(errand.request(), creationKey)).isEqualTo(documentId);
        told.forEach(one -> client.control(documentId, one.command, "{}", one.key));
    }

    private void followToTheEnd() {
        String cursor = BEFORE_THE_FIRST;
        while (true) {
            frames.addAll(client.follow(documentId, cursor, this::asksForSomething));
            cursor = frames.getLast().id();
            switch (frames.getLast().recorded().event()) {
                case AgentRun.Completed _, AgentRun.Cancelled _ -> {
                    return;
                }
                case AgentRun.Paused _ -> tell("resume");
                case AgentRun.Failed _ -> tell("retry");
                case DocumentEvent _ -> act();
            }
        }
    }

    private boolean asksForSomething(Frame frame) {
        return switch (frame.recorded().event()) {
            case AgentRun.Completed _, AgentRun.Cancelled _, AgentRun.Paused _, AgentRun.Failed _ -> true;
            case AgentStep.Processing processing ->
                errand.deed() != Deed.WATCH && !acted && processing.step() == errand.step();
            case DocumentEvent _ -> false;
        };
    }

    private void act() {
        acted = true;
        switch (errand.deed()) {
            case PAUSE_AND_RESUME -> tell("pause");
            case CANCEL -> tell("cancel");
            case WATCH -> throw new IllegalStateException("there was nothing to do");
        }
    }

    /**
     * May be refused, because the run has gone on in the meantime: a paused one has failed in its last step, a failed one
     * was cancelled. The stream then tells so.
     */
    private void tell(String command) {
        Told one = new Told(command, Runs.newKey());
        told.add(one);
        client.control(documentId, one.command, "{}", one.key);
    }
}
