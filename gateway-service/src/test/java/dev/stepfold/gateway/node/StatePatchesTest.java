package dev.stepfold.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.gateway.agui.AgUiEvents;
import dev.stepfold.gateway.stream.EventFrame;
import dev.stepfold.gateway.stream.Next;
import dev.stepfold.gateway.testkit.SampleEvents;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.testkit.clients.NodeScript;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client drops a patch that does not apply, without an error: so each kind of patch is applied as the client applies it. */
@Timeout(240)
final class StatePatchesTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc");

    @Test
    void everyPatchAppliesWithTheClientsLibrary() throws IOException {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        List<DocumentEvent> happened = new ArrayList<>(SampleRun.complete());
        for (int round = 0; round < 5; round++) {
            List<DocumentEvent> shuffled = new ArrayList<>(SampleEvents.ofEveryType());
            Collections.shuffle(shuffled, new Random(seed + round));
            happened.addAll(shuffled);
        }
        AgUiEvents events = new AgUiEvents("thread", "exchange");
        DocumentState state = DocumentState.initial(DOCUMENT);
        events.of(new Next.Snapshot(state));
        int patches = 0;

        try (NodeScript script = NodeScript.start("clients", "apply-patches.mjs")) {
            for (RecordedEvent event : SampleRun.from(DOCUMENT, 0, happened)) {
                JsonNode before = tree(state);
                state = DocumentFold.apply(state, event);
                for (ObjectNode told : events.of(new Next.Event(EventFrame.of(event)))) {
                    if (told.has("delta")) {
                        ObjectNode line = ContractMapper.mapper().createObjectNode();
                        line.set("before", before);
                        line.set("delta", told.get("delta"));
                        line.set("after", tree(state));
                        script.tell(line);
                        patches++;
                    }
                }
            }
            script.tellEnd();

            assertThat(script.await("applied").path("applied").asInt())
                    .isEqualTo(patches)
                    .isGreaterThan(50);
        }
    }

    private static JsonNode tree(DocumentState state) throws IOException {
        return ContractMapper.mapper().readTree(JsonCodec.STATES.encode(state));
    }
}
