package dev.stepfold.generation.builtin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.generation.builtin.change.AgentEdits;
import dev.stepfold.generation.builtin.result.ActionsResult;
import dev.stepfold.generation.builtin.result.Analysis;
import dev.stepfold.generation.builtin.result.AttributeSpec;
import dev.stepfold.generation.builtin.result.DatabaseResult;
import dev.stepfold.generation.builtin.result.EntitySpec;
import dev.stepfold.generation.builtin.result.Understanding;
import dev.stepfold.generation.step.StepFailure;
import dev.stepfold.generation.step.StepInput;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.Complexity;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.event.ErrorKind;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A step's input as records, with a person's edits applied. A field of the edited input replaces the field of the same
 * name in the earlier results that the step reads:
 *
 * <ul>
 *   <li>{@code prompt-understanding}: {@code request} replaces the request
 *   <li>{@code decision-making}, {@code technical-analysis}: the fields of the understanding
 *   <li>{@code database-generation}: those of the understanding and of the analysis
 *   <li>{@code action-generation}: those of the understanding, and {@code models}, {@code enums}
 *   <li>{@code schedule-generation}: those of the understanding, and {@code actions}
 * </ul>
 *
 * An edited field that the step does not read, or that has the wrong shape, fails the step permanently, and the message
 * names it. If a generator was skipped, the existing agent replaces its result.
 */
final class EarlierResults {
    private static final String REQUEST = "request";
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]{0,59}");

    private final StepId step;
    private final StepInput input;

    EarlierResults(StepId step, StepInput input) throws StepFailure {
        this.step = step;
        this.input = input;
        checkEdits();
    }

    String request() throws StepFailure {
        if (input.editedInput() == null || !input.editedInput().has(REQUEST)) {
            return input.request();
        }
        if (!input.editedInput().get(REQUEST).isTextual()) {
            throw failure("The edited input's field \"request\" must be a string.");
        }
        return input.editedInput().get(REQUEST).textValue();
    }

    @Nullable Agent existingAgent() {
        return input.existingAgent();
    }

    /** The agent to change, with the understood edits applied; null for a new one. */
    @Nullable Agent editedAgent() throws StepFailure {
        Agent agent = input.existingAgent();
        return agent == null ? null : AgentEdits.apply(agent, understanding().edits());
    }

    boolean validates() {
        return input.options().validation();
    }

    Understanding understanding() throws StepFailure {
        Understanding understanding = read(StepId.PROMPT_UNDERSTANDING, Understanding.class, null);
        for (EntitySpec entity : understanding.entities()) {
            checkName("entities/name", entity.name());
            for (AttributeSpec attribute : entity.attributes()) {
                checkName("entities/attributes/name", attribute.name());
            }
        }
        return understanding;
    }

    Analysis analysis() throws StepFailure {
        return read(StepId.TECHNICAL_ANALYSIS, Analysis.class, null);
    }

    DatabaseResult database() throws StepFailure {
        Agent agent = input.existingAgent();
        return read(
                StepId.DATABASE_GENERATION,
                DatabaseResult.class,
                agent == null ? null : new DatabaseResult(agent.models(), agent.enums(), agent.ddl(), null));
    }

    ActionsResult actions() throws StepFailure {
        Agent agent = input.existingAgent();
        return read(
                StepId.ACTION_GENERATION,
                ActionsResult.class,
                agent == null ? null : new ActionsResult(agent.actions(), Complexity.MEDIUM));
    }

    private <T extends Record> T read(StepId from, Class<T> type, @Nullable T instead) throws StepFailure {
        ObjectNode earlier = input.results().get(from);
        if (earlier == null && instead == null) {
            throw failure("The result of " + from + " is missing; restart from that step.");
        }
        ObjectNode merged = earlier == null ? ContractMapper.mapper().valueToTree(instead) : earlier.deepCopy();
        if (input.editedInput() != null) {
            for (String field : fields(type)) {
                if (input.editedInput().has(field)) {
                    merged.set(field, input.editedInput().get(field));
                }
            }
        }
        try {
            return ContractMapper.mapper().treeToValue(merged, type);
        } catch (JsonMappingException e) {
            throw failure("The result of " + from + " has a field of the wrong shape: " + path(e) + ".");
        } catch (JsonProcessingException e) {
            throw failure("The result of " + from + " cannot be read; restart from that step.");
        }
    }

    private void checkEdits() throws StepFailure {
        if (input.editedInput() == null) {
            return;
        }
        List<String> readable = readable();
        Iterator<String> edited = input.editedInput().fieldNames();
        while (edited.hasNext()) {
            String field = edited.next();
            if (!readable.contains(field)) {
                throw failure("The edited input has a field that " + step + " does not read: \"" + field
                        + "\". It reads " + String.join(", ", readable) + ".");
            }
        }
    }

    private List<String> readable() {
        List<String> readable = new ArrayList<>();
        switch (step) {
            case PROMPT_UNDERSTANDING -> readable.add(REQUEST);
            case DECISION_MAKING, TECHNICAL_ANALYSIS -> readable.addAll(fields(Understanding.class));
            case DATABASE_GENERATION -> {
                readable.addAll(fields(Understanding.class));
                readable.addAll(fields(Analysis.class));
            }
            case ACTION_GENERATION -> {
                readable.addAll(fields(Understanding.class));
                readable.addAll(List.of("models", "enums"));
            }
            case SCHEDULE_GENERATION -> {
                readable.addAll(fields(Understanding.class));
                readable.add("actions");
            }
        }
        return readable;
    }

    private void checkName(String field, String name) throws StepFailure {
        if (!NAME.matcher(name).matches()) {
            throw failure("The field " + field
                    + " must be letters and digits, beginning with a letter, and at most 60 characters long.");
        }
    }

    private static List<String> fields(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        e.getPath()
                .forEach(part ->
                        path.append('/').append(part.getFieldName() == null ? part.getIndex() : part.getFieldName()));
        return path.toString();
    }

    private static StepFailure failure(String message) {
        return new StepFailure(ErrorKind.PERMANENT, message);
    }
}
