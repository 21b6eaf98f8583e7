package dev.stepfold.generation.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.generation.openai.EnclosedObject.Found;
import dev.stepfold.generation.step.ResultFields;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Recurrence;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.event.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns the model's answer into a step's result. */
final class AnswerReader {
    /** The steps that a decision may skip. */
    private static final List<StepId> GENERATORS =
            List.of(StepId.DATABASE_GENERATION, StepId.ACTION_GENERATION, StepId.SCHEDULE_GENERATION);

    private static final ObjectMapper MAPPER = ContractMapper.mapper();
    private static final ObjectReader WHOLE_TEXT = MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private AnswerReader() {}

    /**
     * The result and its summary.
     *
     * @param text what the model wrote
     * @param known what the answer may refer to
     * @throws UnfitAnswerException when the text is not one JSON object, with or without something around it, or the
     *     object does not have the step's form
     */
    static Answer read(StepId step, String text, KnownNames known) throws UnfitAnswerException {
        Found found = object(text);
        Repairs repairs = new Repairs(step);
        AnswerRepair.repair(Prompt.schemaTree(step), found.object(), repairs);
        NameRepair.repair(step, found.object(), known, repairs);
        Answer answer = read(step, found.object(), known.change());
        return new Answer(answer.result(), answer.summary(), found.around(), repairs.notes());
    }

    private static Answer read(StepId step, ObjectNode result, boolean change) throws UnfitAnswerException {
        return switch (step) {
            case PROMPT_UNDERSTANDING -> new Answer(result, Summaries.of(as(result, Answers.Understanding.class)));
            case DECISION_MAKING -> decision(result, change);
            case TECHNICAL_ANALYSIS -> new Answer(result, Summaries.of(as(result, Answers.Analysis.class)));
            case DATABASE_GENERATION -> database(result, change);
            case ACTION_GENERATION -> new Answer(result, Summaries.of(as(result, Answers.Actions.class)));
            case SCHEDULE_GENERATION -> schedules(result);
        };
    }

    /** Adds what the model is not asked: whether an existing agent is changed, and which steps are needed. */
    private static Answer decision(ObjectNode answer, boolean change) throws UnfitAnswerException {
        Answers.Choice choice = as(answer, Answers.Choice.class);
        ObjectNode result = MAPPER.createObjectNode().put("mode", change ? "change" : "new");
        ArrayNode needed = result.putArray("needed");
        ObjectNode skipped = result.putObject(ResultFields.SKIPPED);
        ObjectNode reasons = result.putObject("reasons");
        for (StepId step : GENERATORS) {
            String reasonToSkip = text(choice.skipped(), step);
            if (reasonToSkip == null) {
                needed.add(step.wireName());
                String reason = text(choice.reasons(), step);
                if (reason != null) {
                    reasons.put(step.wireName(), reason);
                }
            } else {
                skipped.put(step.wireName(), reasonToSkip);
            }
        }
        result.set("touches", answer.path("touches").isArray() ? answer.get("touches") : MAPPER.createArrayNode());
        return new Answer(result, Summaries.ofDecision(change, needed.size(), GENERATORS.size()));
    }

    private static Answer database(ObjectNode result, boolean change) throws UnfitAnswerException {
        Answers.Database database = as(result, Answers.Database.class);
        if (change && database.migration() == null) {
            throw new UnfitAnswerException("migration is required for a change of an existing agent");
        }
        if (!change) {
            result.remove(ResultFields.MIGRATION);
        }
        return new Answer(result, Summaries.of(database));
    }

    /** Adds the recurrences, which follow from the cron expressions. */
    private static Answer schedules(ObjectNode result) throws UnfitAnswerException {
        Answers.Schedules answer = as(result, Answers.Schedules.class);
        for (int i = 0; i < answer.schedules().size(); i++) {
            ObjectNode schedule =
                    (ObjectNode) result.path(ResultFields.SCHEDULES).path(i);
            @Nullable Recurrence meaning = answer.schedules().get(i).meaning();
            schedule.remove("recurrence");
            if (meaning != null) {
                schedule.set("recurrence", MAPPER.valueToTree(meaning));
            }
        }
        return new Answer(result, Summaries.of(answer));
    }

    private static @Nullable String text(Map<String, @Nullable String> byStep, StepId step) {
        String text = byStep.get(step.wireName());
        return text == null || text.isBlank() ? null : text;
    }

    private static Found object(String text) throws UnfitAnswerException {
        JsonNode json;
        try {
            json = WHOLE_TEXT.readTree(text);
        } catch (JsonProcessingException _) {
            return EnclosedObject.in(text);
        }
        if (json instanceof ObjectNode object) {
            return new Found(object, "");
        }
        throw new UnfitAnswerException("it is not a JSON object");
    }

    private static <T> T as(ObjectNode json, Class<T> type) throws UnfitAnswerException {
        try {
            return MAPPER.treeToValue(json, type);
        } catch (JsonMappingException e) {
            throw new UnfitAnswerException(path(e) + e.getOriginalMessage());
        } catch (JsonProcessingException e) {
            throw new UnfitAnswerException(e.getOriginalMessage());
        }
    }

    /** Where in the answer: {@code models[2].fields[0]: }. */
    private static String path(JsonMappingException e) {
        List<String> names = new ArrayList<>();
        for (JsonMappingException.Reference reference : e.getPath()) {
            if (reference.getFieldName() != null) {
                names.add(reference.getFieldName());
            } else if (!names.isEmpty()) {
                names.set(names.size() - 1, names.getLast() + '[' + reference.getIndex() + ']');
            }
        }
        return names.isEmpty() ? "" : String.join(".", names) + ": ";
    }

    /**
     * An answer that can be used.
     *
     * @param summary one line for a person
     * @param around what stood around the JSON, as {@link Found}; empty where it was alone
     * @param repairs notes about what was repaired
     */
    record Answer(ObjectNode result, String summary, String around, List<Finding> repairs) {
        Answer(ObjectNode result, String summary) {
            this(result, summary, "", List.of());
        }
    }

    /** The model wrote something that is not the step's result. */
    static final class UnfitAnswerException extends Exception {
        private static final long serialVersionUID = 1;

        UnfitAnswerException(String message) {
            super(message);
        }
    }
}
