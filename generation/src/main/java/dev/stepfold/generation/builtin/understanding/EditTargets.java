package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.change.AgentEdits;
import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.builtin.language.Names;
import dev.stepfold.generation.builtin.language.Token;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import dev.stepfold.schemas.agent.Schedule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the parts of an agent that the words of a change request mean. */
final class EditTargets {
    private static final Lexicon LEXICON = Lexicon.english();
    private static final int MAX_WORDS = 4;
    /** A schedule is meant if at least this many of its words occur. */
    private static final int SCHEDULE_WORDS = 2;

    private static final Set<String> OWN = Set.of("id", "createdAt", "updatedAt");
    private static final Set<String> FRAME = Set.of(
            "the",
            "a",
            "an",
            "of",
            "from",
            "in",
            "on",
            "for",
            "to",
            "its",
            "their",
            "his",
            "her",
            "our",
            "these",
            "this",
            "those",
            "each",
            "field",
            "column",
            "attribute",
            "property",
            "model",
            "entity",
            "table",
            "type",
            "data",
            "also",
            "please",
            "again",
            "anymore",
            "longer",
            "no",
            "entirely",
            "completely",
            "altogether",
            "value");
    private static final Set<String> OWNED = Set.of("its", "their", "his", "her");

    private final Agent agent;
    private final Drafts drafts;
    private @Nullable String last;

    EditTargets(Agent agent, Drafts drafts) {
        this.agent = agent;
        this.drafts = drafts;
    }

    /**
     * A part of the agent.
     *
     * @param field null if the whole model is meant
     */
    record Target(Model model, @Nullable Field field) {}

    Agent agent() {
        return agent;
    }

    /** The part that some words mean; empty if they mean nothing that exists, or more than one thing. */
    Optional<Target> find(List<Token> words) {
        for (int length = MAX_WORDS; length > 0; length--) {
            for (int from = 0; from + length <= words.size(); from++) {
                Optional<Model> model = model(words.subList(from, from + length));
                if (model.isPresent()) {
                    List<Token> rest = new ArrayList<>(words.subList(0, from));
                    rest.addAll(words.subList(from + length, words.size()));
                    Optional<Target> target = of(model.get(), rest);
                    if (target.isPresent()) {
                        last = model.get().name();
                        return target;
                    }
                }
            }
        }
        return withoutModel(words);
    }

    private Optional<Model> model(List<Token> words) {
        List<String> parts = words.stream().map(Token::lower).toList();
        String head = LEXICON.one(parts.getLast());
        String thing = String.join(" ", parts.subList(0, parts.size() - 1)) + (parts.size() > 1 ? " " : "") + head;
        return drafts.called(thing).flatMap(draft -> named(draft.name()));
    }

    private Optional<Model> named(@Nullable String name) {
        return agent.models().stream()
                .filter(model -> model.name().equals(name))
                .findFirst();
    }

    private static Optional<Target> of(Model model, List<Token> rest) {
        List<Token> telling =
                rest.stream().filter(word -> !FRAME.contains(word.lower())).toList();
        if (telling.isEmpty()) {
            return Optional.of(new Target(model, null));
        }
        return field(model, telling).map(field -> new Target(model, field));
    }

    /** "their phone" is that of the model mentioned last, "the due date" that of the only model that has one. */
    private Optional<Target> withoutModel(List<Token> words) {
        List<Token> telling =
                words.stream().filter(word -> !FRAME.contains(word.lower())).toList();
        boolean owned = words.stream().anyMatch(word -> OWNED.contains(word.lower()));
        List<Target> targets = agent.models().stream()
                .filter(model -> !owned || model.name().equals(last))
                .flatMap(model -> field(model, telling).map(field -> new Target(model, field)).stream())
                .toList();
        return targets.size() == 1 ? Optional.of(targets.getFirst()) : Optional.empty();
    }

    private static Optional<Field> field(Model model, List<Token> words) {
        String name =
                Names.camel(String.join(" ", words.stream().map(Token::lower).toList()));
        return model.fields().stream()
                .filter(field -> !OWN.contains(field.name()))
                .filter(field -> field.name().equalsIgnoreCase(name)
                        || (field.references() != null && field.name().equalsIgnoreCase(name + "Id")))
                .findFirst();
    }

    /**
     * The schedule with the most matching words, if no other has as many. How often it runs counts less than what it does:
     * "make the order report daily" means the weekly report of orders, not a daily report of something else.
     */
    Optional<Schedule> schedule(List<Token> words) {
        Set<String> said = new HashSet<>();
        words.forEach(word -> said.add(root(word.lower())));
        int best = 0;
        List<Schedule> met = new ArrayList<>();
        for (Schedule schedule : agent.schedules()) {
            Set<String> its = matching(schedule.name(), said);
            Set<String> does = matching(schedule.action(), said);
            int score = its.size() < SCHEDULE_WORDS ? 0 : its.size() + does.size();
            if (score > best) {
                best = score;
                met.clear();
            }
            if (score == best) {
                met.add(schedule);
            }
        }
        return best > 0 && met.size() == 1 ? Optional.of(met.getFirst()) : Optional.empty();
    }

    /** The only schedule whose action does that; empty if several do. */
    Optional<Schedule> scheduleOf(String verb) {
        List<Schedule> met = schedulesOf(verb);
        return met.size() == 1 ? Optional.of(met.getFirst()) : Optional.empty();
    }

    /** The schedules whose action does that. */
    List<Schedule> schedulesOf(String verb) {
        return agent.schedules().stream()
                .filter(schedule ->
                        Names.spoken(schedule.action()).split(" ", -1)[0].equals(verb))
                .toList();
    }

    /** The schedules whose action begins with the first of the words, a verb, and has all the others. */
    List<Schedule> schedulesThat(List<Token> words) {
        List<String> said = IntStream.range(0, words.size())
                .filter(i -> i == 0
                        || words.size() == 2
                        || !LEXICON.isStructure(words.get(i).base()))
                .mapToObj(i -> root(words.get(i).lower()))
                .toList();
        return agent.schedules().stream()
                .filter(schedule -> {
                    List<String> does = Stream.of(
                                    Names.spoken(schedule.action()).split(" ", -1))
                            .map(EditTargets::root)
                            .toList();
                    return does.getFirst().equals(said.getFirst()) && does.containsAll(said);
                })
                .toList();
    }

    /** The model that a schedule's action reads first: what it is about. */
    Optional<String> subject(Schedule schedule) {
        return agent.actions().stream()
                .filter(action -> action.name().equals(schedule.action()))
                .flatMap(action -> action.reads().stream())
                .findFirst();
    }

    private static Set<String> matching(String name, Set<String> said) {
        Set<String> its = new HashSet<>();
        for (String word : Names.spoken(name).split(" ", -1)) {
            its.add(root(word));
        }
        its.retainAll(said);
        return its;
    }

    /** Whether the action that a schedule calls keeps a distance from a date. */
    boolean countsFromADate(Schedule schedule) {
        return AgentEdits.countsFromADate(agent, schedule);
    }

    /** One form of a word, whether it is used as noun or verb: "summary" is "summarise". */
    private static String root(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        String one = LEXICON.singular(lower);
        return LEXICON.isService(one)
                ? Services.verbOf(one)
                : LEXICON.verbBase(lower).orElse(one);
    }
}
