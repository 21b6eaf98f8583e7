import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.ApiResponse;
import org.openapitools.client.api.DefaultApi;
import org.openapitools.client.model.DocumentState;
import org.openapitools.client.model.Control;
import org.openapitools.client.model.Event;
import org.openapitools.client.model.NewDocument;
import org.openapitools.client.model.Problem;
import org.openapitools.client.model.Restart;
import org.openapitools.client.model.RunOptions;
import org.openapitools.client.model.Step;

/** Builds an agent with the client that openapi-generator made, and prints what the client has of it as one line of JSON. */
public final class BuildAgent {
    private static final int POLLS_MAX = 1_000;

    private BuildAgent() {}

    public static void main(String[] args) throws Exception {
        ApiClient client = new ApiClient();
        client.updateBaseUri(args[0]);
        DefaultApi api = new DefaultApi(client);
        NewDocument wanted = new NewDocument()
                .request("Create a task management system")
                .options(new RunOptions().deadlineMs(600_000));
        String id = api.startDocument(wanted, UUID.randomUUID().toString(), null, null).getDocumentId();
        List<Event> followed = new ArrayList<>();
        String offset = follow(api, id, "-1", followed);

        ObjectNode has = client.getObjectMapper().createObjectNode();
        Restart restart = new Restart().step(Step.SCHEDULE_GENERATION);
        has.putPOJO("applied", api.restartRun(id, restart, UUID.randomUUID().toString(), "wait=30", null));
        follow(api, id, offset, followed);
        has.putPOJO("followed", followed);
        try {
            api.pauseRun(id, UUID.randomUUID().toString(), "wait=30", null, new Control());
        } catch (ApiException refused) {
            has.putPOJO("refused", client.getObjectMapper().readValue(refused.getResponseBody(), Problem.class));
        }
        DocumentState state = api.readState(id, null, null);
        has.putPOJO("state", state);
        has.putPOJO("history", api.readHistory(id, null, state.getSequence()));
        has.putPOJO("agent", api.readAgent(id, null, null, null));
        has.putPOJO("tools", api.readAgent(id, "mcp", null, null));
        has.putPOJO("advice", api.readResumeAdvice(id));
        System.out.println(client.getObjectMapper().writeValueAsString(has));
    }

    /** Waits for events, one long-poll after the other, until a run is completed; answers the offset to go on from. */
    private static String follow(DefaultApi api, String id, String from, List<Event> followed) throws ApiException {
        String offset = from;
        for (int poll = 0; poll < POLLS_MAX; poll++) {
            ApiResponse<List<Event>> batch = api.readStreamWithHttpInfo(id, offset, "long-poll", null, null);
            offset = batch.getHeaders().get("Stream-Next-Offset").getFirst();
            List<Event> events = Objects.requireNonNullElse(batch.getData(), List.of());
            followed.addAll(events);
            if (events.stream().anyMatch(BuildAgent::completesRun)) {
                return offset;
            }
        }
        throw new IllegalStateException("the run does not come to its end");
    }

    private static boolean completesRun(Event event) {
        return event.getType() == Event.TypeEnum.AGENT_RUN && "completed".equals(event.getStatus());
    }
}
